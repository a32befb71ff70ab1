/**
 * From decoded records to the trail.
 * @module
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AgentSiemError, type CanonicalEvent } from '../event/index.js';
import type { DecodedRecord, Mapping } from '../ingest/index.js';
import type { TrailWriter } from '../trail/index.js';
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

/** Where records go. */
export interface StoreTarget {
  readonly mapping: Mapping;
  readonly trail: TrailWriter;
  readonly counters: Counters;
  /** Keeps a governance event that breaks the schema, secrets redacted. Must not throw. */
  readonly onRefused?: ((redacted: unknown, error: unknown) => void) | undefined;
}

/** Maps a batch in order. */
const mapRecords = async (
  records: Iterable<DecodedRecord>,
  { mapping, counters, onRefused }: StoreTarget,
  reject: (reason: string) => void,
): Promise<readonly CanonicalEvent[]> => {
  const events: CanonicalEvent[] = [];
  let taken = 0;
  for (const record of records) {
    if (taken > 0 && taken % SLICE === 0) await nextTurn();
    taken += 1;
    const mapped = mapping.map(record);
    counters.records += 1;
    if (mapped.skipped !== undefined) counters.skipped.add(mapped.skipped);
    if (mapped.rejected !== undefined) reject(mapped.rejected);
    if (mapped.refused !== undefined) onRefused?.(mapped.refused.redacted, mapped.refused.error);
    events.push(...mapped.events);
  }
  return events;
};

/** Maps and appends a batch in order; resolves when everything that can be stored is durable. */
export const storeRecords = async (records: Iterable<DecodedRecord>, target: StoreTarget): Promise<StoreResult> => {
  const { mapping, trail, counters } = target;
  let rejected = 0;
  let message = '';
  const reject = (reason: string): void => {
    counters.rejected.add(reason);
    rejected += 1;
    if (message === '') message = reason;
  };
  const events = await mapRecords(records, target, reject);
  const outcomes = await Promise.allSettled(trail.appendAll(events));
  let failure: unknown;
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') {
      countStored(counters, outcome.value.event);
      continue;
    }
    if (isOwnEvent(outcome.reason)) {
      reject('this trail wrote the event itself');
      continue;
    }
    failure ??= outcome.reason;
    counters.storeFailures += 1;
    const event = events[index]?.event;
    if (event !== undefined) mapping.forget(event);
  }
  return {
    ...(rejected > 0 ? { partial: { rejected, message } } : {}),
    ...(failure === undefined ? {} : { failure }),
  };
};
