/**
 * What delivery is told and tells.
 * @module
 */
import type { AgentSiemError } from '../error.js';
import type { SideFileLimits, Trail } from '../trail/index.js';
import type { Sink } from './sink.js';

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
