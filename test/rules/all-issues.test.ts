import { describe, expect, it } from 'vitest';
import { lintRules, parseRules } from '../../src/rules/index.js';

const issues = (text: string) =>
  parseRules([{ file: 'r.yml', text }]).issues.map(({ line, column, code }) => `${line}:${column} ${code}`);
const HEAD = 'title: t\nname: t\ntaxonomy: agent-governance\nlogsource: {product: ai_agent}\n';
const COUNTED = '---\ntitle: a\nname: a\nlogsource: {product: x}\ndetection:\n  s: {f: a}\n  condition: s\n';

describe('all errors of a file are reported, not the first alone', () => {
  it('a wrong value beside a contradiction of the condition', () => {
    expect(
      issues(
        `${HEAD}detection:\n  a: {event_type: tool_call.blocked}\n  unused: {governance.decided_by: nonsense}\n  condition: a and not a\n`,
      ),
    ).toEqual(['7:35 taxonomy.value', '8:14 taxonomy.contradiction']);
  });

  it('a wrong value beside a contradiction in the same selection', () => {
    expect(
      issues(
        `${HEAD}detection:\n  a: {event_type: tool_call.blocked, agent.agent_id: null, governance.decided_by: nonsense}\n  condition: a\n`,
      ),
    ).toEqual(['6:3 taxonomy.contradiction', '6:83 taxonomy.value']);
  });

  it('a wrong value in a selection whose other key cannot be read, and each wrong value of a list', () => {
    expect(
      issues(
        `${HEAD}detection:\n  a:\n    - {governance.decided_by: nonsense, tool_call.tool_name|foo: y}\n    - {governance.result: [allowed, alowed, bocked], agent.agent_id|gt: [x, y]}\n  condition: a and b\n`,
      ),
    ).toEqual([
      '7:31 taxonomy.value',
      '7:61 modifier.unknown',
      '8:37 taxonomy.value',
      '8:45 taxonomy.value',
      '8:74 value.number',
      '8:77 value.number',
      '9:20 condition.unknown-selection',
    ]);
  });

  it('what a misspelt part would make impossible is not named a second time', () => {
    expect(issues(`${HEAD}detection:\n  a: {event_type: tool_call.blokced}\n  condition: a\n`)).toEqual([
      '6:19 taxonomy.value',
    ]);
    expect(
      issues(`${HEAD}detection:\n  a: {event_type: [], agent.agent_id: null}\n  condition: a and not a\n`),
    ).toEqual(['6:19 value.empty-list']);
  });

  it('everything that is wrong with a correlation', () => {
    expect(
      issues(
        `title: c\nname: c\nagent_siem: {version: one, schedule: {evry: 1m}}\ncorrelation:\n  type: value_percentile\n  rules: [a, b]\n  timespan: soon\n  group-by: [{}]\n  condition: {percentile: 200, gte: x}\n${COUNTED}`,
      ),
    ).toEqual([
      '3:23 metadata.version',
      '3:39 yaml.unknown-key',
      '6:14 reference.unknown',
      '7:13 value.duration',
      '8:14 yaml.type',
      '9:14 correlation.field',
      '9:27 correlation.percentile',
      '9:37 correlation.threshold',
    ]);
  });

  it('everything that is wrong with a filter and a document without a name', () => {
    expect(
      issues(`logsource: [x]\nfilter:\n  x: {f|foo: a}\n  condition: not y\nagent_siem:\n  exception: {ower: me}\n`),
    ).toEqual([
      '1:1 logsource.missing',
      '1:1 metadata.title',
      '1:12 yaml.type',
      '3:3 filter.rules',
      '3:9 modifier.unknown',
      '4:18 condition.unknown-selection',
      '6:15 yaml.unknown-key',
    ]);
  });

  it('faults of the YAML beside faults of the rule', () => {
    expect(
      issues(
        `title: t\ntitle: u\nlogsource: {product: x}\ndetection:\n  s: {f: 9007199254740993, f: b, g|foo: c}\n  condition: t\n`,
      ),
    ).toEqual([
      '2:1 yaml.duplicate-key',
      '5:10 yaml.number',
      '5:28 yaml.duplicate-key',
      '5:36 modifier.unknown',
      '6:14 condition.unknown-selection',
    ]);
    expect(parseRules([{ file: 'r.yml', text: `title: t\ntitle: u\n${COUNTED.slice(4 + 9)}` }]).ruleSet.rules).toEqual(
      [],
    );
  });

  it('a rule with errors still has its tags and id looked at, and still has its name', () => {
    const text = `${HEAD}id: one\ntags: [owasp.asi99]\ndetection:\n  a: {f: x}\n  condition: a\n---\n${HEAD}filter:\n  rules: [t]\n  x: {agent.agent_id: y}\n  condition: not x\nagent_siem: {exception: {owner: o, reason: r, expires: 9999-01-01}}\n`;
    const found = lintRules([
      { file: 'r.yml', text: text.replace(/---\ntitle: t\nname: t/, '---\ntitle: f\nname: f') },
    ]);
    expect(found.map(({ code }) => code)).toEqual(['lint.id', 'lint.tag', 'taxonomy.unknown-field', 'lint.id']);
  });

  it('fields of a correlation that is wrong elsewhere, and of one that counts what is broken', () => {
    const count = (keys: string, rule: string) =>
      `title: c\nname: c\ntaxonomy: agent-governance\ncorrelation:\n  type: value_count\n  rules: [${rule}]\n  timespan: 10m\n${keys}`;
    expect(
      issues(
        `${count('  group-by: [agent.agent]\n  unit: x\n  condition: {field: agent.model_name, gte: 2}\n', 'a')}${COUNTED}`,
      ),
    ).toEqual(['8:14 taxonomy.unknown-field', '9:3 yaml.unknown-key', '10:22 taxonomy.unknown-field']);
    expect(
      issues(
        `${count('  condition: {field: agent.model_name, gte: 2}\n', 'a')}${COUNTED.replace('{f: a}', '{f|x: a}')}`,
      ),
    ).toEqual(['6:11 reference.broken', '8:22 taxonomy.unknown-field', '14:9 modifier.unknown']);
  });
});
