import { expect, it } from 'vitest';
import { parseRules } from '../../../src/rules/index.js';

const TESTS =
  'agent_siem:\n  tests:\n    - {name: one, events: [{event: {f: a}}], expect: 1}\n    - {name: two, events: [{event: {f: b}}], expect: []}\n';
const detection = (name: string, more = '') =>
  `title: ${name}\nname: ${name}\nlogsource: {product: x}\ndetection: {s: {f: a}, condition: s}\n${more}---\n`;
const counting = (more = '') =>
  `title: c\nname: c\ncorrelation: {type: event_count, rules: [a], group-by: [g], timespan: 1m, condition: {gte: 3}${more}}\n---\n`;
const parse = (text: string) => {
  const { ruleSet, issues } = parseRules([{ file: 'r.yml', text }]);
  return { tests: ruleSet.tests.map(({ name }) => name), issues: issues.map(({ code, line }) => `${line} ${code}`) };
};

it('tests of a rule that raises alerts are read', () => {
  expect(parse(detection('a', TESTS))).toEqual({ tests: ['one', 'two'], issues: [] });
});

it('tests of a rule that only feeds a correlation do not run, and that is said', () => {
  expect(parse(detection('a', TESTS) + counting())).toEqual({ tests: [], issues: ['6 test.quiet'] });
  expect(parse(detection('a', TESTS) + counting(', generate: true')).tests).toEqual(['one', 'two']);
});

it('nor do those of a filter', () => {
  const filter = `title: f\nlogsource: {product: x}\nfilter: {rules: [a], s: {f: b}, condition: not s}\n${TESTS}`;
  expect(parse(`${detection('a')}${filter}`)).toEqual({ tests: [], issues: ['10 test.quiet'] });
});

it('what is wrong with the tests of a rule with errors is said with them', () => {
  const text = detection('a', TESTS.replace('{f: a}}], expect: 1', '{f: a}}], expct: 1')).replace('{f: a}', '{f|x: a}');
  expect(parse(text)).toEqual({ tests: [], issues: ['4 modifier.unknown', '7 test.invalid', '7 yaml.unknown-key'] });
});

it('a test with a fault is left out: it would pass or fail for nothing', () => {
  const text = detection('a', TESTS.replace('{event: {f: b}}', '{event: {f: b}, at: soon}'));
  expect(parse(text)).toEqual({ tests: ['one'], issues: ['8 test.invalid'] });
});
