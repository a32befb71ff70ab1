import { describe, expect, it } from 'vitest';
import { parseRules, type CorrelationRule, type Rule } from '../../../src/rules/index.js';

const parse = (...texts: readonly string[]) =>
  parseRules(texts.map((text, index) => ({ file: `f${index}.yml`, text })));
const detection = (name: string, selection = '{f: a}', more = '') =>
  `title: ${name}\nname: ${name}\n${more}logsource: {product: x}\ndetection:\n  s: ${selection}\n  condition: s\n`;
const correlation = (name: string, body: string, more = '') =>
  `title: ${name}\nname: ${name}\n${more}correlation: ${body}\n`;
const ids = (rules: readonly Rule[]) => rules.map((rule) => rule.meta.ruleId);
const only = (...texts: readonly string[]): CorrelationRule => {
  const { ruleSet, issues } = parse(...texts);
  expect(issues).toEqual([]);
  const [rule] = ruleSet.rules;
  if (rule?.kind !== 'correlation') throw new Error('no correlation');
  return rule;
};
const codes = (...texts: readonly string[]) => parse(...texts).issues.map(({ code }) => code);
const COUNT = '{type: event_count, rules: [a], group-by: [g], timespan: 10m, condition: {gte: 5}}';

describe('references', () => {
  it('hold across files, by name and by id, and the counted rule is quiet', () => {
    const id = '0e95725d-7320-415d-80f7-004da920fc11';
    const { ruleSet, issues } = parse(
      correlation('c', `{type: temporal, rules: [a, ${id}], timespan: 5m}`),
      detection('a'),
      detection('b', '{f: b}', `id: ${id}\n`),
      detection('alone'),
    );
    expect(issues).toEqual([]);
    expect(ids(ruleSet.rules)).toEqual(['c', 'alone']);
  });
  it('generate lets the counted rule alert too', () => {
    expect(
      ids(parse(correlation('c', COUNT.replace('{type', '{generate: true, type')), detection('a')).ruleSet.rules),
    ).toEqual(['c', 'a']);
    expect(ids(parse(correlation('c', COUNT, 'generate: true\n'), detection('a')).ruleSet.rules)).toEqual(['c', 'a']);
  });
  it('a broken correlation does not set its rules loose', () => {
    const { ruleSet, issues } = parse(correlation('c', COUNT.replace('gte: 5', 'gte: x')), detection('a'));
    expect(issues.map(({ code }) => code)).toEqual(['correlation.threshold']);
    expect(ruleSet.rules).toEqual([]);
  });
  it.each([
    ['a second section', correlation('c', COUNT, 'detection: {s: {f: a}, condition: s}\n')],
    ['a slip in the key of the section', correlation('c', COUNT).replace('correlation:', 'corelations:')],
    ['a list instead of a mapping', correlation('c', `[${COUNT}]`)],
    ['a slip in the key of the rules', correlation('c', COUNT.replace('rules:', 'rule:'))],
    ['a name that is taken', correlation('other', COUNT)],
    ['no type', correlation('c', COUNT.replace('type: event_count, ', ''))],
    ['only its aliases name rules', correlation('c', '{type: temporal, timespan: 5m, aliases: {g: {a: f}}}')],
  ])('%s: what the correlation counts stays quiet, and the fault is named', (_, text) => {
    const { ruleSet, issues } = parse(detection('other'), text, detection('a'));
    expect(issues.filter(({ severity, file }) => severity === 'error' && file === 'f1.yml')).not.toEqual([]);
    expect(ids(ruleSet.rules)).toEqual(['other']);
  });
  it('a broken correlation with generate lets its rules alert', () => {
    for (const text of [
      correlation('c', COUNT.replace('event_count', 'events'), 'generate: true\n'),
      correlation('c', COUNT.replace('{type: event_count', '{generate: true, type: none')),
    ]) {
      expect(ids(parse(text, detection('a')).ruleSet.rules)).toEqual(['a']);
    }
  });
  it('a filter with a fault elsewhere still says that it names no rule, one for any that it finds none', () => {
    const filter = (rules: string, selection: string) =>
      `title: f\nlogsource: {product: y}\nfilter: {rules: ${rules}, s: ${selection}, condition: not s}\n`;
    expect(codes(filter('[nobody, a]', '{f|foo: b}'), detection('a'))).toEqual([
      'filter.unknown-rule',
      'filter.logsource',
      'modifier.unknown',
    ]);
    expect(codes(filter('any', '{f: b}'), detection('a'))).toEqual(['filter.logsource']);
    expect(codes(filter('any', '{f: b}').replace('product: y', 'product: x'), detection('a'))).toEqual([]);
  });
  it('a misspelt filter silences no rule', () => {
    const filter = 'title: f\nlogsource: {product: x}\nfliter: {rules: [a], s: {f: b}, condition: not s}\n';
    const { ruleSet, issues } = parse(filter, detection('a'));
    expect(issues).toMatchObject([{ code: 'document.not-a-rule' }]);
    expect(ids(ruleSet.rules)).toEqual(['a']);
  });
  it('what is unknown, broken, doubled or circular is said', () => {
    expect(codes(correlation('c', COUNT))).toEqual(['reference.unknown']);
    expect(codes(correlation('c', COUNT), detection('a', '{f|x: a}'))).toEqual([
      'reference.broken',
      'modifier.unknown',
    ]);
    expect(codes(correlation('c', COUNT.replace('[a]', '[a, a]')), detection('a'))).toEqual(['reference.duplicate']);
    expect(codes(correlation('a', COUNT))).toEqual(['reference.cycle']);
    expect(codes(correlation('a', COUNT.replace('[a]', '[b]')), correlation('b', COUNT))).toContain('reference.cycle');
  });
  it('a name that is taken is refused where it stands', () => {
    const { ruleSet, issues } = parse(detection('a'), detection('a', '{f: other}'));
    expect(issues).toMatchObject([{ code: 'id.duplicate', file: 'f1.yml' }]);
    expect(ruleSet.rules).toHaveLength(1);
  });
  it('chains keep the inner correlation as a source', () => {
    const rule = only(
      correlation('outer', '{type: temporal_ordered, rules: [c, b], group-by: [g], timespan: 1h}'),
      correlation('c', COUNT),
      detection('a'),
      detection('b'),
    );
    expect(rule.correlation.sources.map(({ rule: each }) => each.kind)).toEqual(['correlation', 'detection']);
  });
});

