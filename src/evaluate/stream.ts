/**
 * Streaming evaluation: the same alerts as in batch, as soon as they are certain, with bounded memory.
 * @module
 */
import { AgentSiemError } from '../error.js';
import type { Rule } from '../rules/ir.js';
import type { Alert } from './alert.js';
import type { CorrelationNode, Put } from './correlation-node.js';
import { createEngine, type SkippedRule } from './engine.js';
import { eventId } from './event-identity.js';
import type { EventObject } from './field-value.js';
import { createLane, type Lane } from './lane.js';
import type { Lookups } from './lookup-table.js';
import { compareAlerts, toAlert } from './outcome.js';
import { SeenEvent } from './seen-event.js';
import { seenIds } from './seen-ids.js';

/** Limits and tables of a stream. */
export interface StreamOptions {
  readonly lookups?: Lookups;
  /** Most events (and past buckets, and past values) that all correlations keep together. Default 1,000,000. */
  readonly maxEntries?: number;
  /** Most events that wait for their time to be settled. Default 500,000. */
  readonly maxWaiting?: number;
  /** Ids among which copies are recognised, at least. Default 200,000. */
  readonly maxIds?: number;
}

/** Counters since the start. Anything in `overflow` or `late` was not counted by correlations. */
export interface StreamStats {
  readonly events: number;
  readonly copies: number;
  readonly withoutTime: number;
  /** Came after their rule's delay had passed. */
  readonly late: number;
  readonly overflow: { readonly entries: number; readonly waiting: number };
  /** Kept now. */
  readonly entries: number;
  readonly waiting: number;
  readonly skipped: readonly SkippedRule[];
}

/** A running evaluation. All answers come as return values, ordered as in batch. */
export interface EventStream {
  /**
   * Takes one event, in any order within the rules' delay. Returns the alerts of single-event rules. `arrival`: when it
   * was received, Unix milliseconds, null where that is not known; left out, the event's own `event.ingested` says so.
   */
  push(event: EventObject, arrival?: number | null): readonly Alert[];
  /** The clock, Unix milliseconds: settles everything older than each rule's delay. Call it about once a second. */
  advance(now: number): readonly Alert[];
  /** No event will come any more: evaluates until the last one has left every window. */
  close(): readonly Alert[];
  /** Replaces the tables for all later events. */
  setLookups(lookups: Lookups): void;
  stats(): StreamStats;
}

/**
 * Starts a streaming evaluation. Plain detections, and lookups in mode `outside`, answer at once (unless they have a
 * `suppress`, which needs time order); correlations answer once the clock has passed their instant by their `delay`.
 * Only `advance` moves time: an event from the future waits and makes nothing else late.
 */
export const createStream = (rules: readonly Rule[], options: StreamOptions = {}): EventStream => {
  const { maxEntries = 1_000_000, maxWaiting = 500_000, maxIds = 200_000 } = options;
  let ready: Alert[] = [];
  let entries = 0;
  let refused = 0;
  let waiting = 0;
  let refusedWaiting = 0;
  let closed = false;
  const counts = { events: 0, copies: 0, withoutTime: 0, late: 0 };

  const engine = createEngine(
    rules,
    options.lookups ?? {},
    {
      take: () => {
        if (entries >= maxEntries) {
          refused += 1;
          return false;
        }
        entries += 1;
        return true;
      },
      release: (count) => {
        entries -= count;
      },
    },
    { alert: (rule, occurrence) => ready.push(toAlert(rule, occurrence)) },
  );
  const lanes = new Map<number, Lane>();
  const laneOf = new Map<CorrelationNode, Lane>();
  for (const delayMs of new Set(engine.stateful.map((rule) => rule.delayMs))) {
    const members = engine.stateful.filter((rule) => rule.delayMs === delayMs);
    const lane = createLane(delayMs, members);
    lanes.set(delayMs, lane);
    for (const { nodes } of members) for (const node of nodes) laneOf.set(node, lane);
  }
  const ids = seenIds(maxIds);

  const take = (): readonly Alert[] => {
    const alerts = ready.sort(compareAlerts);
    ready = [];
    return alerts;
  };
  const advance = (now: number): void => {
    for (const lane of lanes.values()) waiting -= lane.advance(now);
  };

  const put: Put = (node, group, entry) => {
    if (waiting >= maxWaiting) refusedWaiting += 1;
    else if (laneOf.get(node)?.put(node, group, entry) === true) waiting += 1;
    else {
      counts.late += 1;
      // A single event speaks however late it is; only correlations have lost it.
      if (node.taps.length === 0) node.feed(entry, group);
    }
  };

  return {
    push: (event, arrival) => {
      if (closed)
        throw new AgentSiemError('the stream is closed', { code: 'stream.closed', mend: 'Create a new stream' });
      counts.events += 1;
      const id = eventId(event, counts.events);
      if (!ids.add(id)) {
        counts.copies += 1;
        return [];
      }
      if (!engine.ask(new SeenEvent(event, id, counts.events, arrival), put)) counts.withoutTime += 1;
      return take();
    },
    advance: (now) => {
      if (!closed) advance(now);
      return take();
    },
    close: () => {
      if (!closed) advance(Infinity);
      closed = true;
      return take();
    },
    setLookups: engine.setLookups,
    stats: () => ({
      ...counts,
      overflow: { entries: refused, waiting: refusedWaiting },
      entries,
      waiting,
      skipped: engine.skipped(),
    }),
  };
};
