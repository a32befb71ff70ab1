/**
 * Whether the tests in a rule go to its edges: at the threshold, one below it, and a burst across the edge of two windows.
 * @module
 */
import type { Correlation, CorrelationRule, Rule, RuleTest, Threshold } from '../rules/ir.js';
import { evaluate } from './evaluate.js';
import { parseTime } from './event-time.js';

/** An edge that no test of the rule goes to. */
export type MissingEdge = 'at-threshold' | 'one-below' | 'window-edge';

type Counting = Extract<Correlation, { type: 'event_count' | 'value_count' | 'value_count_each' | 'late_count' }>;

const isCounting = (correlation: Correlation): correlation is Counting =>
  correlation.type === 'event_count' ||
  correlation.type === 'value_count' ||
  correlation.type === 'value_count_each' ||
  correlation.type === 'late_count';

/** The least whole number that meets a lower bound; undefined for any other condition. */
const leastOf = ([first, ...rest]: readonly Threshold[]): number | undefined => {
  if (first === undefined || rest.length > 0) return undefined;
  return first.comparator === 'gte'
    ? Math.ceil(first.value)
    : first.comparator === 'gt'
      ? Math.floor(first.value) + 1
      : undefined;
};

const withCorrelation = (rule: CorrelationRule, correlation: Counting, change: Partial<Counting>): CorrelationRule => ({
  ...rule,
  correlation: { ...correlation, ...change } as Counting,
});

/**
 * What the rule's tests leave out; nothing for rules that do not count up to a threshold. A test across the edge of two
 * windows is one that fires and would not if windows followed one another instead of overlapping.
 */
export const missingEdges = (rule: Rule, tests: readonly RuleTest[]): readonly MissingEdge[] => {
  if (rule.kind === 'detection' || !isCounting(rule.correlation)) return [];
  const { correlation } = rule;
  const least = leastOf(correlation.condition);
  if (least === undefined || least < 2) return [];
  const own = tests.filter((test) => test.ruleId === rule.meta.ruleId);
  const values = (given: CorrelationRule, test: RuleTest): readonly number[] => {
    const now = test.now === undefined ? undefined : parseTime(test.now);
    return evaluate([given], test.events, { lookups: test.lookups, ...(now === undefined ? {} : { now }) }).firings.map(
      (firing) => firing.value,
    );
  };
  const lower = withCorrelation(rule, correlation, { condition: [{ comparator: 'gte', value: least - 1 }] });
  const apart = withCorrelation(rule, correlation, { every: correlation.timespanMs });
  const fires = own.filter((test) => values(rule, test).length > 0);
  const edges: readonly (readonly [MissingEdge, boolean])[] = [
    ['at-threshold', fires.some((test) => values(rule, test).includes(least))],
    ['one-below', own.some((test) => !fires.includes(test) && values(lower, test).includes(least - 1))],
    ['window-edge', fires.some((test) => values(apart, test).length === 0)],
  ];
  return edges.flatMap(([edge, gone]) => (gone ? [] : [edge]));
};
