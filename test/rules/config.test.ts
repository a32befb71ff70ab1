import { describe, expect, it } from 'vitest';
import { lintRules, parseRules, readConfig, type Rule } from '../../src/rules/index.js';

const RULE = `title: r
name: r
id: 0e95725d-7320-415d-80f7-004da920fc11
correlation:
  type: event_count
  rules: [base]
  group-by: [agent.agent_id]
  timespan: 10m
  condition:
    gte: 5
agent_siem:
  version: 1.0.0
  parameters:
    failures: {path: correlation.condition.gte, default: 5, min: 2, max: 50}
    window: {path: correlation.timespan}
---
title: base
name: base
logsource: {product: x}
detection:
  s: {f: a}
  condition: s
---
title: exception
logsource: {product: x}
filter:
  rules: [r]
  x: {u: bob}
  condition: not x
`;
const apply = (config: string) =>
  parseRules([{ file: 'r.yml', text: RULE }], { config: readConfig('c.yml', config).config });
const threshold = (rule: Rule | undefined) =>
  rule?.kind === 'correlation' && rule.correlation.type === 'event_count'
    ? rule.correlation.condition[0]?.value
    : undefined;

describe('agent-siem.config.yml', () => {
  it('rewrites the values that parameters name', () => {
    const { ruleSet, issues } = apply('rules:\n  r:\n    parameters: {failures: 8, window: 15m}\n');
    expect(issues).toEqual([]);
    const [rule] = ruleSet.rules;
    expect(threshold(rule)).toBe(8);
    expect(rule?.kind === 'correlation' && rule.correlation.timespanMs).toBe(900_000);
    expect(rule?.meta.parameters.map(({ name, value, default: standard }) => [name, value, standard])).toEqual([
      ['failures', 8, 5],
      ['window', '15m', '15m'],
    ]);
  });

  it('an exception for one rule, without a list, holds for its copies too', () => {
    const text = RULE.replace('rules: [r]\n  x:', 'rules: r\n  x:');
    const { config } = readConfig('c.yml', 'rules:\n  r:\n    agents:\n      agt_batch: {failures: 40}\n');
    const { ruleSet } = parseRules([{ file: 'r.yml', text }], { config });
    expect(ruleSet.rules.map((rule) => rule.filters.map(({ title }) => title))).toEqual([['exception'], ['exception']]);
  });

  it('gives an agent a rule of its own; the others keep theirs, exceptions hold for both', () => {
    const { ruleSet, issues } = apply('rules:\n  r:\n    agents:\n      agt_batch: {failures: 40}\n');
    expect(issues).toEqual([]);
    expect(ruleSet.rules.map((rule) => [rule.meta.ruleId, threshold(rule)])).toEqual([
      ['r', 5],
      ['r__agt_batch', 40],
    ]);
    // What keeps them apart is their logic; an exception is only what somebody has written as one.
    for (const { filters } of ruleSet.rules) expect(filters.map(({ title }) => title)).toEqual(['exception']);
    const agents = { kind: 'match', field: 'agent.agent_id', test: { op: 'equals', value: 'agt_batch', cased: true } };
    const predicates = ruleSet.rules.map((rule) =>
      rule.kind === 'correlation' && rule.correlation.sources[0]?.rule.kind === 'detection'
        ? rule.correlation.sources[0].rule.predicate
        : undefined,
    );
    const both = [{ kind: 'match', field: 'f' }, { kind: 'not' }];
    expect(predicates).toMatchObject([
      { kind: 'and', parts: [both[0], { kind: 'not', part: agents }, both[1]] },
      { kind: 'and', parts: [both[0], agents, both[1]] },
    ]);
  });

  it.each([
    ['rules: {r: {parameters: {failures: 1}}}', 'config.value'],
    ['rules: {r: {parameters: {failures: many}}}', 'config.value'],
    ['rules: {r: {parameters: {window: soon}}}', 'config.value'],
    ['rules: {r: {parameters: {nothing: 1}}}', 'config.parameter'],
    ['rules: {r: {parameters: {failures: [1]}}}', 'config.value'],
    ['rules: {r: {thresholds: {failures: 1}}}', 'yaml.unknown-key'],
    ['rules: {q: {parameters: {failures: 5}}}', 'config.unknown-rule'],
    ['rule: {}', 'yaml.unknown-key'],
  ])('%s is %s, and the rule stays as it was', (config, code) => {
    const { ruleSet, issues } = apply(config);
    expect(issues).toMatchObject([{ code, file: 'c.yml' }]);
    expect(threshold(ruleSet.rules[0])).toBe(5);
  });

  it('an agent of a rule that does not count by agent is refused', () => {
    const { issues } = parseRules([{ file: 'r.yml', text: RULE.replace('agent.agent_id', 'user') }], {
      config: readConfig('c.yml', 'rules: {r: {agents: {a: {failures: 6}}}}').config,
    });
    expect(issues).toMatchObject([{ code: 'config.agents' }]);
  });

  it('gives placeholders their values', () => {
    const text = RULE.replace('{f: a}', "{'f|expand': '%p%'}");
    const { config } = readConfig('c.yml', 'placeholders: {p: [x, y]}');
    expect(parseRules([{ file: 'r.yml', text }], { config }).issues).toEqual([]);
    expect(parseRules([{ file: 'r.yml', text }]).ruleSet.rules).toEqual([]);
  });

  it('what a rule lacks is not said again of its copy for an agent', () => {
    const lint = (config: string) =>
      lintRules([{ file: 'r.yml', text: RULE }], { config: readConfig('c.yml', config).config }).map(
        ({ code, line }) => `${line} ${code}`,
      );
    expect(lint('rules: {r: {agents: {a: {failures: 6}}}}')).toEqual(lint('rules: {r: {parameters: {failures: 6}}}'));
    expect(lint('rules: {}')).toContain('11 lint.runbook');
  });
});