describe('aliases', () => {
  it('name a field for each source', () => {
    const rule = only(
      correlation(
        'c',
        '{type: temporal, rules: [a, b], timespan: 5m, group-by: [ip, g], aliases: {ip: {a: src, b: dst}}}',
      ),
      detection('a'),
      detection('b'),
    );
    expect(rule.correlation.sources.map(({ groupFields }) => groupFields)).toEqual([
      ['src', 'g'],
      ['dst', 'g'],
    ]);
  });
  it('must say something about every source', () => {
    expect(
      codes(
        correlation('c', '{type: temporal, rules: [a, b], timespan: 5m, group-by: [ip], aliases: {ip: {a: src}}}'),
        detection('a'),
        detection('b'),
      ),
    ).toEqual(['correlation.alias']);
  });
});

describe('correlations', () => {
  it('ranges hold several comparisons', () => {
    const { correlation: found } = only(
      correlation('c', COUNT.replace('{gte: 5}', '{gt: 100, lte: 200}')),
      detection('a'),
    );
    expect(found).toMatchObject({
      type: 'event_count',
      every: 'event',
      timespanMs: 600_000,
      condition: [
        { comparator: 'lte', value: 200 },
        { comparator: 'gt', value: 100 },
      ],
    });
  });
  it.each(['value_count', 'value_sum', 'value_avg'])('%s needs a field', (type) => {
    expect(codes(correlation('c', COUNT.replace('event_count', type)), detection('a'))).toEqual(['correlation.field']);
    expect(
      codes(correlation('c', COUNT.replace('event_count', type).replace('gte: 5', 'gte: 5, field: v')), detection('a')),
    ).toEqual([]);
  });
  it('value_count takes several fields, value_percentile says which', () => {
    const fields = only(
      correlation('c', COUNT.replace('event_count', 'value_count').replace('gte: 5', 'gte: 5, field: [u, v]')),
      detection('a'),
    );
    expect(fields.correlation).toMatchObject({ fields: ['u', 'v'] });
    const text = COUNT.replace('event_count', 'value_percentile');
    expect(
      only(correlation('c', text.replace('gte: 5', 'gte: 5, field: v, percentile: 95')), detection('a')).correlation,
    ).toMatchObject({ percentile: 95 });
    expect(codes(correlation('c', text.replace('gte: 5', 'gte: 5, field: v')), detection('a'))).toEqual([
      'correlation.percentile',
    ]);
  });
  it('temporal conditions are expressions or counts over the rules', () => {
    const temporal = (condition: string, rules = '[a, b, d]') =>
      only(
        correlation('c', `{type: temporal, rules: ${rules}, timespan: 5m, condition: ${condition}}`),
        detection('a'),
        detection('b'),
        detection('d'),
      ).correlation;
    const source = (ref: string) => ({ kind: 'source', ref });
    expect(temporal('a and (b or not d)')).toMatchObject({
      condition: {
        kind: 'and',
        parts: [source('a'), { kind: 'or', parts: [source('b'), { kind: 'not', part: source('d') }] }],
      },
    });
    expect(temporal('{gte: 3}')).not.toHaveProperty('condition');
    expect(temporal('{gte: 2}')).toMatchObject({
      condition: {
        kind: 'or',
        parts: [
          { kind: 'and', parts: [source('a'), source('b')] },
          { kind: 'and', parts: [source('a'), source('d')] },
          { kind: 'and', parts: [source('b'), source('d')] },
        ],
      },
    });
    expect(temporal('{eq: 1}', '[a, b]')).toMatchObject({
      condition: {
        kind: 'or',
        parts: [
          { kind: 'and', parts: [source('a'), { kind: 'not', part: source('b') }] },
          { kind: 'and', parts: [source('b'), { kind: 'not', part: source('a') }] },
        ],
      },
    });
    expect(
      codes(correlation('c', '{type: temporal, rules: [a], timespan: 5m, condition: {gt: 3}}'), detection('a')),
    ).toEqual(['correlation.threshold']);
    expect(
      codes(correlation('c', '{type: temporal, rules: [a], timespan: 5m, condition: a and z}'), detection('a')),
    ).toEqual(['condition.unknown-rule']);
  });
  it('the grid of instants follows the timespan in rules of this package', () => {
    const every = (timespan: string) =>
      only(correlation('c', COUNT.replace('10m', timespan), 'agent_siem: {version: 1.0.0}\n'), detection('a'))
        .correlation.every;
    expect(['1m', '10m', '15m', '1h', '1d', '7d'].map(every)).toEqual([
      60_000, 60_000, 60_000, 600_000, 14_400_000, 86_400_000,
    ]);
    expect(
      codes(correlation('c', COUNT.replace('10m', '90s'), 'agent_siem: {version: 1.0.0}\n'), detection('a')),
    ).toEqual(['schedule.every']);
    expect(codes(correlation('c', COUNT, 'agent_siem: {schedule: {every: 7m}}\n'), detection('a'))).toEqual([
      'schedule.every',
    ]);
    expect(
      only(correlation('c', COUNT, 'agent_siem: {schedule: {every: event}}\n'), detection('a')).correlation.every,
    ).toBe('event');
  });
});

