import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PatternPart, Predicate } from '../../../src/rules/ir.js';
import { compile } from '../../../src/targets/splunk/compile.js';
import { runSearch, splitPipeline } from '../../spl/run.js';
import { indexed } from '../../spl/rule-firings.js';
import { detection, match, not, SAMPLES } from './sample-rules.js';

const NASTY = [
  '"',
  '\\',
  '|',
  '\n',
  '\r',
  '*',
  '?',
  '`',
  '$',
  "'",
  '[',
  ']',
  '%',
  '_',
  '(',
  ')',
  '=',
  ' ',
  '{',
  '}',
  '<',
  '#',
];
const text = fc.oneof(
  fc.string({
    minLength: 1,
    maxLength: 20,
    unit: fc.constantFrom(...NASTY, 'a', 'Z', '0', 'é', '日', '🙂', '\u0000', '\t'),
  }),
  fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }),
  fc.constantFrom(
    '" | delete',
    '\\" OR 1=1 | outputlookup x',
    '`danger`',
    '$token$',
    'a"',
    'a\\',
    '007',
    '1e3',
    '```',
    ']] | map',
  ),
);
// Half of a surrogate pair is not text: JSON and UTF-8 cannot carry it.
const value = text.filter((one) => one.isWellFormed());

const FIELD = 'tool_call.tool_name';
const event = (name: string) => ({
  event_id: 'evt_1',
  event_type: 'tool_call.requested',
  timestamp: '2026-04-07T14:32:18.847Z',
  tool_call: { tool_name: name },
});
const hits = (predicate: Predicate, name: string): boolean => {
  const compiled = compile(detection('hostile', predicate), { range: { from: '0', to: '100' } });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.unsupported));
  // where, where, dedup, eval, sort, table: nothing a value holds adds a stage.
  expect(splitPipeline(compiled.query.text)).toHaveLength(7);
  expect(compiled.query.text).not.toMatch(/[`$\0\r]/);
  return runSearch(compiled.query.text, { events: [indexed(event(name))] }).length === 1;
};

describe('hostile values in SPL', () => {
  it('equality finds exactly the value', () => {
    fc.assert(
      fc.property(value, value, (wanted, other) => {
        const predicate = match(FIELD, { op: 'equals', value: wanted, cased: true });
        expect(hits(predicate, wanted)).toBe(true);
        expect(hits(predicate, other)).toBe(other === wanted);
        expect(hits(not(predicate), other)).toBe(other !== wanted);
      }),
      { numRuns: 300 },
    );
  });

  it('patterns find exactly what contains the text', () => {
    fc.assert(
      fc.property(value, value, value, (before, wanted, after) => {
        const parts: PatternPart[] = [{ kind: 'any' }, { kind: 'text', text: wanted }, { kind: 'any' }];
        const predicate = match(FIELD, { op: 'pattern', parts, cased: true });
        expect(hits(predicate, before + wanted + after)).toBe(true);
        expect(hits(predicate, before)).toBe(before.includes(wanted));
      }),
      { numRuns: 300 },
    );
  });

  // The manual since 10.0 takes \t for a tab, older ones leave it to the command, and of \n and the like none says it.
  it('no string holds \\t, \\n and the like', () => {
    const expression = fc.constantFrom(
      'a\\tb',
      '[\\t\\n ]+',
      '\\v',
      '\\r\\f',
      '\\s\\S',
      '\\p{L}\\t[\\s\\n]',
      '\\\\t',
      '\\\\\\\\n',
    );
    const regex = fc
      .tuple(expression, fc.boolean(), fc.boolean())
      .map(([source, ignoreCase, dotAll]) => ({ op: 'regex', source, ignoreCase, dotAll, multiline: false }) as const);
    const equal = fc
      .tuple(fc.constantFrom('C:\\temp\\new', '\\t', '\\\\n', 'a\tb', 'a\nb'), fc.boolean())
      .map(([text, cased]) => ({ op: 'equals', value: text, cased }) as const);
    fc.assert(
      fc.property(fc.oneof(regex, equal), (test) => {
        const compiled = compile(detection('letters', match(FIELD, test)));
        if (!compiled.ok) return;
        const sequences = compiled.query.text.match(/\\[\s\S]/g) ?? [];
        expect(sequences.filter((one) => /[a-z]/i.test(one) && !/[xAzSpP]/.test(one))).toEqual([]);
      }),
    );
  });

  it('a parenthesis alone is no string of its own', () => {
    const compiled = compile(detection('x', match(FIELD, { op: 'equals', value: ')', cased: true })));
    expect(compiled.ok && compiled.query.text).toContain(String.raw`"(?s)\A(?:\))\z"`);
    expect(hits(match(FIELD, { op: 'equals', value: ')', cased: true }), ')')).toBe(true);
  });

  it('a value of 10 KB stays one value', () => {
    const long = '"|`$\\'.repeat(2048);
    expect(hits(match(FIELD, { op: 'equals', value: long, cased: true }), 'x')).toBe(false);
  });

  it('field names and rule ids that could break out are refused', () => {
    for (const name of ["a'b", 'a"b', 'a|b', 'a`b`', 'a[b', 'a*', 'a\nb', '']) {
      expect(compile(detection('x', match(name, { op: 'exists', value: true })), { map: { fields: {} } }).ok).toBe(
        false,
      );
    }
    expect(compile(detection('a`b`', { kind: 'true' })).ok).toBe(false);
    expect(compile({ ...SAMPLES.p4, correlation: { ...SAMPLES.p4.correlation, lookup: 'x | delete' } }).ok).toBe(false);
  });
});
