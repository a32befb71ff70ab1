/**
 * What carries a batch to one place.
 * @module
 */
import type { TrailEntry } from '../trail/index.js';

/** What the receiver said of a batch. */
export type SendResult =
  /** All of it is acknowledged. */
  | { readonly status: 'accepted' }
  /** Acknowledged but for some records; which ones the receiver does not say. */
  | { readonly status: 'partial'; readonly rejected: number; readonly reason: string }
  /** The request as a whole was refused as malformed or too large: one record may be the cause. */
  | { readonly status: 'refused'; readonly reason: string }
  /** Not now: network, overload, credentials, a wrong address. */
  | { readonly status: 'retry'; readonly reason: string; readonly afterMs?: number };

/** A destination of the delivery loop. */
export interface Sink {
  /** Names the saved cursor: lower-case letters, digits, dot, dash, underscore. */
  readonly name: string;
  /** Sends entries in order; sends are never concurrent. Rejects only where an entry itself cannot be read. */
  send(entries: readonly TrailEntry[]): Promise<SendResult>;
  close(): Promise<void>;
}
