import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createStream, evaluate, type Alert } from '../../src/evaluate/index.js';
import { parseRules } from '../../src/rules/index.js';

type Event = Readonly<Record<string, unknown>>;
const tested = new Set<number>();
const point = (number: number, title: string, body: () => void): void => {
  tested.add(number);
  it(`${number}. ${title}`, body);
};

const alertsOf = (text: string, events: readonly Event[], warnings: readonly string[] = []): readonly Alert[] => {
  const { ruleSet, issues } = parseRules([{ file: 'r.yml', text }]);
  expect(issues.map(({ code }) => code)).toEqual(warnings);
  return evaluate(ruleSet.rules, events).alerts;
};
const rule = (selection: string, condition = 's') =>
  `title: r\nname: r\nlogsource: {product: x}\ndetection:\n  s: ${selection}\n  condition: ${condition}\n`;
/** Whether a selection matches one event. */
const matches = (selection: string, event: Event, condition = 's'): boolean =>
  alertsOf(rule(selection, condition), [event]).length === 1;
const base = (name = 'b', selection = '{e: 1}') =>
  `---\ntitle: ${name}\nname: ${name}\nlogsource: {product: x}\ndetection:\n  s: ${selection}\n  condition: s\n`;
const own = (body: string) => `title: c\nname: c\nagent_siem: {version: 1.0.0}\ncorrelation: ${body}\n`;
const foreign = (body: string) => `title: c\nname: c\ncorrelation: ${body}\n`;
const COUNT = '{type: event_count, rules: [b], group-by: [g], timespan: 10m, condition: {gte: 3}}';
const at = (time: string, more: Event = {}): Event => ({ timestamp: `2026-04-06T${time}Z`, e: 1, g: 'x', ...more });

