// The rules of the pack with their own tests, as cases.
import { loadRules } from '../../src/rules/index.js';
import { parseTime } from '../../src/evaluate/index.js';
import type { Rule } from '../../src/rules/ir.js';
import type { Case } from './compare.js';

/** Rules of the pack, in the order of their names. */
export const packRules = (): { readonly rules: readonly Rule[]; readonly cases: readonly Case[] } => {
  const { ruleSet } = loadRules(['rules']);
  const byId = new Map(ruleSet.rules.map((rule) => [rule.meta.ruleId, rule]));
  const cases = ruleSet.tests.flatMap((test): readonly Case[] => {
    const rule = byId.get(test.ruleId);
    if (rule === undefined || test.events.length === 0) return [];
    const now = test.now === undefined ? undefined : parseTime(test.now);
    return [
      {
        name: `${test.ruleId}: ${test.name}`,
        rule,
        events: test.events,
        lookups: test.lookups,
        ...(now === undefined ? {} : { now }),
      },
    ];
  });
  return { rules: ruleSet.rules, cases };
};
