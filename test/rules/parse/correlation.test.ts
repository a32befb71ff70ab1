import { describe, expect, it } from 'vitest';
import { parseRules } from '../../../src/rules/index.js';

const detection = (name: string) =>
  `---\ntitle: ${name}\nname: ${name}\nlogsource: {product: x}\ndetection: {s: {f: ${name}}, condition: s}\n`;
const parse = (body: string, more = '') =>
  parseRules([
    { file: 'r.yml', text: `title: t\nname: t\n${more}correlation: ${body}\n${detection('a')}${detection('b')}` },
  ]);
const issues = (body: string, more = '') =>
  parse(body, more).issues.map(({ code, severity, column }) => `${severity} ${code} at ${column}`);
/** Issue at the caret `¦` of the correlation. */
const at = (body: string, code: string, severity = 'error') =>
  expect(issues(body.replace('¦', ''))).toEqual([
    `${severity} ${code} at ${body.indexOf('¦') + 'correlation: '.length + 1}`,
  ]);

const COUNT = '{type: event_count, rules: [a], group-by: [u], timespan: 10m, condition: {gte: 5}}';

describe('a key that nothing reads is refused: it would change what the rule means without a word', () => {
  it.each([
    ['group_by', '{type: temporal, rules: [a, b], timespan: 5m, ¦group_by: [u]}'],
    ['another operator', COUNT.replace('gte: 5', 'gte: 5, ¦min: 3')],
  ])('%s', (_, body) => {
    at(body, 'yaml.unknown-key');
  });
  it.each([
    ['a field of a count of events', COUNT.replace('{gte: 5}', '{¦field: u, gte: 5}')],
    [
      'a percentile of a sum',
      '{type: value_sum, rules: [a], timespan: 5m, condition: {field: n, gt: 5, ¦percentile: 9}}',
    ],
    ['a field of a temporal one', '{type: temporal, rules: [a, b], timespan: 5m, condition: {gte: 2, ¦field: u}}'],
    ['a key of another tool', '{type: temporal, rules: [a, b], timespan: 5m, ¦tactic: x}'],
  ])('%s: other tools read over it, in rules of other people it is a warning', (_, body) => {
    at(body, 'yaml.unknown-key', 'warning');
    const own = issues(body.replace('¦', ''), 'agent_siem: {version: 1.0.0}\n');
    expect(own.map((each) => each.split(' at ')[0])).toEqual(['error yaml.unknown-key']);
  });
  it('a week is seven days', () => {
    const [rule] = parse(COUNT.replace('10m', '1w')).ruleSet.rules;
    expect(rule?.kind === 'correlation' && rule.correlation.timespanMs).toBe(7 * 86_400_000);
  });
  it('keys of the document are the author’s own', () => {
    expect(issues(COUNT, 'custom: {x: 1}\n')).toEqual([]);
  });
});

describe('a key without its value is said: what is not written is not what was meant', () => {
  const LOOKUP = '{type: lookup, rules: [a], timespan: 1d, lookup: t, condition: {outside: {key: k, tool: f}}}';
  it.each([
    ['the field of an alias', COUNT.replace('{type', '{aliases: {u: {a: ¦}}, type'), 'yaml.type'],
    [
      'the field of a baseline',
      '{type: baseline, rules: [a], timespan: 1h, history: 7d, field: ¦, condition: {sigma: 3, floor: 1}}',
      'yaml.type',
    ],
    [
      'the field of a ratio',
      '{type: ratio, rules: [a], timespan: 1d, history: 12d, field: ¦, condition: {factor: 3, floor: 1}}',
      'yaml.type',
    ],
    ['the field of a kind', LOOKUP.replace('key: k, tool: f', 'key: k, server: g, tool: ¦'), 'yaml.type'],
    ['the key of a lookup', LOOKUP.replace('key: k', "key: ¦''"), 'yaml.type'],
  ])('%s', (_, body, code) => {
    const found = issues(body.replace('¦', ''));
    expect(found).toContain(`error ${code} at ${body.indexOf('¦') + 'correlation: '.length + 1}`);
  });
  it('a group without a field', () => {
    at(
      '{type: event_count, rules: [a], ¦group-by: [], timespan: 10m, condition: {gte: 5}}',
      'correlation.group-by',
      'warning',
    );
    at(
      '{type: event_count, rules: [a], ¦group-by: , timespan: 10m, condition: {gte: 5}}',
      'correlation.group-by',
      'warning',
    );
  });
  it('a table that is not said to be empty', () => {
    const empty = (value: string) => LOOKUP.replace(/condition: .*/, `condition: {empty: ${value}}}`);
    expect(issues(empty('true'))).toEqual([]);
    at(empty('¦false'), 'correlation.lookup');
    for (const value of ['¦', '¦[]', '¦{}']) {
      const found = issues(empty(value.replace('¦', '')));
      expect(found.map((each) => each.split(' at ')[0])).toContain('error yaml.type');
    }
  });
  it('a kind that agent_scope does not have', () => {
    const scope = LOOKUP.replace('lookup: t', 'lookup: agent_scope');
    expect(issues(scope)).toEqual([]);
    at(scope.replace('tool: f', '¦tools: f'), 'yaml.unknown-key');
    // Tables of other names have kinds of their own.
    expect(issues(LOOKUP.replace('tool: f', 'room: f'))).toEqual([]);
  });
  it('a field of the group that stands twice is one', () => {
    at(
      '{type: event_count, rules: [a], group-by: [u, v, ¦u], timespan: 10m, condition: {gte: 5}}',
      'correlation.group-by',
      'warning',
    );
  });
});

