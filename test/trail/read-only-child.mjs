// A folder that can no longer be written while the trail is open. Arguments: folder, durability.
// Root may write anything: as root the child becomes nobody first.
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { newEventId, writeEvent } from '../../dist/event/index.js';
import { openTrail } from '../../dist/trail/index.js';

const [base, durability] = process.argv.slice(2);
const NOBODY = 65534;
if (process.getuid() === 0) {
  chmodSync(base, 0o755);
  mkdirSync(join(base, 'data'));
  chownSync(join(base, 'data'), NOBODY, NOBODY);
  process.setgid(NOBODY);
  process.setuid(NOBODY);
}
const dir = join(base, 'data');
const trail = openTrail({ dir, durability });
const append = () =>
  trail.append(
    writeEvent({
      event_id: newEventId(),
      event_type: 'auth.success',
      timestamp: new Date().toISOString(),
      schema_version: '1.3.0',
    }),
  );
const codes = [];
const attempt = async () =>
  codes.push(
    await append().then(
      () => 'appended',
      (error) => error.code,
    ),
  );
await attempt();
chmodSync(dir, 0o500);
if (durability === 'os') {
  // The line itself can still be written; the head follows within moments.
  await append();
  await new Promise((resolve) => setTimeout(resolve, 150));
}
await attempt();
await attempt();
chmodSync(dir, 0o700);
await attempt();
await trail.close();
chmodSync(dir, 0o500);
try {
  openTrail({ dir, durability });
} catch (error) {
  codes.push(error.code);
}
chmodSync(dir, 0o700);
process.stdout.write(JSON.stringify(codes));
