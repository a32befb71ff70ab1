/**
 * Sends dead letters again.
 * @module
 */
import { existsSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { AgentSiemError } from '../error.js';
import { appendLines, layoutOf, sideFilePieces, takeLock, turnOver, type TrailEntry } from '../trail/index.js';
import { readFront, replaceFront } from './dead-letter-piece.js';
import { readDeadLetter, writeDeadLetters } from './dead-letter.js';
import { settleBatch, type Rejected, type Settled } from './settle-batch.js';
import type { Sink } from './sink.js';

/** What to send again, and where to. */
export interface ReplayOptions {
  /** Data folder of the trail; a process that writes it may run meanwhile. */
  readonly dir: string;
  /** Letters of the sink with this name are sent. */
  readonly sink: Sink;
  /** Most events in a request, default 512. */
  readonly maxBatch?: number;
  /** Attempts at a batch while the receiver is not there, default 5. */
  readonly attempts?: number;
  /** First pause between attempts, milliseconds, default 1,000; doubles. */
  readonly retryMs?: number;
}

/** What became of the letters. */
export interface ReplayReport {
  /** Acknowledged, and out of the file. */
  readonly delivered: number;
  /** Rejected once more: in the file with the new reason. */
  readonly rejected: number;
  /** Of this sink and not taken, because the receiver refuses everything or is not there: in the file as before. */
  readonly left: number;
  /** Lines of other sinks, and lines that cannot be read: in the file as before. */
  readonly others: number;
  /** Why something was left. */
  readonly reason: string | undefined;
}

const lockDeadLetters = (file: string): ReturnType<typeof takeLock> => {
  try {
    return takeLock(file);
  } catch (error) {
    if (!(error instanceof AgentSiemError) || error.code !== 'trail.locked') throw error;
    throw new AgentSiemError('dead letters are being replayed by another process', {
      code: 'deliver.replaying',
      file,
      mend: 'Wait until it has ended.',
    });
  }
};

/**
 * Sends the dead letters of a sink again. A letter leaves the file when it is acknowledged; a crash in between sends
 * some of them again, under the same event_id, and loses none.
 * @throws AgentSiemError `deliver.replaying`, or when a file cannot be written.
 * @example
 * await replayDeadLetters({ dir: '.agent-siem', sink });
 */
export const replayDeadLetters = async (options: ReplayOptions): Promise<ReplayReport> => {
  const { sink, maxBatch = 512, attempts = 5, retryMs = 1000 } = options;
  const { deadLetter, dir } = layoutOf(options.dir);
  let delivered = 0;
  let rejected = 0;
  let left = 0;
  let others = 0;
  let reason: string | undefined;

  const send = async (entries: readonly TrailEntry[]): Promise<Settled> => {
    const refused: Rejected[] = [];
    let waiting = entries;
    for (let attempt = 1; ; attempt += 1) {
      const settled = await settleBatch(sink, waiting);
      delivered += settled.accepted;
      refused.push(...settled.rejected);
      ({ waiting } = settled);
      if (!settled.away || attempt >= attempts) return { ...settled, rejected: refused };
      await pause(Math.max(retryMs * 2 ** (attempt - 1), settled.afterMs ?? 0));
    }
  };

  /** Takes lines off the front of a piece; what goes back to the file is there before it leaves the piece. */
  const takeFront = async (piece: string): Promise<'more' | 'done' | 'away'> => {
    // The last lines took the piece with them.
    if (!existsSync(piece)) return 'done';
    const { lines, bytes } = readFront(piece, maxBatch);
    if (bytes === 0) {
      rmSync(piece, { force: true });
      return 'done';
    }
    const back: string[] = [];
    const lineOf = new Map<TrailEntry, string>();
    for (const line of lines) {
      if (line === '') continue;
      const letter = readDeadLetter(line);
      if (letter?.sink !== sink.name) {
        back.push(line);
        continue;
      }
      const { event, sequence } = letter;
      lineOf.set({ event, sequence, line: JSON.stringify(event) }, line);
    }
    others += back.length;
    const settled = await send([...lineOf.keys()]);
    const waiting = settled.waiting.map((entry) => lineOf.get(entry) ?? '');
    rejected += settled.rejected.length;
    reason ??= settled.reason;
    const { away } = settled;
    // Nothing is removed for room here: what is put back was in the file before.
    const room = { maxPieces: Number.MAX_SAFE_INTEGER };
    writeDeadLetters(deadLetter, sink.name, settled.rejected, room);
    appendLines(deadLetter, away ? back : [...back, ...waiting], { sync: true, ...room });
    replaceFront(piece, bytes, away ? waiting : []);
    if (!away) left += waiting.length;
    return away ? 'away' : 'more';
  };

  /** Sends a piece; true when the receiver is not there. */
  const stalls = async (piece: string): Promise<boolean> => {
    for (;;) {
      const step = await takeFront(piece);
      if (step !== 'more') return step === 'away';
    }
  };

  const countLeft = (piece: string): void => {
    let from = 0;
    for (let front = readFront(piece, maxBatch, from); front.bytes > 0; front = readFront(piece, maxBatch, from)) {
      left += front.lines.filter((line) => readDeadLetter(line)?.sink === sink.name).length;
      from += front.bytes;
    }
  };

  if (!existsSync(dir)) return { delivered, rejected, left, others, reason };
  const lock = lockDeadLetters(`${deadLetter}.lock`);
  try {
    turnOver(deadLetter);
    let away = false;
    for (const piece of sideFilePieces(deadLetter)) {
      away ||= await stalls(piece);
      if (away) countLeft(piece);
    }
  } finally {
    lock.release();
  }
  return { delivered, rejected, left, others, reason };
};
