/**
 * Reading a data folder without writing to it.
 * @module
 */
import { AgentSiemError } from '../error.js';
import { readHead } from './head.js';
import { layoutOf } from './layout.js';
import { readLines } from './read-lines.js';
import type { TrailEntry } from './trail-port.js';

/**
 * Durable entries of a data folder, in order and with bounded memory; another process may be writing it.
 * Takes no lock and checks no hashes: `verifyTrail` does.
 * @throws AgentSiemError `trail.absent` when there is no trail, `trail.damaged` where lines are missing.
 */
export async function* readTrail(
  dir: string,
  { fromSequence = 1 }: { readonly fromSequence?: number } = {},
): AsyncGenerator<TrailEntry, void, undefined> {
  const layout = layoutOf(dir);
  const head = readHead(layout.head);
  if (head === undefined) {
    throw new AgentSiemError('there is no trail here', {
      code: 'trail.absent',
      file: layout.dir,
      mend: 'Name the data folder with --data DIR.',
    });
  }
  yield* readLines(layout, { fromSequence, limit: () => head.sequence });
}
