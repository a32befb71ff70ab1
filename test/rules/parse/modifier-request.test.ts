import { expect, it } from 'vitest';
import { parseRules } from '../../../src/rules/index.js';
import { MODIFIERS } from '../../../src/rules/parse/modifier-request.js';

/** The appendix of the Sigma specification 2.1.0 (2025-08-02), each with a key and value that asks for it. */
const APPENDIX: Readonly<Record<string, string>> = {
  all: 'f|contains|all: [a, b]',
  startswith: 'f|startswith: a',
  endswith: 'f|endswith: a',
  contains: 'f|contains: a',
  exists: 'f|exists: true',
  cased: 'f|cased: a',
  neq: 'f|neq: a',
  windash: 'f|windash|contains: -a',
  re: 'f|re: a.b',
  i: 'f|re|i: a.b',
  m: 'f|re|m: ^a.b',
  s: 'f|re|s: a.b',
  base64: 'f|base64: a',
  base64offset: 'f|base64offset|contains: abc',
  utf16le: 'f|utf16le|base64: a',
  utf16be: 'f|utf16be|base64: a',
  utf16: 'f|utf16|base64: a',
  wide: 'f|wide|base64: a',
  lt: 'f|lt: 1',
  lte: 'f|lte: 1',
  gt: 'f|gt: 1',
  gte: 'f|gte: 1',
  minute: 'f|minute: 1',
  hour: 'f|hour: 1',
  day: 'f|day: 1',
  week: 'f|week: 1',
  month: 'f|month: 1',
  year: 'f|year: 2026',
  cidr: 'f|cidr: 10.0.0.0/8',
  expand: "f|expand: '%p%'",
  fieldref: 'f|fieldref: g',
};

it('every modifier of the specification is read, and none besides', () => {
  expect([...MODIFIERS].sort()).toEqual(Object.keys(APPENDIX).sort());
});

it.each(Object.entries(APPENDIX))('%s', (_, item) => {
  const text = `title: t\nlogsource: {product: x}\ndetection:\n  s:\n    ${item}\n  condition: s\n`;
  const { ruleSet, issues } = parseRules([{ file: 'r.yml', text }], { placeholders: { p: ['a'] } });
  expect(issues).toEqual([]);
  expect(ruleSet.rules).toHaveLength(1);
});

it.each([
  'f|hour|day: 1',
  'f|gt|gte: 1',
  'f|re|cidr: 10.0.0.0/8',
  'f|gt|cased: 1',
  'f|exists|cased: true',
  'f|re|cased: a',
  "f|fieldref|expand: '%p%'",
  "f|gt|expand: '%p%'",
])('%s: a modifier that would be read over is refused', (item) => {
  const text = `title: t\nlogsource: {product: x}\ndetection:\n  s:\n    ${item}\n  condition: s\n`;
  const { issues } = parseRules([{ file: 'r.yml', text }], { placeholders: { p: ['a'] } });
  expect(issues.map(({ code }) => code)).toEqual(['modifier.combination']);
});