describe('generate', () => {
  const alerting = (body: string, more = '') => parse(body, more).ruleSet.rules.map(({ meta }) => meta.ruleId);
  it('stands in the correlation or beside it', () => {
    expect(alerting(COUNT)).toEqual(['t', 'b']);
    expect(alerting(COUNT.replace('{type', '{generate: true, type'))).toEqual(['t', 'a', 'b']);
    expect(alerting(COUNT, 'generate: yes\n')).toEqual(['t', 'a', 'b']);
  });
  it('is true or false', () => {
    at(COUNT.replace('{type', '{generate: ¦all, type'), 'yaml.type');
  });
});

describe('aliases', () => {
  const aliased = (aliases: string) => COUNT.replace('timespan', `aliases: ${aliases}, timespan`);
  it('that group-by does not name are warned of', () => {
    at(aliased('{¦U: {a: user}}'), 'correlation.alias', 'warning');
    expect(issues(aliased('{u: {a: user}}'))).toEqual([]);
  });
});

describe('temporal conditions', () => {
  const temporal = (condition: string) => `{type: temporal, rules: [a, b], timespan: 5m, condition: ${condition}}`;
  it('a pattern that no rule matches is refused', () => {
    at(temporal('a or 1 of ¦zz*'), 'condition.unknown-rule');
    expect(issues(temporal('1 of *'))).toEqual([]);
  });
  it('what no rules can meet is refused', () => {
    for (const condition of ['¦a and not a', '¦not (a or b)', '¦all of them and not b'])
      at(temporal(condition), 'correlation.never');
    expect(issues(temporal('a and not b'))).toEqual([]);
    expect(issues(temporal('not a'))).toEqual([]);
  });
  it('the same where the condition alone names the rules', () => {
    const body = '{type: temporal, timespan: 5m, condition: ¦a and b and not a}';
    at(body, 'correlation.never');
    // What it counts stays quiet.
    expect(parse(body.replace('¦', '')).ruleSet.rules).toEqual([]);
  });
});

describe('firings carry the fields of their group and nothing else', () => {
  const chained = (body: string, group = 'u') =>
    parseRules([
      {
        file: 'r.yml',
        text: `title: t\nname: t\ncorrelation: ${body}\n---\ntitle: i\nname: i\ncorrelation: {type: event_count, rules: [a], group-by: [${group}], timespan: 5m, condition: {gte: 3}}\n${detection('a')}${detection('b')}`,
      },
    ]).issues.map(({ code, severity, line, column }) => `${severity} ${code} at ${line}:${column}`);
  it('a group that they do not carry is refused, whatever the taxonomy', () => {
    const ordered = '{type: temporal_ordered, rules: [i, b], group-by: [u], timespan: 10m}';
    expect(chained(ordered)).toEqual([]);
    expect(chained(ordered, 'u, host')).toEqual([]);
    expect(chained(ordered, 'host')).toEqual(['error correlation.group-by at 3:65']);
  });
  it('an alias reaches their group', () => {
    const aliased = '{type: temporal, rules: [i, b], group-by: [g], aliases: {g: {i: host, b: u}}, timespan: 10m}';
    expect(chained(aliased, 'host')).toEqual([]);
    expect(chained(aliased, 'u')).toEqual(['error correlation.group-by at 3:78']);
  });
  it('a measured field that they do not carry is refused', () => {
    const values = '{type: value_count, rules: [i], timespan: 10m, condition: {field: host, gte: 2}}';
    expect(chained(values, 'host')).toEqual([]);
    expect(chained(values, 'u')).toEqual(['error correlation.field at 3:80']);
  });
});
