/**
 * Batch evaluation: the reference meaning of every rule.
 * @module
 */
import type { Rule } from '../rules/ir.js';
import type { Alert, Firing } from './alert.js';
import type { Put } from './correlation-node.js';
import { createEngine, type SkippedRule } from './engine.js';
import { eventId } from './event-identity.js';
import type { EventObject } from './field-reader.js';
import { createIdSet } from './id-set.js';
import { createLane, createOrderedLane } from './lane.js';
import type { Lookups } from './lookup-table.js';
import { compareAlerts, toAlert, toFiring, type Occurrence } from './outcome.js';
import { keep, recall, type EventSource, type Found } from './recall.js';
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

/** What came out, and what could not be looked at. */
export interface Evaluation {
  /** By time, then rule, then group. */
  readonly alerts: readonly Alert[];
  /** Before throttling, in the same order. Empty when not asked for. */
  readonly firings: readonly Firing[];
  readonly skipped: {
    readonly rules: readonly SkippedRule[];
    /** Events without a time that a correlation would have counted. */
    readonly withoutTime: number;
    /** Further copies of an event_id; the first copy counts. */
    readonly copies: number;
  };
}

const compareFirings = (a: Firing, b: Firing): number =>
  (a.time ?? Infinity) - (b.time ?? Infinity) ||
  (a.ruleId < b.ruleId ? -1 : a.ruleId > b.ruleId ? 1 : 0) ||
  (JSON.stringify(a.group) < JSON.stringify(b.group) ? -1 : 1);

/**
 * How much out of order events may be for a pass with bounded memory, tried one after the other: not at all at first,
 * since whatever waits for stragglers is kept.
 */
const ORDER_MS = [0, 60_000, 3_600_000];
/** The pass feeds what has waited long enough this often: what waits briefly is cheap to clear away. */
const FEED_EVENTS = 64;
/** And looks at all groups this often. */
const STEP_EVENTS = 4096;

/** What a pass has found; alerts and firings are still to be written out. */
interface Pass {
  readonly alerts: readonly Found[];
  readonly firings: readonly Found[];
  readonly skipped: Evaluation['skipped'];
}

/** How a pass is made. */
interface PassMode {
  /** Milliseconds; Infinity keeps everything a correlation counts and orders it in the end. */
  readonly orderMs: number;
  readonly detailsLater: boolean;
}

/** One pass; undefined when an event turns out to be too far out of order for it. */
const pass = (
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

const bestPass = (
  rules: readonly Rule[],
  events: Iterable<EventObject | undefined>,
  options: EvaluateOptions,
  repeatable: boolean,
): Pass => {
  for (const orderMs of repeatable ? ORDER_MS : []) {
    const quick = pass(rules, events, options, { orderMs, detailsLater: true });
    if (quick !== undefined) return quick;
  }
  const whole = pass(rules, events, options, { orderMs: Infinity, detailsLater: repeatable });
  if (whole === undefined) throw new Error('a pass that keeps everything has no late events');
  return whole;
};

/**
 * Evaluates rules over events (undefined stands for a line without one and only counts as a line). Copies of an event_id
 * are removed first; then single events are matched in the order given and correlations see their events in time order.
 * The same input gives the same alerts with the same keys. Never throws for a rule or an event: what cannot be evaluated
 * stands in `skipped`.
 *
 * Memory: ids, and what the windows hold: times and counted values. What alerts carry besides is read again from the
 * events they name; events more than an hour out of order make a further pass necessary that keeps all that is counted.
 * An iterator that runs only once is read in one pass that keeps all of it.
 * @throws AgentSiemError events.changed when the second reading gives other events than the first
 */
export const evaluate = (rules: readonly Rule[], events: EventSource, options: EvaluateOptions = {}): Evaluation => {
  const iterator: unknown = events[Symbol.iterator]();
  const repeatable = iterator !== events;
  const { alerts, firings, skipped } = bestPass(rules, events, options, repeatable);
  const again = repeatable ? recall(rules, [...alerts, ...firings], events) : undefined;
  const complete = (occurrence: Occurrence): Occurrence => again?.complete(occurrence) ?? occurrence;
  return {
    alerts: alerts
      .map(({ rule, occurrence }) => toAlert(rule, complete(occurrence), again?.details))
      .sort(compareAlerts),
    firings: firings
      .map(({ rule, occurrence }) => toFiring(rule, complete(occurrence), again?.details))
      .sort(compareFirings),
    skipped,
  };
};
