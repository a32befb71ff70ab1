/**
 * Batch evaluation: the reference meaning of every rule.
 * @module
 */
import type { Rule } from '../rules/ir.js';
import type { Alert, Firing } from './alert.js';
import type { Item } from './correlation-node.js';
import { createEngine, type SkippedRule } from './engine.js';
import { eventId, eventTime } from './event-identity.js';
import type { EventObject } from './field-reader.js';
import type { Lookups } from './lookup-table.js';
import { compareAlerts } from './outcome.js';

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
 * Evaluates rules over events (undefined stands for a line without one and only counts as a line). Copies of an event_id are removed first; then single events are matched in the order
 * given and correlations see their events in time order. The same input gives the same alerts with the same keys.
 * Never throws for a rule or an event: what cannot be evaluated stands in `skipped`.
 */
export const evaluate = (
  rules: readonly Rule[],
  events: Iterable<EventObject | undefined>,
  options: EvaluateOptions = {},
): Evaluation => {
  const alerts: Alert[] = [];
  const firings: Firing[] = [];
  const unlimited = { take: () => true, release: () => undefined };
  const engine = createEngine(rules, options.lookups ?? {}, unlimited, {
    alert: (alert) => alerts.push(alert),
    ...(options.firings === false ? {} : { firing: (firing: Firing) => firings.push(firing) }),
    ...(options.now === undefined ? {} : { until: options.now }),
  });
  const seen = new Set<string>();
  const items: Item[] = [];
  let line = 0;
  let copies = 0;
  let withoutTime = 0;
  for (const event of events) {
    line += 1;
    if (event === undefined) continue;
    const id = eventId(event, line);
    if (seen.has(id)) {
      copies += 1;
      continue;
    }
    seen.add(id);
    const answer = engine.ask({ event, id, time: eventTime(event) });
    for (const item of answer.items) items.push(item);
    if (answer.timeMissing) withoutTime += 1;
  }
  items.sort((a, b) => a.entry.time - b.entry.time);
  for (const item of items) item.node.feed(item);
  for (const { node } of engine.stateful) node.advance(Infinity);
  return {
    alerts: alerts.sort(compareAlerts),
    firings: firings.sort(compareFirings),
    skipped: { rules: engine.skipped(), withoutTime, copies },
  };
};
