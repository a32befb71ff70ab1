/**
 * Batch evaluation: the reference meaning of every rule.
 * @module
 */
import type { Rule } from '../rules/ir.js';
import type { Alert, Firing } from './alert.js';
import { createEngine, type SkippedRule } from './engine.js';
import { eventId, eventTime } from './event-identity.js';
import type { EventObject } from './field-reader.js';
import { createIdSet } from './id-set.js';
import { createLane } from './lane.js';
import type { Lookups } from './lookup-table.js';
import { compareAlerts } from './outcome.js';
import type { IdentifiedEvent } from './rule-plan.js';

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

/** Events that may be this much out of order are evaluated in one pass with bounded memory. */
const ORDER_MS = 3_600_000;
/** The pass feeds what has waited long enough this often: what waits briefly is cheap to clear away. */
const FEED_EVENTS = 256;
/** And looks at all groups this often. */
const STEP_EVENTS = 4096;

/** An event whose time is read when someone asks for it: most events meet no rule. */
class TimedEvent implements IdentifiedEvent {
  #time: number | null | undefined;

  constructor(
    readonly event: EventObject,
    readonly id: string,
  ) {}

  get time(): number | null {
    return (this.#time ??= eventTime(this.event));
  }
}

/**
 * One pass. `sorted` keeps everything a correlation counts and orders it in the end; otherwise windows are settled on
 * the way, and the answer is undefined when an event turns out to be too far out of order for that.
 */
const pass = (
  rules: readonly Rule[],
  events: Iterable<EventObject | undefined>,
  options: EvaluateOptions,
  sorted: boolean,
): Evaluation | undefined => {
  const alerts: Alert[] = [];
  const firings: Firing[] = [];
  const unlimited = { take: () => true, release: () => undefined };
  const engine = createEngine(rules, options.lookups ?? {}, unlimited, {
    alert: (alert) => alerts.push(alert),
    ...(options.firings === false ? {} : { firing: (firing: Firing) => firings.push(firing) }),
    ...(options.now === undefined ? {} : { until: options.now }),
  });
  const lane = createLane(sorted ? Infinity : ORDER_MS, engine.stateful);
  const seen = createIdSet();
  let latest = -Infinity;
  let line = 0;
  let copies = 0;
  let withoutTime = 0;
  for (const event of events) {
    line += 1;
    if (event === undefined) continue;
    const id = eventId(event, line);
    if (!seen.add(id)) {
      copies += 1;
      continue;
    }
    const answer = engine.ask(new TimedEvent(event, id));
    for (const item of answer.items) {
      if (!lane.put(item)) return undefined;
      if (item.entry.time > latest) latest = item.entry.time;
    }
    if (answer.timeMissing) withoutTime += 1;
    if (sorted) continue;
    if (line % STEP_EVENTS === 0) lane.advance(latest);
    else if (line % FEED_EVENTS === 0) lane.feed(latest);
  }
  lane.advance(Infinity);
  return {
    alerts: alerts.sort(compareAlerts),
    firings: firings.sort(compareFirings),
    skipped: { rules: engine.skipped(), withoutTime, copies },
  };
};

/**
 * Evaluates rules over events (undefined stands for a line without one and only counts as a line). Copies of an event_id
 * are removed first; then single events are matched in the order given and correlations see their events in time order.
 * The same input gives the same alerts with the same keys. Never throws for a rule or an event: what cannot be evaluated
 * stands in `skipped`.
 *
 * Memory: ids, and what the windows hold. Events more than an hour out of order make a second pass necessary that keeps
 * all that is counted; for an iterator that runs only once, that is the only pass.
 */
export const evaluate = (
  rules: readonly Rule[],
  events: Iterable<EventObject | undefined>,
  options: EvaluateOptions = {},
): Evaluation => {
  const iterator: unknown = events[Symbol.iterator]();
  const repeatable = iterator !== events;
  const quick = repeatable ? pass(rules, events, options, false) : undefined;
  const whole = quick ?? pass(rules, events, options, true);
  if (whole === undefined) throw new Error('a pass that keeps everything has no late events');
  return whole;
};