describe('own types', () => {
  const own = (body: string) =>
    only(correlation('c', body, 'agent_siem: {version: 1.0.0}\n'), detection('a')).correlation;
  it('baseline', () => {
    expect(
      own('{type: baseline, rules: [a], group-by: [g], timespan: 1h, history: 7d, condition: {sigma: 3, floor: 20}}'),
    ).toMatchObject({
      historyBuckets: 168,
      sigma: 3,
      floor: 20,
      minActive: 12,
      minRatio: 2,
      zeros: 'exclude',
      every: 3_600_000,
    });
  });
  it('ratio', () => {
    expect(
      own(
        '{type: ratio, rules: [a], group-by: [g], field: v, timespan: 1d, history: 12d, condition: {factor: 10, floor: 1}}',
      ),
    ).toMatchObject({
      historyBuckets: 12,
      minActive: 5,
      every: 3_600_000,
    });
  });
  it('new_value, lookup, value_count_each', () => {
    expect(
      own('{type: new_value, rules: [a], field: v, group-by: [g], timespan: 1h, history: 12d, min_history: 3d}'),
    ).toMatchObject({
      historyMs: 12 * 86_400_000,
      minHistoryMs: 3 * 86_400_000,
      every: 3_600_000,
    });
    expect(
      own(
        '{type: lookup, rules: [a], lookup: t, group-by: [k], timespan: 1d, condition: {outside: {key: k, tool: v}}}',
      ),
    ).toMatchObject({
      mode: 'outside',
      keyField: 'k',
      kinds: { tool: 'v' },
    });
    expect(own('{type: lookup, rules: [a], lookup: t, timespan: 1d, condition: {empty: true}}')).toMatchObject({
      mode: 'empty',
    });
    expect(
      own('{type: value_count_each, rules: [a], group-by: [g], timespan: 15m, condition: {fields: [u, v], gte: 2}}'),
    ).toMatchObject({
      fields: ['u', 'v'],
      condition: [{ comparator: 'gte', value: 2 }],
    });
  });
  it('late_count', () => {
    expect(
      own('{type: late_count, rules: [a], group-by: [g], timespan: 1h, later_than: 15m, condition: {gte: 2}}'),
    ).toMatchObject({ laterThanMs: 900_000, condition: [{ comparator: 'gte', value: 2 }], every: 600_000 });
  });
  it('a late_count of firings is refused: they do not arrive', () => {
    const late = '{type: late_count, rules: [b], timespan: 1h, later_than: 15m, condition: {gte: 2}}';
    expect(codes(correlation('c', late), correlation('b', COUNT), detection('a'))).toContain('correlation.late');
  });
  it.each([
    ['{type: late_count, rules: [a], timespan: 1h, condition: {gte: 2}}', 'correlation.incomplete'],
    ['{type: late_count, rules: [a], timespan: 1h, later_than: soon, condition: {gte: 2}}', 'value.duration'],
    ['{type: late_count, rules: [a], timespan: 1h, later_than: 5m}', 'condition.missing'],
    ['{type: late_count, rules: [a], timespan: 1h, later_than: 5m, condition: {}}', 'correlation.threshold'],
    [
      '{type: baseline, rules: [a], timespan: 1h, history: 7d, condition: {sigma: 3, floor: 2, sigmas: 1}}',
      'yaml.unknown-key',
    ],
    [
      '{type: baseline, rules: [a], timespan: 1h, history: 90m, condition: {sigma: 3, floor: 2}}',
      'correlation.history',
    ],
    ['{type: baseline, rules: [a], timespan: 7h, history: 7d, condition: {sigma: 3, floor: 2}}', 'schedule.every'],
    ['{type: baseline, rules: [a], timespan: 1h, history: 7d, condition: {floor: 2}}', 'correlation.incomplete'],
    [
      '{type: ratio, rules: [a], timespan: 1d, history: 12d, condition: {factor: -1, floor: 1}}',
      'correlation.threshold',
    ],
    ['{type: new_value, rules: [a], timespan: 1h, history: 1d, min_history: 2d, field: v}', 'correlation.history'],
    ['{type: new_value, rules: [a], timespan: 1h, history: 1d, min_history: 1d}', 'correlation.incomplete'],
    ['{type: lookup, rules: [a], lookup: t, timespan: 1d, condition: {outside: {key: k}}}', 'correlation.lookup'],
    [
      '{type: lookup, rules: [a], lookup: t, timespan: 1d, condition: {outside: {key: k, tool: v}, empty: true}}',
      'correlation.lookup',
    ],
    ['{type: value_count_each, rules: [a], timespan: 1h, condition: {fields: [v], gte: 2}}', 'correlation.field'],
    ['{type: deviation, rules: [a], timespan: 1h}', 'correlation.type'],
  ])('%s is %s', (body, code) => {
    expect(codes(correlation('c', body, 'agent_siem: {version: 1.0.0}\n'), detection('a'))).toContain(code);
  });
});

