import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRules } from '../../../src/rules/index.js';

const COMPARATORS = {
  eq: (a: number, b: number) => a === b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
};
type Condition = Partial<Record<keyof typeof COMPARATORS, number>>;

const issues = (type: string, condition: Condition) => {
  const field = type === 'event_count' ? '' : 'field: f, ';
  const text = `title: c\nname: c\ncorrelation:\n  type: ${type}\n  rules: [a]\n  timespan: 10m\n  condition: {${field}${Object.entries(
    condition,
  )
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(', ')}}\n---\ntitle: a\nname: a\nlogsource: {product: x}\ndetection:\n  s: {f: a}\n  condition: s\n`;
  return parseRules([{ file: 'r.yml', text }]).issues;
};

describe('comparisons of a condition', () => {
  it('that no number meets are an error where they stand', () => {
    expect(issues('event_count', { gte: 10, lte: 5 })).toMatchObject([
      { code: 'correlation.threshold', severity: 'error', line: 7, column: 14 },
    ]);
    expect(issues('value_sum', { gt: 5, lt: 5 })).toMatchObject([{ severity: 'error' }]);
    expect(issues('value_sum', { gt: 5, lt: 5.1 })).toEqual([]);
  });

  it('of a count below one are a warning: other people write them', () => {
    for (const condition of [{ lt: 1 }, { lte: 0 }, { eq: 0 }]) {
      expect(issues('event_count', condition)).toMatchObject([{ code: 'correlation.threshold', severity: 'warning' }]);
      expect(issues('value_sum', condition)).toEqual([]);
    }
    for (const condition of [{ lt: 2 }, { lte: 1 }, { eq: 1 }]) expect(issues('event_count', condition)).toEqual([]);
  });

  it('are refused exactly when none of the numbers they mention, and none between, meets them', () => {
    const value = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
    const given = fc.record({ eq: value, lt: value, lte: value, gt: value, gte: value });
    fc.assert(
      fc.property(given, (drawn) => {
        const condition = Object.fromEntries(
          Object.entries(drawn).filter(([, each]) => each !== undefined),
        ) as Condition;
        fc.pre(Object.keys(condition).length > 0);
        const candidates = Array.from({ length: 12 }, (_, index) => index / 2);
        const possible = candidates.some((number) =>
          Object.entries(condition).every(([key, each]) => COMPARATORS[key as keyof Condition](number, each)),
        );
        expect(issues('value_sum', condition).length === 0).toBe(possible);
      }),
    );
  });
});
