/**
 * Events that a receiver will never take, kept with the reason.
 * @module
 */
import { appendNdjson } from '../trail/index.js';
import type { Rejected } from './settle-batch.js';

const MAX_REASON = 1024;

/** Appends to the dead-letter file, one line an event. @throws AgentSiemError when it cannot be written. */
export const writeDeadLetters = (file: string, sink: string, rejected: readonly Rejected[]): void => {
  for (const { entry, reason } of rejected) {
    appendNdjson(file, {
      rejected_at: new Date().toISOString(),
      sink,
      sequence: entry.sequence,
      reason: reason.slice(0, MAX_REASON).toWellFormed(),
      event: entry.event,
    });
  }
};
