/**
 * The one delivery loop: from the trail to a sink.
 * @module
 */
import { AgentSiemError } from '../error.js';
import type { SideFileLimits, Trail, TrailEntry } from '../trail/index.js';
import { writeDeadLetters } from './dead-letter.js';
import { settleBatch, type Rejected } from './settle-batch.js';
import type { Sink } from './sink.js';
import { createSleep } from './wakeable-sleep.js';

/** How to deliver. */
export interface DeliveryOptions {
  readonly trail: Trail;
  readonly sink: Sink;
  /** Most events in a request, default 512. */
  readonly maxBatch?: number;
  /** Longest an event waits for company, milliseconds, default 1,000. */
  readonly delayMs?: number;
  /** First and longest pause after a failure, milliseconds, default 1,000 and 60,000; they double and jitter. */
  readonly retry?: { readonly firstMs?: number; readonly longestMs?: number };
  /** Longest that `flush` waits, milliseconds, default 30,000. */
  readonly flushTimeoutMs?: number;
  /** Older events go to the dead-letter file, for receivers that drop them in silence; milliseconds. */
  readonly maxAgeMs?: number;
  /** How much of the dead-letter file is kept, default sixteen files of 16 MiB. */
  readonly deadLetterLimits?: Omit<SideFileLimits, 'sync'>;
  /** Told when delivery begins to fail, or for another reason than before, and of dead letters; must not throw. */
  readonly onError?: (error: AgentSiemError) => void;
}

/** A running delivery. */
export interface Delivery {
  /** Counts since the start. */
  readonly delivered: number;
  readonly deadLettered: number;
  /**
   * Resolves when everything durable now is acknowledged. Calls join. Rejects with `deliver.pending` when that takes
   * longer than the flush timeout (delivery goes on), and with `deliver.dead-letter` when something was rejected
   * since the last flush.
   */
  flush(): Promise<void>;
  /** Stops; what is not delivered stays in the trail and goes out after the next start. */
  close(): Promise<void>;
}

/**
 * The cursor is saved so much later while requests follow one another, and at once when they pause: replacing a file
 * costs as much as encoding a hundred events. What a crash finds unsaved is sent again, with the same event ids.
 */
const SAVE_MS = 200;

interface Waiter {
  readonly target: number;
  readonly resolve: () => void;
  readonly reject: (error: AgentSiemError) => void;
}

const jitter = (ms: number): number => ms * (0.5 + Math.random() / 2);

