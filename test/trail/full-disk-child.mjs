// Appends until the file system refuses, then goes on once there is room. Arguments: folder, durability, how.
// The parent limits the size of files this process may write (ulimit -f): the kernel refuses with EFBIG, as it does
// with ENOSPC on a full disk.
import { newEventId, writeEvent } from '../../dist/event/index.js';
import { openTrail } from '../../dist/trail/index.js';

const [dir, durability, how] = process.argv.slice(2);
const trail = openTrail({ dir, durability, maxSegmentBytes: 1e9 });
const event = () =>
  writeEvent({
    event_id: newEventId(),
    event_type: 'auth.success',
    timestamp: new Date().toISOString(),
    schema_version: '1.3.0',
  });
const append = () => trail.append(event());
const group = () => trail.appendAll(Array.from({ length: 7 }, event));
const results = await Promise.allSettled(
  how === 'in groups' ? Array.from({ length: 30 }, group).flat() : Array.from({ length: 200 }, append),
);
const refused = results.filter((result) => result.status === 'rejected');
const again = await (how === 'in groups' ? Promise.all(group()) : append()).then(
  () => 'appended',
  (error) => error.code,
);
process.stdout.write(
  JSON.stringify({
    accepted: results.length - refused.length,
    codes: [...new Set(refused.map(({ reason }) => reason.code))],
    again,
    sequence: trail.sequence,
  }),
);
await trail.close();
