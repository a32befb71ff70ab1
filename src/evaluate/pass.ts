/**
 * One pass over all events.
 * @module
 */
import type { Rule } from '../rules/ir.js';
import type { Put } from './correlation-node.js';
import { createEngine, type SkippedRule } from './engine.js';
import { eventId } from './event-identity.js';
import type { EventObject } from './field-value.js';
import { createIdSet } from './id-set.js';
import { createLane, createOrderedLane } from './lane.js';
import type { Lookups } from './lookup-table.js';
import type { Occurrence } from './outcome.js';
import { keep, type Found } from './recall.js';
import { SeenEvent } from './seen-event.js';

/** How to evaluate. */
export interface EvaluateOptions {
  /** Tables by name; a rule whose table is not given is skipped, an empty table is not the same as none. */
  readonly lookups?: Lookups;
  /** Last instant of correlations, Unix milliseconds; without it every instant that sees an event. */
  readonly now?: number;
  /** Write out all firings (default). False: alerts only, which is cheaper. */
  readonly firings?: boolean;
}

/** What could not be looked at. */
export interface Skipped {
  readonly rules: readonly SkippedRule[];
  /** Events without a time that a correlation would have counted. */
  readonly withoutTime: number;
  /** Further copies of an event_id; the first copy counts. */
  readonly copies: number;
}

/** The pass feeds what has waited long enough this often: what waits briefly is cheap to clear away. */
const FEED_EVENTS = 64;
/** And looks at all groups this often. */
const STEP_EVENTS = 4096;

/** What a pass has found; alerts and firings are still to be written out. */
export interface Pass {
  readonly alerts: readonly Found[];
  readonly firings: readonly Found[];
  readonly skipped: Skipped;
}

/** How a pass is made. */
export interface PassMode {
  /** Milliseconds; Infinity keeps everything a correlation counts and orders it in the end. */
  readonly orderMs: number;
  readonly detailsLater: boolean;
}

/** One pass; undefined when an event turns out to be too far out of order for it. */
export const pass = (
  rules: readonly Rule[],
  events: Iterable<EventObject | undefined>,
  options: EvaluateOptions,
  { orderMs, detailsLater }: PassMode,
): Pass | undefined => {
  const alerts: Found[] = [];
  const firings: Found[] = [];
  const unlimited = { take: () => true, release: () => undefined };
  const engine = createEngine(rules, options.lookups ?? {}, unlimited, {
    alert: (rule, occurrence) => alerts.push(keep(rule, occurrence)),
    ...(options.firings === false
      ? {}
      : { firing: (rule: Rule, occurrence: Occurrence) => firings.push(keep(rule, occurrence)) }),
    ...(options.now === undefined ? {} : { until: options.now }),
    detailsLater,
  });
  const lane = orderMs === 0 ? createOrderedLane(engine.stateful) : createLane(orderMs, engine.stateful);
  const seen = createIdSet();
  let latest = -Infinity;
  let line = 0;
  let copies = 0;
  let withoutTime = 0;
  let tooLate = 0;
  const put: Put = (node, group, entry) => {
    if (!lane.put(node, group, entry)) tooLate += 1;
    else if (entry.time > latest) latest = entry.time;
  };
  for (const event of events) {
    line += 1;
    if (event === undefined) continue;
    const id = eventId(event, line);
    if (!seen.add(id)) {
      copies += 1;
      continue;
    }
    if (!engine.ask(new SeenEvent(event, id, line), put)) withoutTime += 1;
    if (tooLate > 0) return undefined;
    if (orderMs === Infinity) continue;
    if (line % STEP_EVENTS === 0) lane.advance(latest);
    else if (line % FEED_EVENTS === 0) lane.feed(latest);
  }
  lane.advance(Infinity);
  return { alerts, firings, skipped: { rules: engine.skipped(), withoutTime, copies } };
};