/** Starts to deliver a trail from the sink's saved cursor on. */
export const startDelivery = (options: DeliveryOptions): Delivery => {
  const { trail, sink, maxBatch = 512, delayMs = 1000, flushTimeoutMs = 30_000, maxAgeMs, onError } = options;
  const firstMs = options.retry?.firstMs ?? 1000;
  const longestMs = options.retry?.longestMs ?? 60_000;
  const cursor = trail.cursor(sink.name);
  const stop = new AbortController();
  const pause = createSleep();
  const waiters = new Set<Waiter>();
  let acknowledged = cursor.sequence;
  /** The cursor is behind for a moment, or must not be. */
  let saving: NodeJS.Timeout | undefined;
  let buried = false;
  let delivered = 0;
  let deadLettered = 0;
  let reported = 0;
  let lastRejection = '';
  let lastFailure: string | undefined;
  let backoff = firstMs;
  let broken: AgentSiemError | undefined;
  const stopped = (): boolean => stop.signal.aborted;

  const failure = (code: string, message: string): AgentSiemError =>
    new AgentSiemError(message, {
      code,
      file: code === 'deliver.dead-letter' ? trail.layout.deadLetter : trail.layout.dir,
      mend:
        code === 'deliver.dead-letter'
          ? 'The file holds the events with the reasons: agent-siem deadletter list, replay.'
          : 'The events are in the trail and are retried; also after a restart.',
    });

  const save = (): void => {
    clearTimeout(saving);
    saving = undefined;
    buried = false;
    if (acknowledged > cursor.sequence) cursor.save(acknowledged);
  };

  const saveSoon = (): void => {
    saving ??= setTimeout(() => {
      try {
        save();
      } catch {
        // The loop saves as well and says what is wrong.
      }
    }, SAVE_MS).unref();
  };

  const release = (): void => {
    for (const waiter of waiters) {
      if (acknowledged < waiter.target) continue;
      waiters.delete(waiter);
      if (deadLettered === reported) waiter.resolve();
      else
        waiter.reject(
          failure('deliver.dead-letter', `${String(deadLettered - reported)} events were rejected: ${lastRejection}`),
        );
    }
    if (waiters.size === 0) reported = deadLettered;
  };

  const bury = (rejected: readonly Rejected[]): void => {
    if (rejected.length === 0) return;
    const dropped = writeDeadLetters(trail.layout.deadLetter, sink.name, rejected, options.deadLetterLimits);
    deadLettered += rejected.length;
    // Not to be rejected and written down again.
    buried = true;
    lastRejection = rejected[0]?.reason ?? '';
    onError?.(failure('deliver.dead-letter', `${String(rejected.length)} events were rejected: ${lastRejection}`));
    if (dropped > 0) {
      onError?.(failure('deliver.dead-letter', `${String(dropped)} of the oldest dead letters were removed for room`));
    }
  };

  const isTooOld = (entry: TrailEntry): boolean =>
    maxAgeMs !== undefined && Date.now() - Date.parse(entry.event.timestamp) > maxAgeMs;

  const attempt = async (batch: readonly TrailEntry[]): Promise<readonly TrailEntry[]> => {
    const old = new Set(batch.filter(isTooOld));
    const young = old.size === 0 ? batch : batch.filter((entry) => !old.has(entry));
    const settled = await settleBatch(sink, young);
    const reason = `older than ${String(maxAgeMs)} ms`;
    try {
      bury([...[...old].map((entry) => ({ entry, reason })), ...settled.rejected]);
    } catch (error) {
      // Without a dead-letter file nothing is given up.
      await rest(error instanceof Error ? error.message : String(error));
      return batch;
    }
    delivered += settled.accepted;
    if (settled.accepted > 0) backoff = firstMs;
    if (settled.reason === undefined) {
      lastFailure = undefined;
      return [];
    }
    await rest(settled.reason, settled.afterMs);
    return settled.waiting;
  };

  const rest = async (reason: string, afterMs?: number): Promise<void> => {
    // Told once, not with every attempt of an outage.
    if (reason !== lastFailure) onError?.(failure('deliver.retry', `${sink.name}: ${reason}`));
    lastFailure = reason;
    if (stopped()) return;
    await pause.sleep(Math.max(jitter(backoff), afterMs ?? 0));
    backoff = Math.min(backoff * 2, longestMs);
  };

  const run = async (): Promise<void> => {
    const reader = trail.readBatches({
      fromSequence: cursor.sequence + 1,
      follow: true,
      signal: stop.signal,
      lazy: true,
    });
    let batch: readonly TrailEntry[] = [];
    /** Read and not yet in a batch. */
    let ahead: readonly TrailEntry[] = [];
    let lastTaken = cursor.sequence;

    /** Up to a batch of what is durable already; waits only with empty hands. */
    const fill = async (): Promise<void> => {
      const filled = [...batch];
      while (filled.length === 0 || (filled.length < maxBatch && lastTaken < trail.sequence)) {
        if (ahead.length === 0) {
          const next = await reader.next();
          if (next.done === true) break;
          ahead = next.value;
        }
        const alone = filled.length === 0 && waiters.size === 0 && trail.sequence - lastTaken < maxBatch;
        const taken = ahead.slice(0, maxBatch - filled.length);
        ahead = ahead.slice(taken.length);
        filled.push(...taken);
        lastTaken = taken.at(-1)?.sequence ?? lastTaken;
        if (alone) await pause.sleep(delayMs);
      }
      batch = filled;
    };

    try {
      while (!stopped()) {
        // What was refused goes out again together with newer events: only neighbours that pass convict a record.
        await fill();
        if (stopped() || batch.length === 0) break;
        batch = await attempt(batch);
        acknowledged = Math.max(acknowledged, (batch[0]?.sequence ?? lastTaken + 1) - 1);
        const idle = batch.length === 0 && lastTaken >= trail.sequence;
        if (idle || buried || waiters.size > 0) save();
        else saveSoon();
        release();
      }
    } finally {
      save();
      await reader.return();
    }
  };

  const fatal = (error: unknown): void => {
    lastFailure = error instanceof Error ? error.message : String(error);
    const reason = failure('deliver.stopped', `delivery stopped: ${lastFailure}`);
    onError?.(reason);
    broken = reason;
    for (const waiter of waiters) waiter.reject(reason);
    waiters.clear();
  };
  const running = run().catch(fatal);
  // A process that has nothing else to do delivers at once instead of leaving it to the next start.
  const hurry = (): void => {
    pause.wake();
  };
  process.once('beforeExit', hurry);

  return {
    get delivered() {
      return delivered;
    },
    get deadLettered() {
      return deadLettered;
    },
    flush: async () => {
      await trail.flush();
      if (broken !== undefined) throw broken;
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          waiters.delete(waiter);
          const missing = Math.max(0, waiter.target - acknowledged);
          const why = lastFailure === undefined ? '' : `: ${lastFailure}`;
          reject(failure('deliver.pending', `${String(missing)} events are not acknowledged${why}`));
        }, flushTimeoutMs);
        const waiter: Waiter = {
          target: trail.sequence,
          resolve: () => {
            clearTimeout(timer);
            resolve();
          },
          reject: (error) => {
            clearTimeout(timer);
            reject(error);
          },
        };
        waiters.add(waiter);
        release();
        pause.wake();
      });
    },
    close: async () => {
      process.off('beforeExit', hurry);
      stop.abort();
      pause.wake();
      await running;
      await sink.close();
    },
  };
};