point(1, 'case folds in ASCII only', () => {
  expect(matches('{f: BaSh}', { f: 'bAsH' })).toBe(true);
  expect(matches('{f|cased: Bash}', { f: 'bash' })).toBe(false);
  expect(matches('{f: istanbul}', { f: 'İstanbul' })).toBe(false);
  expect(matches("{f: 'K'}", { f: '\u212a' })).toBe(false);
});
point(2, 'wildcards and their escapes', () => {
  expect(matches("{f: 'a*c'}", { f: 'abbc' })).toBe(true);
  expect(matches("{f: 'a?c'}", { f: 'ac' })).toBe(false);
  expect(matches("{f: 'a\\*c'}", { f: 'abc' })).toBe(false);
  expect(matches("{f: 'a\\*c'}", { f: 'a*c' })).toBe(true);
  expect(matches("{f: 'C:\\Win\\\\*'}", { f: 'C:\\Win\\x' })).toBe(true);
});
point(3, 'numbers and texts', () => {
  expect(matches('{f: 5}', { f: 5 })).toBe(true);
  expect(matches('{f: 5}', { f: '5' })).toBe(true);
  expect(matches('{f: 5}', { f: '5 apples' })).toBe(false);
  expect(matches("{f: '5'}", { f: 5 })).toBe(true);
  expect(matches('{f|gt: 5}', { f: '6' })).toBe(true);
  expect(matches('{f: true}', { f: true })).toBe(true);
  expect(matches('{f: yes}', { f: 'yes' })).toBe(true);
  expect(matches('{f: yes}', { f: true })).toBe(false);
});
point(4, 'missing and null are one state', () => {
  for (const event of [{}, { f: null }]) {
    expect(matches('{f: null}', event)).toBe(true);
    expect(matches('{f|exists: false}', event)).toBe(true);
    expect(matches("{f: '*'}", event)).toBe(false);
    expect(matches('{f|lt: 5}', event)).toBe(false);
  }
});
point(5, 'not is "not true"', () => {
  expect(matches('{f: a}', {}, 'not s')).toBe(true);
  expect(matches('{f|neq: a}', {})).toBe(true);
  expect(matches('{f|neq: [a, b]}', { f: 'c' })).toBe(true);
  expect(matches('{f|neq: [a, b]}', { f: 'b' })).toBe(false);
  expect(matches('{f|neq: 5}', {})).toBe(true);
});
point(6, 'the empty text', () => {
  expect(matches("{f: ''}", { f: '' })).toBe(true);
  expect(matches("{f: ''}", {})).toBe(false);
  const text = rule("{identity.email: ''}").replace('name: r\n', 'name: r\ntaxonomy: agent-governance\n');
  expect(parseRules([{ file: 'r.yml', text }]).issues.map(({ code }) => code)).toEqual(['taxonomy.never']);
});
point(7, 'any element of a list', () => {
  expect(matches('{f: b}', { f: ['a', 'b'] })).toBe(true);
  expect(matches('{f|all: [a, b]}', { f: ['a', 'b'] })).toBe(true);
  expect(matches('{f: a}', { f: ['a', 'b'] }, 'not s')).toBe(false);
  expect(matches("{f: '*'}", { f: [] })).toBe(false);
});
point(8, 're searches, in linear time', () => {
  expect(matches("{f|re: 'b+'}", { f: 'abbc' })).toBe(true);
  expect(matches("{f|re: 'B'}", { f: 'abbc' })).toBe(false);
  expect(matches("{f|re|i: '^A.*C$'}", { f: 'abbc' })).toBe(true);
  expect(matches("{f|re: '(a+)+$'}", { f: `${'a'.repeat(50_000)}b` })).toBe(false);
});
point(9, 'networks and references', () => {
  expect(matches('{f|cidr: 10.0.0.0/8}', { f: '10.200.0.1' })).toBe(true);
  expect(matches('{f|cidr: 10.0.0.0/8}', { f: '11.0.0.1' })).toBe(false);
  expect(matches("{f|cidr: 'fe80::/10'}", { f: 'fe80::1' })).toBe(true);
  expect(matches('{f|fieldref: g}', { f: 'a', g: 'A' })).toBe(true);
  expect(matches('{f|fieldref: g}', { f: 'a' })).toBe(false);
  expect(matches('{f|fieldref: g}', {})).toBe(false);
});
point(10, 'time parts are UTC', () => {
  const event = { f: '2026-01-01T00:30:00.000+02:00' };
  expect(matches('{f|hour: 22, f|minute: 30, f|day: 31, f|month: 12, f|year: 2025}', event)).toBe(true);
  expect(matches('{f|week: 53}', { f: '2027-01-01T00:00:00Z' })).toBe(true);
});
point(11, 'encodings compare without case unless cased', () => {
  expect(matches('{f|base64offset|contains: foobar}', { f: Buffer.from('xfoobar').toString('base64') })).toBe(true);
  expect(matches('{f|base64: foo}', { f: 'ZM9V' })).toBe(true);
  expect(matches('{f|base64|cased: foo}', { f: 'ZM9V' })).toBe(false);
  expect(matches("{f|windash|contains: ' -enc'}", { f: 'x /enc y' })).toBe(true);
});
point(12, 'keywords look everywhere', () => {
  expect(matches('[evil]', { a: { b: ['x', 'so EVIL it is'] } })).toBe(true);
  expect(matches('[evil]', { evil: 'x' })).toBe(false);
});
point(13, 'logsource selects nothing but filters', () => {
  expect(matches('{f: a}', { f: 'a', product: 'other' })).toBe(true);
  const filter =
    '---\ntitle: f\nlogsource: {product: PRODUCT}\nfilter:\n  rules: [r]\n  k: {u: bob}\n  condition: not k\n';
  const events = [{ f: 'a', u: 'bob' }];
  expect(alertsOf(rule('{f: a}') + filter.replace('PRODUCT', 'x'), events)).toHaveLength(0);
  expect(alertsOf(rule('{f: a}') + filter.replace('PRODUCT', 'y'), events, ['filter.logsource'])).toHaveLength(1);
});
point(14, 'one alert an event, one a timespan', () => {
  expect(alertsOf(rule('{e: 1}'), [at('00:00:00'), at('00:00:01')])).toHaveLength(2);
  const burst = ['00:00:10', '00:00:20', '00:00:30', '00:05:00'].map((time) => at(time));
  expect(alertsOf(own(COUNT) + base(), burst)).toHaveLength(1);
  expect(alertsOf(own(COUNT).replace('version: 1.0.0', 'version: 1.0.0, suppress: none') + base(), burst)).toHaveLength(
    10,
  );
});
point(15, 'copies count once', () => {
  const copies = ['00:00:10', '00:00:20', '00:00:30'].map((time) => at(time, { event_id: 'same' }));
  expect(alertsOf(own(COUNT) + base(), copies)).toHaveLength(0);
});
point(16, 'windows are half open, on a grid', () => {
  // The first instant that sees all three is 00:11; its window begins at 00:01 sharp.
  const edge = ['00:01:00.000', '00:05:00', '00:10:59.999'].map((time) => at(time));
  expect(alertsOf(own(COUNT) + base(), edge).map(({ time, window }) => [time, window?.start])).toEqual([
    ['2026-04-06T00:11:00.000Z', '2026-04-06T00:01:00.000Z'],
  ]);
  const tooWide = ['00:00:59.999', '00:05:00', '00:10:59.999'].map((time) => at(time));
  expect(alertsOf(own(COUNT) + base(), tooWide)).toHaveLength(0);
});
point(17, 'rules of other people evaluate at each event', () => {
  const alerts = alertsOf(
    foreign(COUNT) + base(),
    ['00:00:59.999', '00:05:00', '00:10:59.998'].map((time) => at(time)),
  );
  expect(alerts.map(({ time }) => time)).toEqual(['2026-04-06T00:10:59.998Z']);
});
point(18, 'events without a group field are not counted; aliases reach them', () => {
  const events = ['00:00:10', '00:00:20', '00:00:30'].map((time) => ({
    timestamp: `2026-04-06T${time}Z`,
    e: 1,
    mail: 'm',
  }));
  expect(alertsOf(own(COUNT) + base(), events)).toHaveLength(0);
  const aliased = own(COUNT.replace('[b]', '[b, d]').replace('timespan', 'aliases: {g: {b: g, d: mail}}, timespan'));
  const both = base('b', '{e: 1, g|exists: true}') + base('d', '{e: 1, mail|exists: true}');
  expect(alertsOf(aliased + both, events).map(({ group }) => group)).toEqual([{ g: 'm' }]);
});
point(19, 'groups compare by bytes', () => {
  const events = ['Bash', 'bash', 'BASH'].map((g, index) => at(`00:00:1${index}`, { g }));
  expect(alertsOf(own(COUNT) + base(), events)).toHaveLength(0);
});
point(20, 'order is strict, unless one trail says so', () => {
  const ordered =
    own('{type: temporal_ordered, rules: [b, d], group-by: [g], timespan: 10m}') + base() + base('d', '{e: 2}');
  const pair = (first: Event, second: Event) =>
    alertsOf(ordered, [at('00:00:10', first), at('00:00:10', { e: 2, ...second })]).length;
  expect(alertsOf(ordered, [at('00:00:10'), at('00:00:11', { e: 2 })])).toHaveLength(1);
  expect(alertsOf(ordered, [at('00:00:11'), at('00:00:10', { e: 2 })])).toHaveLength(0);
  expect(pair({}, {})).toBe(0);
  expect(pair({ integrity: { trail_id: 't', sequence: 1 } }, { integrity: { trail_id: 't', sequence: 2 } })).toBe(1);
  expect(pair({ integrity: { trail_id: 't', sequence: 2 } }, { integrity: { trail_id: 't', sequence: 1 } })).toBe(0);
  expect(pair({ integrity: { trail_id: 't', sequence: 1 } }, { integrity: { trail_id: 'u', sequence: 2 } })).toBe(0);
});
point(21, 'conditions of temporal, value_count and value_percentile', () => {
  const three = base() + base('d', '{e: 2}') + base('h', '{e: 3}');
  const temporal = (condition: string) =>
    own(`{type: temporal, rules: [b, d, h], group-by: [g], timespan: 10m, condition: ${condition}}`) + three;
  const events = [at('00:00:10'), at('00:00:11', { e: 2 })];
  expect(alertsOf(temporal('{gte: 2}'), events)).toHaveLength(1);
  expect(alertsOf(temporal('{gte: 3}'), events)).toHaveLength(0);
  expect(alertsOf(temporal('b and not h'), events)).toHaveLength(1);
  const pairs = [at('00:00:10', { u: 1, v: 1 }), at('00:00:11', { u: 1, v: 2 }), at('00:00:12', { u: 1, v: 2 })];
  const count = (fields: string) =>
    own(`{type: value_count, rules: [b], group-by: [g], timespan: 10m, condition: {field: ${fields}, gte: 2}}`) +
    base();
  expect(alertsOf(count('[u, v]'), pairs)).toHaveLength(1);
  expect(alertsOf(count('u'), pairs)).toHaveLength(0);
  const median =
    own('{type: value_percentile, rules: [b], group-by: [g], timespan: 10m, condition: {field: v, gte: 2}}') + base();
  expect(alertsOf(median, pairs, ['correlation.percentile'])).toHaveLength(1);
});
point(22, 'money is summed exactly', () => {
  const sum =
    own(
      '{type: value_sum, rules: [b], group-by: [g], timespan: 10m, condition: {field: cost.estimated_cost_usd, gte: 0.3}}',
    ) + base();
  const events = [0.1, 0.2].map((estimated_cost_usd, index) => at(`00:00:1${index}`, { cost: { estimated_cost_usd } }));
  expect(alertsOf(sum, events)).toMatchObject([{ value: 0.3 }]);
  expect(alertsOf(sum, [...events].reverse())).toMatchObject([{ value: 0.3 }]);
});
point(23, 'no time, and out of order', () => {
  expect(alertsOf(rule('{e: 1}'), [{ e: 1 }])).toMatchObject([{ time: null }]);
  expect(
    alertsOf(own(COUNT) + base(), [
      { e: 1, g: 'x' },
      { e: 1, g: 'x' },
      { e: 1, g: 'x' },
    ]),
  ).toHaveLength(0);
  const events = ['00:00:10', '00:00:20', '00:00:30'].map((time, index) => at(time, { event_id: `e${index}` }));
  const keys = (order: readonly Event[]) =>
    alertsOf(own(COUNT) + base(), order).map(({ alert_key, event_ids }) => [alert_key, [...event_ids].sort()]);
  expect(keys([...events].reverse())).toEqual(keys(events));
});
point(24, 'filters are joined with and; on a correlation they hold there only', () => {
  const filter = '---\ntitle: f\nlogsource: {product: x}\nfilter:\n  rules: [c]\n  k: {u: bob}\n  condition: not k\n';
  const events = ['00:00:10', '00:00:20', '00:00:30'].map((time) => at(time, { u: 'bob' }));
  const text = own(COUNT.replace('{type', '{generate: true, type')) + base();
  expect(alertsOf(text, events)).toHaveLength(4);
  expect(alertsOf(text + filter, events).map(({ rule_id }) => rule_id)).toEqual(['b', 'b', 'b']);
});

