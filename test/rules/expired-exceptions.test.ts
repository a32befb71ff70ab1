import { expect, it } from 'vitest';
import { expiredExceptions, parseRules } from '../../src/rules/index.js';

const base = (name: string) =>
  `title: ${name}\nname: ${name}\nlogsource: {product: x}\ndetection: {s: {f: a}, condition: s}\n---\n`;
const exception = (rules: string, expires: string) =>
  `title: until ${expires}\nlogsource: {product: x}\nfilter: {rules: [${rules}], k: {u: bob}, condition: not k}\nagent_siem: {exception: {owner: o, reason: r, expires: ${expires}}}\n---\n`;
const expired = (text: string, today: string) =>
  expiredExceptions(parseRules([{ file: 'r.yml', text }]).ruleSet.rules, today).map(({ filter, ruleIds }) => [
    filter.title,
    ruleIds,
  ]);

it('an exception holds to the end of its last day', () => {
  const text = base('one') + exception('one', '2026-05-31');
  expect(expired(text, '2026-05-31')).toEqual([]);
  expect(expired(text, '2026-06-01')).toEqual([['until 2026-05-31', ['one']]]);
});

it('is named once, with every rule that it holds for, those that count the rule included', () => {
  const counting =
    'title: c\nname: c\ncorrelation: {type: event_count, generate: true, rules: [one], group-by: [g], timespan: 1m, condition: {gte: 3}}\n---\n';
  const text =
    base('one') + base('two') + counting + exception('one, two', '2026-01-01') + exception('c', '2026-02-01');
  expect(expired(text, '2026-03-01')).toEqual([
    ['until 2026-01-01', ['one', 'two', 'c']],
    ['until 2026-02-01', ['c']],
  ]);
});
