/**
 * The one delivery loop: from the trail to a sink.
 * @module
 */
import { AgentSiemError } from '../error.js';
import type { TrailEntry } from '../trail/index.js';
import { readBatches } from './batches.js';
import { writeDeadLetters } from './dead-letter.js';
import type { Delivery, DeliveryOptions } from './delivery-options.js';
import { createLateCursor } from './late-cursor.js';
import { settleBatch, type Rejected } from './settle-batch.js';
import { createSleep } from './wakeable-sleep.js';

export type { Delivery, DeliveryOptions } from './delivery-options.js';

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
  const cursor = createLateCursor(trail.cursor(sink.name));
  const stop = new AbortController();
  const pause = createSleep();
  const waiters = new Set<Waiter>();
  /** Something was given up since the cursor was saved: that must not be rejected and written down again. */
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
    cursor.save();
    buried = false;
  };

  const release = (): void => {
    for (const waiter of waiters) {
      if (cursor.acknowledged < waiter.target) continue;
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
    const batches = readBatches({
      trail,
      fromSequence: cursor.acknowledged + 1,
      signal: stop.signal,
      maxBatch,
      delayMs,
      pause,
      isHurried: () => waiters.size > 0,
    });
    let batch: readonly TrailEntry[] = [];
    try {
      while (!stopped()) {
        // What was refused goes out again together with newer events: only neighbours that pass convict a record.
        batch = await batches.fill(batch);
        if (stopped() || batch.length === 0) break;
        batch = await attempt(batch);
        cursor.moveTo((batch[0]?.sequence ?? batches.lastTaken + 1) - 1);
        const idle = batch.length === 0 && batches.lastTaken >= trail.sequence;
        if (idle || buried || waiters.size > 0) save();
        else cursor.saveSoon();
        release();
      }
    } finally {
      save();
      await batches.close();
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
          const missing = Math.max(0, waiter.target - cursor.acknowledged);
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
