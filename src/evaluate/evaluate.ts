/**
 * Batch evaluation: the reference meaning of every rule.
 * @module
 */
import type { Rule } from '../rules/ir.js';
import type { Alert, Firing } from './alert.js';
import type { EventObject } from './field-value.js';
import { compareAlerts, toAlert, toFiring, type Occurrence } from './outcome.js';
import { pass, type EvaluateOptions, type Pass, type Skipped } from './pass.js';
import { recall, type EventSource } from './recall.js';

export type { EvaluateOptions } from './pass.js';

/** What came out, and what could not be looked at. */
export interface Evaluation {
  /** By time, then rule, then group. */
  readonly alerts: readonly Alert[];
  /** Before throttling, in the same order. Empty when not asked for. */
  readonly firings: readonly Firing[];
  readonly skipped: Skipped;
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
