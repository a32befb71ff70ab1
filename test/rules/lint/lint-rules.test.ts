import { describe, expect, it } from 'vitest';
import { lintRules, parseRules, type RuleLock } from '../../../src/rules/index.js';
import { lockOf, lockProblem, logicDigest, parseLock } from '../../../src/rules/lint/lock.js';
import { isAtlasId, isAttackId } from '../../../src/rules/lint/mitre-ids.js';
import { ATLAS, ATTACK, listLackingTag, OWASP_ASI } from '../../../src/rules/lint/tag-names.js';

const GOOD = `title: Good rule
id: 0e95725d-7320-415d-80f7-004da920fc11
name: good
description: d
taxonomy: agent-governance
logsource: {product: ai_agent}
tags: [owasp.asi02, atlas.aml.t0053, attack.t1078]
detection:
  s: {event_type: tool_call.blocked}
  condition: s
falsepositives: [some]
level: low
agent_siem:
  version: 1.0.0
  sources: [exporter]
  compliance: [SOC 2 CC7.2]
  runbook: |
    1. Look.
  tests:
    - {name: fires, events: [{type: tool_call.blocked}], expect: 1}
    - {name: quiet, events: [{type: tool_call.failed}], expect: []}
    - {name: twin, events: [{type: tool_call.approved}], expect: 0}
`;
const EXCEPTION = `---
title: Exceptions
id: 1e95725d-7320-415d-80f7-004da920fc11
taxonomy: agent-governance
logsource: {product: ai_agent}
filter:
  rules: [good]
  known: {agent.agent_id: a}
  condition: not known
agent_siem:
  exception: {owner: o, reason: r, expires: 2027-01-01}
`;
const today = '2026-11-23';
const codes = (text: string) => lintRules([{ file: 'r.yml', text }], { today }).map(({ code }) => code);

