// Splunk: the grammar on everything that is deployed and on hostile values; broken searches are caught.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluate, type EventObject } from '../../src/evaluate/index.js';
import { loadRules, packRulesFolder } from '../../src/rules/index.js';
import type { Rule } from '../../src/rules/ir.js';
import { compile } from '../../src/targets/splunk/compile.js';
import { expandMacros, rollupFor, savedSearchFor } from '../../src/targets/splunk/index.js';
import { grammarPieces, startTeragrep } from '../engines/splunk/teragrep.mjs';
import { runSearch, splitPipeline } from '../spl/run.js';
import { indexed } from '../spl/rule-firings.js';
import { predicate } from '../spl/random-rules.js';
import { detection, match, SAMPLES } from '../targets/splunk/sample-rules.js';

const rules: readonly Rule[] = [...loadRules([packRulesFolder()]).ruleSet.rules, ...Object.values(SAMPLES)];

let grammar: Awaited<ReturnType<typeof startTeragrep>>;
beforeAll(async () => {
  grammar = await startTeragrep();
});
afterAll(() => grammar.stop());

const problems = async (text: string): Promise<readonly string[]> => {
  const answers = await Promise.all(grammarPieces(splitPipeline(text)).map((piece) => grammar.check(piece)));
  return answers.filter((answer) => answer !== undefined);
};

describe("Teragrep's grammar", () => {
  test.each(rules.map((rule) => [rule.meta.ruleId, rule] as const))('takes %s as deployed', async (_, rule) => {
    const saved = savedSearchFor(rule);
    if (!saved.ok) throw new Error(JSON.stringify(saved.unsupported));
    expect(await problems(expandMacros(saved.search.search, saved.search.macros))).toEqual([]);
  });

  test.each(
    rules.map((rule) => [rule.meta.ruleId, rollupFor(rule)] as const).filter(([, rollup]) => rollup !== undefined),
  )('takes the rollup of %s', async (_, rollup) => {
    if (rollup === undefined) return;
    expect(await problems(expandMacros(rollup.collectSearch, rollup.macros))).toEqual([]);
    expect(await problems(expandMacros(rollup.search, rollup.macros))).toEqual([]);
  });

  test('refuses what is wrong', async () => {
    expect(await problems('index=x | wher a=1')).not.toEqual([]);
    expect(await problems('index=x | where a=(1')).not.toEqual([]);
  });

  test('takes random filters', async () => {
    let said = 0;
    await fc.assert(
      fc.asyncProperty(predicate, async (filter) => {
        const compiled = compile(detection('random', filter));
        if (!compiled.ok) return;
        said += 1;
        expect(await problems(compiled.query.text), compiled.query.text).toEqual([]);
      }),
      { numRuns: 600 },
    );
    expect(said).toBeGreaterThan(200);
  });

  test('takes hostile values', async () => {
    const value = fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }).filter((text) => text.isWellFormed());
    const nasty = fc.constantFrom(
      '" | delete',
      '\\" OR 1=1',
      '`danger`',
      '$token$',
      'a"',
      'a\\',
      ']] | map',
      '\n',
      '\r\n|',
      '"|`$\\'.repeat(2048),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(value, nasty), async (wanted) => {
        for (const cased of [true, false]) {
          const compiled = compile(detection('hostile', match('agent.role', { op: 'equals', value: wanted, cased })));
          if (compiled.ok) expect(await problems(compiled.query.text), compiled.query.text).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a broken search is caught', () => {
  const MINUTE = 60_000;
  const START = Date.UTC(2026, 3, 6, 12);
  const event = (type: string, at: number, more: object = {}): EventObject => ({
    event_id: `evt_${type}_${String(at)}`,
    event_type: type,
    timestamp: new Date(START + at).toISOString(),
    identity: { email: 'a@example.com' },
    agent: { agent_id: 'agt' },
    ...more,
  });
  const failures = [0, 1, 2, 3].map((minute) => event('auth.failure', minute * MINUTE + 59_999));
  // Five failures, the last on the edge: [T - timespan, T) decides whether a window of ten minutes holds it.
  const edge = [...failures, event('auth.failure', 10 * MINUTE), event('auth.failure', 20 * MINUTE)];
  const calls = Array.from({ length: 14 }, (_, hour) =>
    Array.from({ length: hour === 13 ? 36 : hour % 2 === 0 ? 4 : 20 }, (_, n) =>
      event('tool_call.requested', hour * 60 * MINUTE + n * 1000),
    ),
  ).flat();

  const firings = (rule: Rule, text: string, events: readonly EventObject[]): readonly string[] => {
    const rows = runSearch(text, { events: events.map((one) => indexed(one)) });
    return rows
      .map((row) => `${String(row.get('T'))} ${String(row.get('group_key'))} ${String(row.get('value'))}`)
      .sort();
  };
  const expected = (rule: Rule, events: readonly EventObject[]): readonly string[] =>
    evaluate([rule], events)
      .firings.map((one) => `${String(one.time)} ${Object.values(one.group).join('|')} ${String(one.value)}`)
      .sort();
  const range = { from: String(START / 1000 - 86_400), to: String(START / 1000 + 30 * 86_400) };
  const textOf = (rule: Rule): string => {
    const compiled = compile(rule, { range: rule.kind === 'detection' ? { from: '0', to: '100' } : range });
    if (!compiled.ok) throw new Error('refused');
    return compiled.query.text;
  };

  const breaks: readonly (readonly [string, Rule, readonly EventObject[], (text: string) => string])[] = [
    [
      'an operator is flipped',
      SAMPLES.failures,
      edge.slice(0, 5).concat(event('auth.failure', 5 * MINUTE)),
      (text) => text.replace('value >= 5', 'value > 5'),
    ],
    [
      'a filter is dropped',
      SAMPLES.failures,
      [...edge, ...[4, 5, 6].map((m) => event('auth.success', m * MINUTE))],
      (text) => text.replace(' event_type="auth.failure"', '').replace(/\n\| where event_type[^\n]*/, ''),
    ],
    [
      'a bucket edge moves',
      SAMPLES.failures,
      edge.slice(0, 4).concat(event('auth.failure', 9 * MINUTE + 59_999)),
      (text) => text.replace('floor(t / 60000)', 'floor((t + 1) / 60000)'),
    ],
    [
      'a window is one instant too long',
      SAMPLES.failures,
      edge,
      (text) => text.replace('bucket + 10,', 'bucket + 11,'),
    ],
    [
      'copies are counted',
      SAMPLES.failures,
      [...failures, ...failures],
      (text) => text.replace('\n| dedup event_id', ''),
    ],
    [
      'a sample deviation',
      SAMPLES.p3,
      calls,
      (text) =>
        text.replace(
          'h3=max(active * squares - total * total, 0)',
          'h3=max(active * squares - total * total, 0) * active / (active - 1)',
        ),
    ],
    [
      'NOT drops events without the field',
      SAMPLES.p1,
      [event('tool_call.blocked', 0)],
      (text) => text.replace("isnull('governance.decided_by') OR ", ''),
    ],
  ];
  test.each(breaks)('%s', (_, rule, events, damage) => {
    const text = textOf(rule);
    const wanted = expected(rule, events);
    expect(firings(rule, text, events)).toEqual(wanted);
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    expect(firings(rule, damaged, events)).not.toEqual(wanted);
  });
});
