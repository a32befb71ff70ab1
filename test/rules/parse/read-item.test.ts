import { describe, expect, it } from 'vitest';
import { parseRules, type Predicate, type Test } from '../../../src/rules/index.js';

const parse = (selection: string, placeholders = {}) =>
  parseRules(
    [
      {
        file: 'r.yml',
        text: `title: t\nid: 0e95725d-7320-415d-80f7-004da920fc11\nlogsource: {product: x}\ndetection:\n  s:\n${selection
          .split('\n')
          .map((line) => `    ${line}`)
          .join('\n')}\n  condition: s\n`,
      },
    ],
    { placeholders },
  );

const predicate = (selection: string, placeholders = {}): Predicate => {
  const { ruleSet, issues } = parse(selection, placeholders);
  expect(issues).toEqual([]);
  const [rule] = ruleSet.rules;
  if (rule?.kind !== 'detection') throw new Error('no detection');
  return rule.predicate;
};
const test = (selection: string, placeholders = {}): Test => {
  const found = predicate(selection, placeholders);
  if (found.kind !== 'match' && found.kind !== 'keyword') throw new Error(`not one match but ${found.kind}`);
  return found.test;
};
const codes = (selection: string) => parse(selection).issues.map(({ code }) => code);
const text = (value: string) => ({ kind: 'text', text: value });
const any = { kind: 'any' };

describe('plain values', () => {
  it.each<[string, Test]>([
    ['f: Word', { op: 'equals', value: 'Word', cased: false }],
    ["f: ''", { op: 'empty' }],
    ['f: null', { op: 'null' }],
    ['f:', { op: 'null' }],
    ['f: 5', { op: 'number', comparator: 'eq', value: 5 }],
    ['f: -0.5', { op: 'number', comparator: 'eq', value: -0.5 }],
    ["f: '5'", { op: 'equals', value: '5', cased: false }],
    ['f: true', { op: 'boolean', value: true }],
    ['f|cased: Word', { op: 'equals', value: 'Word', cased: true }],
    ['f|exists: false', { op: 'exists', value: false }],
    ['f|exists: yes', { op: 'exists', value: true }],
    ['f|lt: 5', { op: 'number', comparator: 'lt', value: 5 }],
    ["f|gte: '5.5'", { op: 'number', comparator: 'gte', value: 5.5 }],
    ['f|cidr: 10.0.0.0/8', { op: 'cidr', network: '10.0.0.0/8' }],
    ['f|cidr: 2001:db8::/32', { op: 'cidr', network: '2001:db8::/32' }],
    ['f|fieldref: g', { op: 'field', other: 'g', mode: 'equals', cased: false }],
    ['f|fieldref|startswith: g', { op: 'field', other: 'g', mode: 'startswith', cased: false }],
    ['f|hour: 5', { op: 'time', part: 'hour', comparator: 'eq', value: 5 }],
    ['f|minute|gte: 5', { op: 'time', part: 'minute', comparator: 'gte', value: 5 }],
    ['f|week: 53', { op: 'time', part: 'week', comparator: 'eq', value: 53 }],
    ["f|re: 'a.b$'", { op: 'regex', source: 'a.b$', ignoreCase: false, multiline: false, dotAll: false }],
    ["f|re|i|m|s: 'a'", { op: 'regex', source: 'a', ignoreCase: true, multiline: true, dotAll: true }],
    ["f|re: '(?i)a'", { op: 'regex', source: 'a', ignoreCase: true, multiline: false, dotAll: false }],
    ["f|re|startswith: 'a|b'", { op: 'regex', source: '^(?:a|b)', ignoreCase: false, multiline: false, dotAll: false }],
  ])('%s', (selection, expected) => {
    expect(test(selection)).toEqual(expected);
  });
});

describe('strings', () => {
  it.each<[string, unknown]>([
    ["'a*b'", [text('a'), any, text('b')]],
    ["'a?b'", [text('a'), { kind: 'one' }, text('b')]],
    ["'a\\*b*'", [text('a*b'), any]],
    ["'C:\\Win\\*'", [text('C:\\Win*')]],
    ["'C:\\Win\\\\*'", [text('C:\\Win\\'), any]],
    ["'a\\\\\\*'", [text('a\\*')]],
    ["'*'", [any]],
    ["'**'", [any]],
  ])('%s', (value, parts) => {
    const found = test(`f: ${value}`);
    expect(found.op === 'equals' ? [text(found.value)] : found.op === 'pattern' ? found.parts : found).toEqual(parts);
  });

  it('contains, startswith and endswith put wildcards around', () => {
    expect(test('f|contains: a')).toEqual({ op: 'pattern', parts: [any, text('a'), any], cased: false });
    expect(test('f|startswith: a')).toEqual({ op: 'pattern', parts: [text('a'), any], cased: false });
    expect(test('f|endswith: a')).toEqual({ op: 'pattern', parts: [any, text('a')], cased: false });
    expect(test('f|contains: "*a*"')).toEqual({ op: 'pattern', parts: [any, text('a'), any], cased: false });
    expect(test('f|contains: 12')).toEqual({ op: 'pattern', parts: [any, text('12'), any], cased: false });
  });

  it('base64 encodes UTF-8', () => {
    expect(test('f|base64: foo')).toEqual({ op: 'equals', value: 'Zm9v', cased: false });
    expect(test('f|wide|base64: foo')).toEqual({ op: 'equals', value: 'ZgBvAG8A', cased: false });
    expect(test('f|utf16be|base64: foo')).toEqual({ op: 'equals', value: 'AGYAbwBv', cased: false });
    expect(test('f|utf16|base64: foo')).toEqual({ op: 'equals', value: '//5mAG8AbwA=', cased: false });
  });

  it('base64offset finds the text at every offset', () => {
    const found = predicate('f|base64offset|contains: foobar');
    if (found.kind !== 'or') throw new Error('three variants expected');
    const literals = found.parts.map((part) =>
      part.kind === 'match' && part.test.op === 'pattern' && part.test.parts[1]?.kind === 'text'
        ? part.test.parts[1].text
        : '',
    );
    for (const before of ['', 'x', 'xy', 'xyz']) {
      for (const after of ['', 'p', 'pq', 'pqr']) {
        const encoded = Buffer.from(`${before}foobar${after}`).toString('base64');
        expect(literals.some((literal) => encoded.includes(literal))).toBe(true);
      }
    }
    expect(literals).toEqual(['Zm9vYmFy', 'Zvb2Jhc', 'mb29iYX']);
  });

  it('windash gives every dash of a flag', () => {
    const found = predicate("f|windash|contains: ' -enc'");
    if (found.kind !== 'or') throw new Error('variants expected');
    expect(found.parts).toHaveLength(5);
    expect(JSON.stringify(found.parts)).toContain(' /enc');
    // A dash inside a word is no flag.
    expect(predicate('f|windash: a-b').kind).toBe('match');
  });
});

