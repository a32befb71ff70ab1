// Numbers of a rule in every target's text: never with an exponent, which not every language reads.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Correlation, Rule } from '../../src/rules/ir.js';
import { TARGETS } from '../../src/targets/index.js';
import { correlationRule, detection, match, SAMPLE_RULES } from './sample-rules.js';

const NAMES = ['splunk', 'elastic', 'sentinel', 'datadog'] as const;

/** The rule's correlation with its thresholds and amounts replaced. */
const withNumber = (correlation: Correlation, value: number): Correlation => {
  if ('condition' in correlation && Array.isArray(correlation.condition))
    return { ...correlation, condition: [{ comparator: 'gte', value }] };
  if (correlation.type === 'baseline') return { ...correlation, floor: value, sigma: value, minRatio: value };
  return correlation.type === 'ratio' ? { ...correlation, floor: value, factor: value } : correlation;
};

const rulesWith = (value: number): readonly Rule[] => [
  detection('number', match('tool_call.duration_ms', { op: 'number', comparator: 'gt', value })),
  detection('money', match('cost.estimated_cost_usd', { op: 'number', comparator: 'lte', value })),
  detection('foreign', match('Bytes', { op: 'number', comparator: 'eq', value }), { taxonomy: 'sigma' }),
  ...SAMPLE_RULES.flatMap((rule) =>
    rule.kind === 'correlation' && rule.meta.ruleId !== 'chained'
      ? [correlationRule(rule.meta.ruleId, withNumber(rule.correlation, value), rule.meta)]
      : [],
  ),
];

const EXPONENT = /\d[eE][+-]?\d/;

test.each(NAMES)('%s', (name) => {
  const target = TARGETS[name];
  let written = 0;
  const check = (value: number): void => {
    for (const rule of rulesWith(value)) {
      const compiled = target?.compile(rule);
      if (compiled?.ok !== true) continue;
      written += 1;
      expect(compiled.query.text).not.toMatch(EXPONENT);
    }
  };
  for (const value of [1e21, 1e300, 1e-7, 1.5e-22, 5e-324]) check(value);
  fc.assert(fc.property(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), check), { numRuns: 50 });
  expect(written).toBeGreaterThan(100);
});
