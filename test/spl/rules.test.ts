import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/evaluate/index.js';
import { loadRules, packRulesFolder } from '../../src/rules/index.js';
import { compileSplunk } from '../../src/targets/splunk/index.js';
import { splFirings, type PlainFiring } from './rule-firings.js';

const { ruleSet } = loadRules([packRulesFolder()]);

const comparable = (firings: readonly PlainFiring[]): readonly string[] =>
  firings
    .map(({ time, group, value }) =>
      JSON.stringify([time, Object.entries(group).sort(), Number(value.toPrecision(12))]),
    )
    .sort();

describe("each rule's own tests, as SPL in the interpreter and in the evaluator", () => {
  for (const rule of ruleSet.rules) {
    const id = rule.meta.ruleId;
    const compiled = compileSplunk(rule);
    if (!compiled.ok) {
      it(`${id} is refused with a reason`, () => {
        expect(compiled.unsupported).toEqual([]);
      });
      continue;
    }
    const tests = ruleSet.tests.filter(({ ruleId }) => ruleId === id);
    it(`${id} fires in a test`, () => {
      expect(tests.some((test) => (splFirings(rule, test.events, test.lookups) ?? []).length > 0)).toBe(true);
    });
    for (const test of tests) {
      it(`${id}: ${test.name}`, () => {
        const events = test.events;
        const expected = evaluate([rule], events, { lookups: test.lookups }).firings.flatMap((firing) =>
          firing.time === null ? [] : [{ time: firing.time, group: firing.group, value: firing.value }],
        );
        expect(comparable(splFirings(rule, events, test.lookups) ?? [])).toEqual(comparable(expected));
      });
    }
  }
});
