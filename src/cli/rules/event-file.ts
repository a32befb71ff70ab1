/**
 * Events from a file of JSON lines.
 * @module
 */
import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { AgentSiemError } from '../../error.js';
import type { EventObject, EventSource } from '../../evaluate/index.js';

/** A line that holds no event, and why. Never its text. */
export interface BadLine {
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}

const CHUNK_BYTES = 1 << 20;
const MAX_LINE_BYTES = 16 << 20;
const LINE_FEED = 0x0a;

const openFile = (file: string): number => {
  if (file === '-') return 0;
  try {
    return openSync(file, 'r');
  } catch (cause) {
    throw new AgentSiemError('cannot be read', {
      code: 'events.not-found',
      file,
      mend: 'Name a file of JSON lines',
      cause,
    });
  }
};

const readChunk = (handle: number, chunk: Buffer, file: string): number => {
  try {
    return readSync(handle, chunk);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EOF') return 0;
    throw new AgentSiemError('cannot be read', { code: 'events.unreadable', file, cause });
  }
};

/** Blocks of whole lines, without their last line feed; the last one may have had none. */
function* blocks(file: string): Generator<Buffer, void, undefined> {
  const handle = openFile(file);
  try {
    let rest: Buffer[] = [];
    let held = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const bytes = readChunk(handle, chunk, file);
      if (bytes === 0) break;
      const block = chunk.subarray(0, bytes);
      const end = block.lastIndexOf(LINE_FEED);
      if (end === -1) {
        held += bytes;
        if (held > MAX_LINE_BYTES)
          throw new AgentSiemError(`a line is longer than ${MAX_LINE_BYTES} bytes`, {
            code: 'events.line-too-long',
            file,
            mend: 'Write one event on each line',
          });
        rest.push(block);
        continue;
      }
      yield Buffer.concat([...rest, block.subarray(0, end)]);
      rest = [block.subarray(end + 1)];
      held = bytes - end - 1;
    }
    const last = Buffer.concat(rest);
    if (last.length > 0) yield last;
  } finally {
    if (handle !== 0) closeSync(handle);
  }
}

const isEvent = (value: unknown): value is EventObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const BLANK = /^\s*$/;
const BYTE_ORDER_MARK = '\ufeff';

/** The event of a line, or why there is none; undefined for a blank line. */
const eventOf = (raw: string, line: number, soundUtf8: boolean): EventObject | string | undefined => {
  const text = line === 1 && raw.startsWith(BYTE_ORDER_MARK) ? raw.slice(1) : raw;
  if (BLANK.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  if (!isEvent(value)) return 'not a JSON object';
  return !soundUtf8 && text.includes('\ufffd') ? 'not UTF-8' : value;
};

/**
 * Events of a file (`-`: standard input), one for each line; undefined for a blank line and for one that holds no JSON
 * object, which also goes to `bad`. Memory is bounded by the longest line.
 * @throws AgentSiemError when the file cannot be read
 */
export function* readEventLines(
  file: string,
  bad: (line: BadLine) => void,
): Generator<EventObject | undefined, void, undefined> {
  let line = 0;
  for (const block of blocks(file)) {
    const sound = isUtf8(block);
    for (const raw of block.toString('utf8').split('\n')) {
      line += 1;
      const event = eventOf(raw, line, sound);
      if (typeof event === 'string') {
        bad({ line, reason: event });
        yield undefined;
      } else yield event;
    }
  }
}

/** The events of some lines, from 1; the others are not parsed. */
function* readSomeEventLines(
  file: string,
  numbers: ReadonlySet<number>,
): Generator<readonly [number, EventObject | undefined], void, undefined> {
  let left = numbers.size;
  let line = 0;
  for (const block of blocks(file)) {
    const sound = isUtf8(block);
    for (const raw of block.toString('utf8').split('\n')) {
      line += 1;
      if (!numbers.has(line)) continue;
      const event = eventOf(raw, line, sound);
      yield [line, typeof event === 'string' ? undefined : event];
      left -= 1;
      if (left === 0) return;
    }
  }
}

/** A regular file can be read again; a pipe, a socket and standard input cannot. */
const rereadable = (file: string): boolean =>
  file !== '-' && statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/**
 * The events of a file as the evaluator reads them, as often as the file allows. `restart` is called at the start of
 * each reading of the whole, `bad` for each line without an event.
 */
export const eventFile = (
  file: string,
  { restart, bad }: { readonly restart: () => void; readonly bad: (line: BadLine) => void },
): EventSource => {
  const read = (): Generator<EventObject | undefined, void, undefined> => {
    restart();
    return readEventLines(file, bad);
  };
  return rereadable(file)
    ? { file, [Symbol.iterator]: read, lines: (numbers) => readSomeEventLines(file, numbers) }
    : read();
};