describe('lint', () => {
  it('has nothing to say about a good rule', () => {
    expect(codes(GOOD + EXCEPTION)).toEqual([]);
  });

  it.each<[string, string | RegExp, string, string]>([
    ['no id', /id: .*\n/, '', 'lint.id'],
    ['an id that is no UUID', /id: .*\n/, 'id: one\n', 'lint.id'],
    ['no description', 'description: d\n', '', 'lint.description'],
    ['no runbook', /  runbook: \|\n    1\. Look\.\n/, '', 'lint.runbook'],
    ['a runbook without steps', '1. Look.', 'Look.', 'lint.runbook'],
    ['no falsepositives', 'falsepositives: [some]\n', '', 'lint.false-positives'],
    ['no compliance', '  compliance: [SOC 2 CC7.2]\n', '', 'lint.compliance'],
    ['no sources', '  sources: [exporter]\n', '', 'lint.sources'],
    ['a source that does not exist', '[exporter]', '[importer]', 'lint.sources'],
    ['no version', '  version: 1.0.0\n', '', 'lint.version'],
    ['two tests', /    - \{name: twin.*\n/, '', 'lint.tests'],
    ['no test that fires', 'expect: 1', 'expect: 0', 'lint.tests'],
    ['an OWASP id that does not exist', 'owasp.asi02', 'owasp.asi11', 'lint.tag'],
    ['an ATLAS id that does not exist', 't0053', 't9999', 'lint.tag'],
    ['an ATT&CK id that does not exist', 't1078', 't1', 'lint.tag'],
    [
      'a selection that is not used',
      '  condition: s',
      '  u: {event_type: auth.failure}\n  condition: s',
      'lint.unused-selection',
    ],
    [
      'a regex that can blow up',
      '{event_type: tool_call.blocked}',
      "{event_type: tool_call.blocked, agent.agent_id|re: '(a+)+$'}",
      'lint.regex',
    ],
  ])('finds %s', (_, from, to, code) => {
    const text = GOOD.replace(from, () => to);
    expect(text).not.toBe(GOOD);
    expect(codes(text)).toContain(code);
  });

  it.each([
    [
      'an exception that hides everything',
      'condition: not known',
      'condition: known and not known',
      ['taxonomy.contradiction', 'lint.tests'],
    ],
    ['one that hides the rule', '{agent.agent_id: a}', '{event_type: tool_call.blocked}', ['lint.hides-all']],
    ['one that is over', '2027-01-01', '2026-11-22', ['lint.expired']],
    ['one without an end', ', expires: 2027-01-01', '', ['lint.exception']],
    ['one without an owner', 'owner: o, ', '', ['lint.exception']],
  ])('finds %s', (_, from, to, expected) => {
    expect(codes(GOOD + EXCEPTION.replace(from, to)).some((code) => expected.includes(code))).toBe(true);
  });

  const correlation = (body: string, base = '{event_type: auth.failure, identity.user_id|exists: true}') =>
    `${GOOD.replace(/logsource.*\n/, '').replace(/detection:\n.*\n.*\n/, `correlation: ${body}\n`)}---\ntitle: b\nid: 2e95725d-7320-415d-80f7-004da920fc11\nname: base\ntaxonomy: agent-governance\nlogsource: {product: ai_agent}\ndetection:\n  s: ${base}\n  condition: s\n`;

  it('finds groups that can be missing', () => {
    const body = '{type: event_count, rules: [base], group-by: [identity.user_id], timespan: 10m, condition: {gte: 5}}';
    expect(codes(correlation(body))).toEqual([]);
    expect(codes(correlation(body, '{event_type: auth.failure}'))).toEqual(['lint.group-missing']);
    // The schema requires the field of these events.
    expect(
      codes(correlation(body.replace('identity.user_id', 'agent.agent_id'), '{event_type: tool_call.failed}')),
    ).toEqual([]);
  });

  it('finds windows longer than their history', () => {
    const body =
      '{type: new_value, rules: [base], field: identity.country, group-by: [identity.user_id], timespan: 1d, history: 12h, min_history: 1h}';
    expect(codes(correlation(body))).toEqual(['lint.history']);
    const few =
      '{type: baseline, rules: [base], group-by: [identity.user_id], timespan: 1h, history: 6h, condition: {sigma: 3, floor: 1}}';
    expect(codes(correlation(few))).toEqual(['lint.history']);
  });
});

describe('the lock', () => {
  const rule = (text: string) => {
    const [found] = parseRules([{ file: 'r.yml', text }], { tests: false }).ruleSet.rules;
    if (found === undefined) throw new Error('no rule');
    return found;
  };
  it('does not change with prose, places or exceptions, and does with logic', () => {
    const digest = logicDigest(rule(GOOD));
    expect(logicDigest(rule(`# moved\n\n${GOOD.replace('description: d', 'description: other')}`))).toBe(digest);
    expect(logicDigest(rule(GOOD + EXCEPTION))).toBe(digest);
    expect(logicDigest(rule(GOOD.replace('event_type: tool_call.blocked', 'event_type: tool_call.failed')))).not.toBe(
      digest,
    );
  });
  it('wants a new version for new logic', () => {
    const lock = lockOf([rule(GOOD)]);
    const changed = GOOD.replace('s: {event_type: tool_call.blocked}', 's: {event_type: tool_call.failed}');
    const lint = (text: string, given: RuleLock | undefined) =>
      lintRules([{ file: 'r.yml', text }], { today, lockFor: () => given })
        .filter(({ code }) => code === 'lint.lock')
        .map(({ message }) => message);
    expect(lint(GOOD, lock)).toEqual([]);
    expect(lint(GOOD, undefined)).toEqual([]);
    expect(lint(changed, lock)).toEqual(['the logic of good changed and its version is still 1.0.0']);
    expect(lint(changed.replace('version: 1.0.0', 'version: 2.0.0'), lock)).toEqual([
      'good 2.0.0 is not in rules.lock.json yet',
    ]);
    expect(lockProblem(rule(GOOD), undefined)).toContain('is not in');
  });
  it('reads locks only', () => {
    expect(parseLock(JSON.stringify(lockOf([rule(GOOD)])))).toEqual(lockOf([rule(GOOD)]));
    for (const text of ['', '[', 'null', '{"a": 1}', '{"a": {"version": "1", "logic": "x"}}'])
      expect(parseLock(text)).toBeUndefined();
  });
});

it('lists know their ids and leave other namespaces alone', () => {
  expect(Object.keys(OWASP_ASI)).toHaveLength(10);
  for (const id of Object.keys(ATLAS)) expect(isAtlasId(id), id).toBe(true);
  for (const id of Object.keys(ATTACK)) expect(isAttackId(id), id).toBe(true);
  expect(listLackingTag('owasp.asi09')).toBeUndefined();
  expect(listLackingTag('cve.2026-0001')).toBeUndefined();
  expect(listLackingTag('attack.constructor')).toBe('MITRE ATT&CK Enterprise 18.1');
  expect(listLackingTag('constructor.name')).toBeUndefined();
});
