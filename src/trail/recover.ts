/**
 * What opening a trail finds on disk, and the repair of a tail that a crash tore.
 * @module
 */
import { closeSync, fstatSync, openSync, readFileSync, readSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readEvent } from '../event/index.js';
import { replaceFile } from './atomic-file.js';
import { readChainFile, recordLine, startLine } from './chain-file.js';
import { advance, chainHash, type ChainState, type TrailKey } from './chain.js';
import { stateOf, type Head } from './head.js';
import { chainPath, listSegments, makeFolder, segmentPath, type TrailLayout } from './layout.js';
import { damageError } from './trail-error.js';

/** What the repair did. */
export interface Recovery {
  /** Complete events behind the head that were taken over. */
  readonly adopted: number;
  /** Bytes of a torn tail that were moved to the folder `torn`. */
  readonly tornBytes: number;
}

/** A place to append at. */
export interface AppendPoint {
  readonly state: ChainState;
  readonly segment: number;
  readonly bytes: number;
}

const MAX_LINE = 64 * 1024;

/** The line that ends at a byte offset, without its newline. */
const lineEndingAt = (file: string, end: number): string | undefined => {
  const fd = openSync(file, 'r');
  try {
    if (fstatSync(fd).size < end) return undefined;
    const length = Math.min(MAX_LINE, end);
    const tail = Buffer.alloc(length);
    readSync(fd, tail, 0, length, end - length);
    if (tail[length - 1] !== 0x0a) return undefined;
    const before = tail.lastIndexOf(0x0a, length - 2);
    return tail.toString('utf8', before + 1, length - 1);
  } finally {
    closeSync(fd);
  }
};

const checkHead = (layout: TrailLayout, head: Head, key: TrailKey | undefined): void => {
  if (head.sequence === 0 || head.bytes === 0) return;
  const file = segmentPath(layout, head.segment);
  let line: string | undefined;
  try {
    line = lineEndingAt(file, head.bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw damageError('the newest segment is missing', file);
  }
  const place = head.sequence - head.segment + 1;
  if (line === undefined) throw damageError('the trail is shorter than its head says', file, place);
  const lineHash = chainHash(line, key);
  const due =
    head.own === undefined
      ? lineHash === head.hash
      : readChainFile(chainPath(layout, head.segment))?.records.some(
          (record) => record.sequence === head.sequence && record.lineHash === lineHash && record.hash === head.hash,
        ) === true;
  if (!due) throw damageError('the last line does not match the head', file, place);
};

/** The state after a line behind the head, or undefined when it does not continue the chain. */
const continues = (state: ChainState, line: string, head: Head, key: TrailKey | undefined) => {
  try {
    const { event } = readEvent(JSON.parse(line));
    const integrity = event.integrity;
    if (integrity === undefined) return undefined;
    const own = integrity.trail_id === head.trail_id;
    if (own && (integrity.sequence !== state.own.sequence + 1 || integrity.previous_hash !== state.own.hash)) {
      return undefined;
    }
    return advance(state, line, own, key);
  } catch {
    // Not a whole event: torn.
    return undefined;
  }
};

const keepTorn = (layout: TrailLayout, segment: number, offset: number, bytes: Buffer): number => {
  if (bytes.length === 0) return 0;
  makeFolder(layout.torn);
  const name = `${basename(segmentPath(layout, segment), '.jsonl')}-${String(offset)}-${String(Date.now())}.bin`;
  writeFileSync(join(layout.torn, name), bytes, { mode: 0o600 });
  return bytes.length;
};

/**
 * Checks the last durable line against the head, takes over whole events behind it and cuts what is torn.
 * Nothing at or before the head is ever changed.
 * @throws AgentSiemError `trail.damaged` when the trail does not hold what its head says.
 */
export const recover = (
  layout: TrailLayout,
  head: Head,
  key: TrailKey | undefined,
): AppendPoint & { readonly recovery: Recovery } => {
  checkHead(layout, head, key);
  let state = stateOf(head);
  let point: AppendPoint = { state, segment: head.segment, bytes: head.bytes };
  let adopted = 0;
  let tornBytes = 0;
  // Once torn, nothing after it can continue the chain.
  let torn = false;
  for (const segment of listSegments(layout).filter((first) => first >= head.segment)) {
    const file = segmentPath(layout, segment);
    const from = segment === head.segment ? head.bytes : 0;
    const bytes = readFileSync(file);
    const chainFile = readChainFile(chainPath(layout, segment));
    const startsAt = chainFile?.start ?? state;
    const records = (chainFile?.records ?? []).filter((record) => record.sequence <= head.sequence);
    let chainText =
      chainFile === undefined || startsAt.sequence > state.sequence
        ? ''
        : startLine(startsAt) +
          records.map((record) => `${String(record.sequence)} ${record.lineHash} ${record.hash}\n`).join('');
    let offset = from;
    if (!torn && segment !== head.segment && segment !== state.sequence + 1) torn = true;
    while (!torn) {
      const end = bytes.indexOf(0x0a, offset);
      if (end === -1) {
        torn = offset < bytes.length;
        break;
      }
      const before = state;
      const next = continues(before, bytes.toString('utf8', offset, end), head, key);
      if (next === undefined) {
        torn = true;
        break;
      }
      if (next.state.mixed) {
        if (chainText === '') chainText = startLine(before);
        chainText += recordLine(next);
      }
      state = next.state;
      offset = end + 1;
      adopted += 1;
    }
    tornBytes += keepTorn(layout, segment, offset, bytes.subarray(offset));
    if (segment !== head.segment && offset === 0) {
      rmSync(file);
      rmSync(chainPath(layout, segment), { force: true });
      continue;
    }
    if (offset < bytes.length) truncateSync(file, offset);
    if (chainText !== '') replaceFile(chainPath(layout, segment), chainText);
    else if (chainFile !== undefined) rmSync(chainPath(layout, segment));
    point = { state, segment, bytes: offset };
  }
  return { ...point, state, recovery: { adopted, tornBytes } };
};