point(25, 'chains count firings, which carry their group', () => {
  const inner = (groups: string) =>
    `---\n${foreign(`{type: event_count, rules: [b], group-by: [${groups}], timespan: 10m, condition: {gte: 3}}`).replaceAll(' c\n', ' i\n')}`;
  const outer = foreign('{type: event_count, rules: [i], group-by: [g], timespan: 1h, condition: {gte: 2}}');
  const events = ['00:00:10', '00:00:20', '00:00:30', '00:00:40'].map((time) => at(time));
  // Three events make one firing, the fourth another; a window of the alert's own throttle would hide it.
  expect(alertsOf(outer + inner('g') + base(), events)).toMatchObject([
    { rule_id: 'c', time: '2026-04-06T00:00:40.000Z', group: { g: 'x' }, value: 2 },
  ]);
  expect(alertsOf(outer + inner('h') + base(), events, ['correlation.group-by'])).toEqual([]);
});

point(26, 'late events', () => {
  const text = `${own(COUNT)}${base()}${rule('{e: 1}').replace('title: r\nname: r', '---\ntitle: p\nname: p')}`;
  const [first = {}, second = {}, late = {}] = ['00:00:10', '00:00:20', '00:00:30'].map((time) => at(time));
  const { rules } = parseRules([{ file: 'r.yml', text }]).ruleSet;
  expect(alertsOf(text, [first, second, late]).map(({ rule_id }) => rule_id)).toContain('c');
  const stream = createStream(rules);
  const said = (alerts: readonly Alert[]) => alerts.map(({ rule_id }) => rule_id);
  stream.push(first);
  stream.push(second);
  // Six minutes on, the minute of the three is settled for every rule with the standard delay.
  expect(said(stream.advance(Date.parse('2026-04-06T00:06:31Z')))).toEqual([]);
  expect(said(stream.push(late))).toEqual(['p']);
  expect(said(stream.close())).toEqual([]);
  expect(stream.stats().late).toBe(1);
});

it('docs/rules.md lists exactly the points that are tested', () => {
  const text = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
  const section = text.slice(text.indexOf('## What a rule means'), text.indexOf('## Own correlation types'));
  const listed = [...section.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
  expect(listed).toEqual([...tested]);
});
