/**
 * Reading segments with bounded memory.
 * @module
 */
import { open, type FileHandle } from 'node:fs/promises';
import type { GovernanceEvent } from '../event/index.js';
import { listSegments, segmentPath, type TrailLayout } from './layout.js';
import { damageError } from './trail-error.js';
import type { TrailEntry } from './trail-port.js';

export interface ReadLinesOptions {
  readonly fromSequence: number;
  /** The last sequence that may be read now. */
  readonly limit: () => number;
  /** Resolves with true when there is more than a sequence; without it reading ends at the limit. */
  readonly wait?: (beyond: number) => Promise<boolean>;
  readonly signal?: AbortSignal;
  /** See ReadOptions. */
  readonly lazy?: boolean;
}

const CHUNK_BYTES = 256 * 1024;

const segmentHolding = (layout: TrailLayout, sequence: number): number | undefined => {
  const firsts = listSegments(layout);
  return firsts.findLast((first) => first <= sequence) ?? firsts[0];
};

const openIfThere = async (file: string): Promise<FileHandle | undefined> => {
  try {
    return await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

interface Block {
  readonly lines: readonly string[];
  /** Offset of its first line. */
  readonly offset: number;
  /** Offset after its last one. */
  readonly end: number;
}

/** Whole lines of a file from an offset. */
async function* fileLines(
  handle: FileHandle,
  from: number,
  scratch: { block: Buffer },
): AsyncGenerator<Block, void, undefined> {
  let { block } = scratch;
  let kept = 0;
  let position = from;
  for (;;) {
    const { bytesRead } = await handle.read(block, kept, block.length - kept, position);
    if (bytesRead === 0) return;
    const offset = position - kept;
    position += bytesRead;
    const end = kept + bytesRead;
    const last = block.lastIndexOf(0x0a, end - 1);
    if (last < 0) {
      // One line longer than the block: the trail never writes such a line, a damaged file may hold it.
      if (end === block.length) block = scratch.block = Buffer.concat([block], block.length * 2);
      kept = end;
      continue;
    }
    yield { lines: block.toString('utf8', 0, last).split('\n'), offset, end: offset + last + 1 };
    block.copyWithin(0, last + 1, end);
    kept = end - last - 1;
  }
}

const parse = (line: string, file: string, place: number): GovernanceEvent => {
  try {
    return JSON.parse(line) as GovernanceEvent;
  } catch {
    throw damageError('a line is not JSON', file, place);
  }
};

/** An entry that keeps its line only. */
class LazyEntry implements TrailEntry {
  readonly line: string;
  readonly sequence: number;
  readonly #file: string;
  readonly #place: number;

  constructor(line: string, sequence: number, file: string, place: number) {
    this.line = line;
    this.sequence = sequence;
    this.#file = file;
    this.#place = place;
  }

  get event(): GovernanceEvent {
    return parse(this.line, this.#file, this.#place);
  }
}

const bytesOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);

/** A place between two lines of a segment. */
interface Place {
  readonly first: number;
  readonly offset: number;
  /** The last sequence before it. */
  readonly sequence: number;
}

/**
 * Entries in order, as many at once as one reading of the file gave. Beyond a segment's end comes the next one; a
 * segment that retention removed is skipped.
 * @throws AgentSiemError `trail.damaged` where lines up to the limit are missing or are not JSON.
 */
export async function* readBatches(
  layout: TrailLayout,
  { fromSequence, limit, wait, signal, lazy }: ReadLinesOptions,
): AsyncGenerator<readonly TrailEntry[], void, undefined> {
  const aborted = (): boolean => signal?.aborted === true;
  let next = Math.max(1, fromSequence);
  let place: Place | undefined;
  // One buffer for as long as the reader follows.
  const scratch = { block: Buffer.allocUnsafe(CHUNK_BYTES) };
  for (;;) {
    if (aborted()) return;
    if (next > limit()) {
      if (wait === undefined || !(await wait(next - 1))) return;
      continue;
    }
    const first = segmentHolding(layout, next);
    const file = segmentPath(layout, first ?? next);
    const handle = first === undefined ? undefined : await openIfThere(file);
    if (first === undefined || handle === undefined) {
      // Retention may have removed it between the two steps.
      if (first !== undefined && segmentHolding(layout, next) !== first) continue;
      throw damageError('a segment is missing', file);
    }
    const before = next;
    next = Math.max(next, first);
    const from: Place = place?.first === first ? place : { first, offset: 0, sequence: first - 1 };
    let { sequence } = from;
    try {
      for await (const { lines, offset, end } of fileLines(handle, from.offset, scratch)) {
        const entries: TrailEntry[] = [];
        const last = limit();
        let read = 0;
        for (const line of lines) {
          if (sequence >= last) break;
          sequence += 1;
          read += 1;
          if (sequence < next) continue;
          next = sequence + 1;
          const lineNumber = sequence - first + 1;
          const entry = new LazyEntry(line, sequence, file, lineNumber);
          if (lazy === true) {
            entries.push(entry);
            continue;
          }
          try {
            entries.push({ event: entry.event, line, sequence });
          } catch (error) {
            // What stands before the damage is still good.
            if (entries.length > 0) yield entries;
            throw error;
          }
        }
        const readTo = read === lines.length ? end : offset + bytesOf(lines.slice(0, read));
        place = { first, offset: readTo, sequence };
        if (entries.length > 0) yield entries;
        if (aborted()) return;
        if (read < lines.length) break;
      }
    } finally {
      await handle.close();
    }
    if (next === before && next <= limit()) throw damageError('lines are missing at the end', file);
  }
}

/** The same one by one. */
export async function* readLines(
  layout: TrailLayout,
  options: ReadLinesOptions,
): AsyncGenerator<TrailEntry, void, undefined> {
  for await (const entries of readBatches(layout, options)) {
    for (const entry of entries) {
      yield entry;
      if (options.signal?.aborted === true) return;
    }
  }
}
