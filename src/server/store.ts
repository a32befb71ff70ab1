/**
 * From decoded records to the trail.
 * @module
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AgentSiemError, type GovernanceEvent } from '../event/index.js';
import type { DecodedRecord, Mapping } from '../ingest/index.js';
import type { TrailEntry, TrailWriter } from '../trail/index.js';
import { type Counters, countStored } from './counters.js';
import type { PartialSuccess } from './otlp-response.js';

/** How a batch ended. */
export interface StoreResult {
  /** Records that can never be stored. */
  readonly partial?: PartialSuccess;
  /** The trail refused for a reason that may pass: the sender must send the whole batch again. */
  readonly failure?: unknown;
}

/** Records mapped before other work gets its turn. */
const SLICE = 500;

/** An event that this trail itself wrote comes back: it is stored already. */
const isOwnEvent = (error: unknown): boolean => error instanceof AgentSiemError && error.code === 'trail.own-event';

interface Pending {
  readonly event: GovernanceEvent;
  readonly stored: Promise<TrailEntry>;
}

/** Where records go. */
export interface StoreTarget {
  readonly mapping: Mapping;
  readonly trail: TrailWriter;
  readonly counters: Counters;
  /** Keeps a governance event that breaks the schema, secrets redacted. Must not throw. */
  readonly onRefused?: ((redacted: unknown, error: unknown) => void) | undefined;
}

/** Maps and appends a batch in order; resolves when everything that can be stored is durable. */
export const storeRecords = async (
  records: readonly DecodedRecord[],
  { mapping, trail, counters, onRefused }: StoreTarget,
): Promise<StoreResult> => {
  const pending: Pending[] = [];
  let rejected = 0;
  let message = '';
  const reject = (reason: string): void => {
    counters.rejected.add(reason);
    rejected += 1;
    if (message === '') message = reason;
  };
  for (const [index, record] of records.entries()) {
    if (index > 0 && index % SLICE === 0) await nextTurn();
    const mapped = mapping.map(record);
    counters.records += 1;
    if (mapped.skipped !== undefined) counters.skipped.add(mapped.skipped);
    if (mapped.rejected !== undefined) reject(mapped.rejected);
    if (mapped.refused !== undefined) onRefused?.(mapped.refused.redacted, mapped.refused.error);
    for (const event of mapped.events) {
      const stored = trail.append(event);
      // Awaited below; until then a failure must not count as unhandled.
      stored.catch(() => undefined);
      pending.push({ event: event.event, stored });
    }
  }
  let failure: unknown;
  const outcomes = await Promise.allSettled(pending.map(({ stored }) => stored));
  for (const [index, outcome] of outcomes.entries()) {
    const item = pending[index];
    if (item === undefined) continue;
    if (outcome.status === 'fulfilled') countStored(counters, outcome.value.event);
    else if (isOwnEvent(outcome.reason)) reject('this trail wrote the event itself');
    else {
      failure ??= outcome.reason;
      counters.storeFailures += 1;
      mapping.forget(item.event);
    }
  }
  return {
    ...(rejected > 0 ? { partial: { rejected, message } } : {}),
    ...(failure === undefined ? {} : { failure }),
  };
};
