/**
 * Batches of a trail, read ahead.
 * @module
 */
import type { Trail, TrailEntry } from '../trail/index.js';
import type { WakeableSleep } from './wakeable-sleep.js';

/** How batches are made. */
export interface BatchOptions {
  readonly trail: Trail;
  readonly fromSequence: number;
  readonly signal: AbortSignal;
  readonly maxBatch: number;
  /** Longest an event waits for company, milliseconds. */
  readonly delayMs: number;
  readonly pause: WakeableSleep;
  /** Somebody waits: no event waits for company. */
  readonly isHurried: () => boolean;
}

/** Reads batches, one after the other. */
export interface Batches {
  /** Sequence of the last event that stands in a batch. */
  readonly lastTaken: number;
  /**
   * What is left of the last batch, and behind it what is durable already, up to a full one; waits only with empty hands.
   * Empty: there will be no more.
   */
  fill(left: readonly TrailEntry[]): Promise<readonly TrailEntry[]>;
  close(): Promise<void>;
}

/** Starts to read. */
export const readBatches = (options: BatchOptions): Batches => {
  const { trail, fromSequence, signal, maxBatch, delayMs, pause, isHurried } = options;
  const reader = trail.readBatches({ fromSequence, follow: true, signal, lazy: true });
  /** Read and not yet in a batch. */
  let ahead: readonly TrailEntry[] = [];
  let lastTaken = fromSequence - 1;
  return {
    get lastTaken() {
      return lastTaken;
    },
    fill: async (left) => {
      const filled = [...left];
      while (filled.length === 0 || (filled.length < maxBatch && lastTaken < trail.sequence)) {
        if (ahead.length === 0) {
          const next = await reader.next();
          if (next.done === true) break;
          ahead = next.value;
        }
        const alone = filled.length === 0 && !isHurried() && trail.sequence - lastTaken < maxBatch;
        const taken = ahead.slice(0, maxBatch - filled.length);
        ahead = ahead.slice(taken.length);
        filled.push(...taken);
        lastTaken = taken.at(-1)?.sequence ?? lastTaken;
        if (alone) await pause.sleep(delayMs);
      }
      return filled;
    },
    close: async () => {
      await reader.return();
    },
  };
};