describe('lists', () => {
  it('are or, with all and', () => {
    expect(predicate('f: [a, b]').kind).toBe('or');
    expect(predicate('f|contains|all: [a, b]').kind).toBe('and');
  });
  it('neq is exactly not', () => {
    const found = predicate('f|neq: [a, b]');
    expect(found.kind === 'not' && found.part.kind).toBe('or');
    expect(predicate('f|fieldref|neq: g').kind).toBe('not');
    expect(predicate('f|neq: 5').kind).toBe('not');
  });
});

describe('placeholders', () => {
  it('expand to every value, wildcards included', () => {
    const found = predicate("f|expand: '%s%.local'", { s: ['a', 'b*'] });
    expect(found.kind === 'or' && found.parts.map((part) => part.kind === 'match' && part.test)).toEqual([
      { op: 'equals', value: 'a.local', cased: false },
      { op: 'pattern', parts: [text('b'), any, text('.local')], cased: false },
    ]);
  });
  it('an escaped percent sign is plain, and without expand all are', () => {
    expect(test("f|expand: '\\%s%'", { s: ['a'] })).toEqual({ op: 'equals', value: '%s%', cased: false });
    expect(test("f: '%s%'", { s: ['a'] })).toEqual({ op: 'equals', value: '%s%', cased: false });
  });
  it('without values the rule is refused', () => {
    expect(codes("f|expand: '%s%'")).toEqual(['placeholder.unknown']);
    expect(codes("f|expand: '%constructor%'")).toEqual(['placeholder.unknown']);
  });
});

describe('refusals', () => {
  it.each([
    ['f|foo: 1', 'modifier.unknown'],
    ['f|re|cidr: a', 'modifier.combination'],
    ['f|lt|gt: 1', 'modifier.combination'],
    ['f|i: a', 'modifier.combination'],
    ['f|base64: a*', 'modifier.encoding'],
    ['f|contains|base64: a', 'modifier.encoding'],
    ['f|lt: many', 'value.number'],
    ['f|cidr: 10.0.0.0/33', 'value.network'],
    ['f|hour: 24', 'value.time'],
    ['f|exists: maybe', 'value.boolean'],
    ['f|contains: null', 'value.null'],
    ['f: []', 'value.empty-list'],
    ['f: {g: 1}', 'detection.nested'],
    ['f: [[a]]', 'detection.nested'],
    ["f|re: '(?=a)'", 'regex.unsupported'],
    ["f|re: '(a)\\1'", 'regex.unsupported'],
    ['f: 12345678901234567890', 'yaml.number'],
    ['f: .inf', 'yaml.number'],
  ])('%s is %s', (selection, code) => {
    expect(codes(selection)).toEqual([code]);
    expect(parse(selection).ruleSet.rules).toEqual([]);
  });
  it('warns and keeps the rule', () => {
    expect(codes('f|all: a')).toEqual(['modifier.all-single']);
    expect(codes("f: ['', null]")).toEqual(['value.null-in-list']);
    expect(parse('f|all: a').ruleSet.rules).toHaveLength(1);
  });
});

describe('keywords', () => {
  const keywords = (body: string) => {
    const { ruleSet, issues } = parseRules([
      {
        file: 'k.yml',
        text: `title: t\nlogsource: {product: x}\ndetection:\n  k:\n${body}\n  condition: k\n`,
      },
    ]);
    expect(issues).toEqual([]);
    const [rule] = ruleSet.rules;
    if (rule?.kind !== 'detection') throw new Error('no detection');
    return rule.predicate;
  };
  it('are looked for anywhere, linked with or', () => {
    const found = keywords('    - EVIL\n    - 4625');
    expect(found.kind === 'or' && found.parts.map((part) => part.kind === 'keyword' && part.test)).toEqual([
      { op: 'pattern', parts: [any, text('EVIL'), any], cased: false },
      { op: 'pattern', parts: [any, text('4625'), any], cased: false },
    ]);
  });
  it('|all links with and, |re searches', () => {
    expect(keywords("    '|all': [a, b]").kind).toBe('and');
    const found = keywords("    '|re': 'a+'");
    expect(found.kind === 'keyword' && found.test.op).toBe('regex');
  });
  it('lists of maps are or, maps are and, and both may mix with words', () => {
    expect(keywords('    - f: a\n      g: b\n    - h: c\n    - word').kind).toBe('or');
  });
});