describe('filters', () => {
  const filter = (rules: string, condition = 'not x', logsource = '{product: x}') =>
    `title: filter\nlogsource: ${logsource}\nfilter:\n  rules: ${rules}\n  x: {u: bob}\n  condition: ${condition}\n`;
  it('are joined with and, as written', () => {
    const { ruleSet, issues } = parse(detection('a'), filter('[a]'));
    expect(issues).toEqual([]);
    const [rule] = ruleSet.rules;
    expect(rule?.kind === 'detection' && rule.predicate).toMatchObject({
      kind: 'and',
      parts: [{ kind: 'match', field: 'f' }, { kind: 'not' }],
    });
    expect(rule?.filters).toHaveLength(1);
  });
  it('on a correlation hold for what it counts, and there only', () => {
    const { ruleSet } = parse(
      correlation('c', COUNT.replace('{type', '{generate: true, type')),
      detection('a'),
      filter('[c]'),
    );
    const [c, a] = ruleSet.rules;
    expect(c?.kind === 'correlation' && c.correlation.sources[0]?.rule.filters).toHaveLength(1);
    expect(a?.filters).toEqual([]);
  });
  it('any means every rule of the log source', () => {
    expect(
      parse(detection('a'), detection('b'), filter('any')).ruleSet.rules.map((rule) => rule.filters.length),
    ).toEqual([1, 1]);
    expect(
      parse(detection('a'), filter('any', 'not x', '{product: y}')).ruleSet.rules.map((rule) => rule.filters.length),
    ).toEqual([0]);
  });
  it('that apply to nothing are said', () => {
    expect(codes(detection('a'), filter('[b]'))).toEqual(['filter.unknown-rule']);
    expect(codes(detection('a'), filter('[a]', 'not x', '{product: y}'))).toEqual(['filter.logsource']);
    expect(codes(detection('a'), filter('[]'))).toEqual(['filter.rules']);
  });
});
