// Microsoft's own parser and binder on every deployed Kusto text: no errors, and the columns the query promises.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileKql, seriesAnomalies, TABLE, TABLE_COLUMNS } from '../../src/targets/sentinel/index.js';
import type { Rule } from '../../src/rules/ir.js';
import { loadKustoParser, WATCHLIST_FUNCTION } from '../engines/kusto/microsoft-parser.mjs';
import { detection, is, SAMPLE_RULES } from '../targets/sample-rules.js';
import { chosenTargets } from './engines/index.js';
import { randomRule } from './random-rules.js';
import { packRules } from './rule-cases.js';

describe.runIf(chosenTargets().includes('sentinel'))("Microsoft's Kusto parser", () => {
  const columns = TABLE_COLUMNS.map((column) => `${column.name}:${column.type}`);
  const parser = loadKustoParser({ [TABLE]: `(${columns.join(', ')}, TimeGenerated:datetime)` }, [WATCHLIST_FUNCTION]);

  const expectAccepted = (rule: Rule): void => {
    const compiled = compileKql(rule);
    if (!compiled.ok) return;
    const { errors, columns: found } = parser.check(compiled.query.text);
    expect({ rule: rule.meta.ruleId, errors }).toEqual({ rule: rule.meta.ruleId, errors: [] });
    expect(found.map((column: { readonly name: string }) => column.name)).toEqual(compiled.query.columns);
  };

  test.each([...packRules().rules, ...SAMPLE_RULES].map((rule) => [rule.meta.ruleId, rule] as const))(
    '%s',
    (_id, rule) => {
      expect(compileKql(rule).ok).toBe(true);
      expectAccepted(rule);
    },
  );

  test('the learned forms', () => {
    const texts = [...packRules().rules, ...SAMPLE_RULES].flatMap((rule) => {
      const learned = rule.kind === 'correlation' ? seriesAnomalies(rule) : undefined;
      return learned === undefined ? [] : [learned];
    });
    expect(texts.length).toBeGreaterThan(3);
    for (const { text, columns: promised } of texts) {
      const { errors, columns: found } = parser.check(text);
      expect(errors).toEqual([]);
      expect(found.map((column: { readonly name: string }) => column.name)).toEqual(promised);
    }
  });

  test('hostile values', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.boolean(), (value, cased) => {
        expectAccepted(detection(value, is('tool_call.tool_name', value, cased), { group: ['agent.agent_id'] }));
      }),
    );
  });

  test('random rules', () => {
    fc.assert(fc.property(randomRule, expectAccepted), { numRuns: 200 });
  });
});
