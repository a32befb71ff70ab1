import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileEsql, deployedRange } from '../../../src/targets/elastic/index.js';
import type { PatternPart, Predicate, Rule } from '../../../src/rules/ir.js';
import { and, correlationRule, detection, is, match, not, or, SAMPLE_RULES, source } from '../sample-rules.js';

const textOf = (rule: Rule): string => {
  const compiled = compileEsql(rule);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.unsupported));
  return compiled.query.text;
};

/** The query with every string literal emptied: what is left is code. */
const code = (text: string): string => text.replace(/"(?:[^"\\\n]|\\.)*"/g, '""');

describe('ES|QL', () => {
  test.each(SAMPLE_RULES.map((rule) => [rule.meta.ruleId, rule] as const))('%s', async (name, rule) => {
    await expect(textOf(rule)).toMatchFileSnapshot(`../../golden/elastic/${name}.esql`);
  });

  test('long lists stand in chains that Elasticsearch can read', () => {
    const names = Array.from({ length: 1234 }, (_, index) => `tool-${String(index)}`);
    const text = textOf(
      detection('rule', { kind: 'or', parts: names.map((name) => is('tool_call.tool_name', name, true)) }),
    );
    for (const name of names) expect(text.split(`"${name}"`)).toHaveLength(2);
    let depth = 0;
    const chains = [0];
    for (const [token] of code(text).matchAll(/[()]| OR /g)) {
      if (token === '(') chains[(depth += 1)] = 0;
      else if (token === ')') depth -= 1;
      else expect((chains[depth] = (chains[depth] ?? 0) + 1)).toBeLessThan(100);
    }
  });

  test('a value never becomes code', () => {
    const plain = code(textOf(detection('rule', is('tool_call.tool_name', 'x', true))));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 10_000 })), (value) => {
        expect(code(textOf(detection('rule', is('tool_call.tool_name', value, true))))).toBe(plain);
        expect(code(textOf(detection(value, is('tool_call.tool_name', 'x', true))))).toBe(plain);
      }),
    );
  });

  test('a pattern never becomes code', () => {
    const rule = (text: string): Rule =>
      detection(
        'rule',
        match('tool_call.tool_name', { op: 'pattern', cased: true, parts: [{ kind: 'text', text }, { kind: 'any' }] }),
      );
    const plain = code(textOf(rule('x')));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (value) => {
        expect(code(textOf(rule(value)))).toBe(plain);
      }),
    );
  });

  test('a foreign value with slashes, and a boolean in any case, stay inside their expression', () => {
    const foreign = (predicate: Predicate): string => textOf(detection('rule', predicate, { taxonomy: 'sigma' }));
    expect(foreign(is('path', '/etc/x'))).toContain(String.raw`QSTR("path:/\\/[eE][tT][cC]\\/[xX]/"`);
    expect(foreign(match('on', { op: 'boolean', value: true }))).toContain('QSTR("on:/[tT][rR][uU][eE]/ OR on:true"');
  });

  test('searches of which one must hold, or none, are one function for each hundred', () => {
    const foreign = (predicate: Predicate): string => textOf(detection('rule', predicate, { taxonomy: 'sigma' }));
    const searches = (count: number): Predicate[] =>
      Array.from({ length: count }, (_, index) => is('a', String(index)));
    const mixed = or(
      is('a', '1'),
      match('n', { op: 'number', comparator: 'gt', value: 1 }),
      not(is('b', '2')),
      is('c', '3'),
    );
    expect(foreign(mixed)).toContain('(QSTR("a:\\"1\\" OR c:\\"3\\"", {"lenient": true}) OR CASE(TO_STRING(n) RLIKE');
    expect(foreign(mixed)).toContain('NOT (QSTR("b:\\"2\\"", {"lenient": true})))');
    expect(foreign(not(mixed))).toContain('(NOT (QSTR("a:\\"1\\" OR c:\\"3\\"", {"lenient": true})) AND NOT COALESCE(');
    expect(foreign(and(is('a', '1'), is('a', '2'))).split('QSTR')).toHaveLength(3);
    expect(foreign(or(...searches(100))).split('QSTR')).toHaveLength(2);
    expect(foreign(or(...searches(101))).split('QSTR')).toHaveLength(3);
    for (const rule of [or(...searches(20_001)), not(or(...searches(20_001)))])
      expect(foreign(rule).split('QSTR')).toHaveLength(202);
  });

  test('a value that ends in a backslash ends there', () => {
    const foreign = (predicate: Predicate): string => textOf(detection('rule', predicate, { taxonomy: 'sigma' }));
    const path = is('path', 'C:\\A\\');
    const ends = match('path', {
      op: 'pattern',
      cased: false,
      parts: [{ kind: 'any' }, { kind: 'text', text: 'B\\' }],
    });
    expect(foreign(or(path, ends, is('other', '/etc/b')))).toContain(
      String.raw`QSTR("path:/[cC]\\:\\\\[aA][\\\\]/ OR path:/.*[bB][\\\\]/ OR other:/\\/[eE][tT][cC]\\/[bB]/", {"lenient": false})`,
    );
    expect(foreign(or(is('path', '/etc/b'), path))).toContain(
      String.raw`QSTR("path:/(\\/[eE][tT][cC]\\/[bB]|[cC]\\:\\\\[aA]\\\\)/", {"lenient": false})`,
    );
  });

  test('literals of one field with the same ends are one expression, as long as it may be', () => {
    const foreign = (predicate: Predicate): string => textOf(detection('rule', predicate, { taxonomy: 'sigma' }));
    const any = { kind: 'any' } as const;
    const literal = (text: string) => ({ kind: 'text', text }) as const;
    const pattern = (field: string, ...parts: readonly PatternPart[]): Predicate =>
      match(field, { op: 'pattern', cased: false, parts });
    const merged = or(
      pattern('a', any, literal('x|1'), any),
      pattern('a', any, literal('y')),
      pattern('b', any, literal('z'), any),
      pattern('a', any, literal('w\\'), any),
      pattern('a', any, literal('v'), any, literal('u')),
      is('a', 'T'),
      is('a', 's'),
    );
    expect(foreign(merged)).toContain(
      String.raw`QSTR("a:/.*([xX]\\|1|[wW]\\\\).*/ OR a:/.*[yY]/ OR b:/.*[zZ].*/ OR a:/.*[vV].*[uU]/ OR a:/([tT]|[sS])/", `,
    );
    expect(foreign(and(pattern('a', any, literal('x'), any), pattern('a', any, literal('y'), any)))).toContain(
      'QSTR("a:/.*[xX].*/", {"lenient": false}) AND QSTR("a:/.*[yY].*/", {"lenient": false})',
    );
    const many = foreign(
      or(...Array.from({ length: 5000 }, (_, index) => pattern('a', any, literal(`k${String(index)}`), any))),
    );
    const expressions = many.match(/\.\*\([^"/]*\)\.\*/g) ?? [];
    expect(Math.max(...expressions.map(({ length }) => length))).toBeLessThanOrEqual(900);
    expect(expressions.length).toBeLessThanOrEqual(65);
    expect(expressions.flatMap((one) => one.slice(3, -3).split('|')).map((one) => Number(one.slice(4)))).toEqual(
      Array.from({ length: 5000 }, (_, index) => index),
    );
  });

  test('only what a type cannot hold finds nothing: an expression that fails is refused', () => {
    const foreign = (predicate: Predicate): string => textOf(detection('rule', predicate, { taxonomy: 'sigma' }));
    expect(foreign(or(is('a', 'x'), is('b', '1'), is('c', 'y')))).toContain(
      '(QSTR("b:\\"1\\"", {"lenient": true}) OR QSTR("a:/[xX]/ OR c:/[yY]/", {"lenient": false}))',
    );
  });

  test('a foreign field name stays a name', () => {
    const rule = detection('rule', match('a` | DROP x', { op: 'number', comparator: 'gt', value: 1 }), {
      taxonomy: 'sigma',
    });
    expect(textOf(rule)).toContain('`a`` | DROP x`');
  });

  test('only the range differs between what is tested and what is deployed', () => {
    for (const rule of SAMPLE_RULES) {
      const { from, to } = deployedRange(rule);
      const tested = compileEsql(rule, { range: { from: 'FROM_HERE', to: 'TO_HERE' } });
      const deployed = compileEsql(rule);
      if (!tested.ok || !deployed.ok) throw new Error('not compiled');
      expect(tested.query.text.replaceAll('FROM_HERE', from).replaceAll('TO_HERE', to)).toBe(deployed.query.text);
    }
  });

  test('three ordered steps are not approximated', () => {
    const step = (name: string): Rule => detection(name, is('event_type', name));
    const rule = correlationRule('steps', {
      type: 'temporal_ordered',
      every: 60_000,
      timespanMs: 300_000,
      groupBy: ['agent.agent_id'],
      sources: ['auth.failure', 'auth.success', 'tool_call.completed'].map((name) =>
        source(step(name), ['agent.agent_id']),
      ),
    });
    expect(compileEsql(rule)).toMatchObject({
      ok: false,
      unsupported: [{ construct: 'correlation.temporal_ordered.steps' }],
    });
  });
});
