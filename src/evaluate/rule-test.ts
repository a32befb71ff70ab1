/**
 * Runs the tests that stand in a rule.
 * @module
 */
import type { RuleSet, RuleTest } from '../rules/ir.js';
import type { Alert, Firing } from './alert.js';
import { evaluate } from './evaluate.js';
import { parseTime } from './event-time.js';

/** Outcome of one test. */
export interface RuleTestResult {
  readonly passed: boolean;
  /** What differs; empty when passed. */
  readonly message: string;
  readonly alerts: readonly Alert[];
  readonly firings: readonly Firing[];
}

type Expected = RuleTest['expect'][number];

/** Reported floats compare within this relative distance. */
const TOLERANCE = 1e-9;

const near = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));

const meets = (alert: Alert, expected: Expected): boolean =>
  Object.entries(expected.group ?? {}).every(([name, value]) => alert.group[name] === value) &&
  (expected.value === undefined || near(alert.value, expected.value)) &&
  (expected.time === undefined || (alert.time !== null && parseTime(alert.time) === parseTime(expected.time)));

/** Gives every expectation an alert of its own where that is possible at all (augmenting paths). */
const unmet = (alerts: readonly Alert[], expected: readonly Expected[]): readonly Expected[] => {
  const owner = new Map<number, number>();
  const place = (wanted: number, tried: Set<number>): boolean =>
    alerts.some((alert, index) => {
      const expectation = expected[wanted];
      if (expectation === undefined || tried.has(index) || !meets(alert, expectation)) return false;
      tried.add(index);
      const before = owner.get(index);
      if (before !== undefined && !place(before, tried)) return false;
      owner.set(index, wanted);
      return true;
    });
  return expected.filter((_, index) => !place(index, new Set()));
};

const describe = (alert: Alert): string => JSON.stringify({ time: alert.time, group: alert.group, value: alert.value });

const countOf = (alerts: number): string => `${alerts} alert${alerts === 1 ? '' : 's'}`;

/** Runs one test of a rule: as many alerts as expected, and each expectation met by one of them. */
export const runRuleTest = (ruleSet: RuleSet, test: RuleTest): RuleTestResult => {
  const rules = ruleSet.rules.filter((rule) => rule.meta.ruleId === test.ruleId);
  const failed = (message: string): RuleTestResult => ({ passed: false, message, alerts: [], firings: [] });
  if (rules.length === 0) return failed(`no rule ${test.ruleId}`);
  const now = test.now === undefined ? undefined : parseTime(test.now);
  if (test.now !== undefined && now === undefined) return failed(`now is not a time: ${test.now}`);
  const { alerts, firings, skipped } = evaluate(rules, test.events, {
    lookups: test.lookups,
    ...(now === undefined ? {} : { now }),
  });
  const missing = unmet(alerts, test.expect);
  const message = [
    ...skipped.rules.map((rule) => `not evaluated: ${rule.message}`),
    ...(alerts.length === test.expect.length ? [] : [`expected ${countOf(test.expect.length)}, got ${alerts.length}`]),
    // An alert of any kind: the count has said it.
    ...missing
      .filter((expected) => Object.keys(expected).length > 0)
      .map((expected) => `missing: ${JSON.stringify(expected)}`),
    ...(missing.length > 0 || alerts.length > test.expect.length
      ? alerts.map((alert) => `got: ${describe(alert)}`)
      : []),
  ].join('\n');
  return { passed: message === '', message, alerts, firings };
};
