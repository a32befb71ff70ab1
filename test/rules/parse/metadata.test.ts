import { describe, expect, it } from 'vitest';
import { parseRules } from '../../../src/rules/index.js';

const BODY = 'logsource: {product: x}\ndetection:\n  s: {f: a}\n  condition: s\n';
const read = (keys: string, body = BODY) => parseRules([{ file: 'r.yml', text: `title: t\nname: t\n${keys}${body}` }]);
const found = (keys: string, body?: string) =>
  read(keys, body).issues.map(({ severity, code, mend }) => `${severity} ${code}: ${mend ?? ''}`);
const rule = (keys: string) => read(keys).ruleSet.rules[0];

describe("descriptive keys of other people's rules", () => {
  it('as Sigma 2.1 has them are nothing to say', () => {
    expect(
      found(
        'status: experimental\ndate: 2024-02-29\nmodified: 2024-08-08\nlevel: low\ntags: [attack.t1059.001, cve.2021-44228, detection.threat-hunting]\nrelated: [{id: 6f0d7e0e-1c5b-4a4e-9d0a-0a4f0d9b7c11, type: obsolete}]\n',
      ),
    ).toEqual([]);
  });
  it.each([
    ['date: 2024/08/08', 'metadata.date: Write it as 2024-08-08.'],
    ['modified: 2023-02-29', 'metadata.date: Write it as YYYY-MM-DD.'],
    ['date: [2024-08-08]', 'yaml.type'],
    ['status: Stable', 'metadata.status: Use one of: stable, test, experimental, deprecated, unsupported.'],
    ['level: High', 'metadata.level: Use one of: informational, low, medium, high, critical.'],
    ['tags: [T1059]', 'metadata.tag: Write namespace and name in lower case, such as attack.t1059.001.'],
    ['related: x', 'metadata.related: Write `related: [{id: <UUID>, type: derived}]`.'],
    [
      'related: [{id: 6f0d7e0e-1c5b-4a4e-9d0a-0a4f0d9b7c11, type: obsoletes}]',
      'metadata.related: type is one of: derived, obsolete, merged, renamed, similar.',
    ],
  ])('%s is said', (keys, message) => {
    expect(found(`${keys}\n`).some((each) => each.includes(message))).toBe(true);
  });
  it('with faults do not keep the rule from being read', () => {
    const keys = 'status: testing\ndate: 2024/08/08\nlevel: HIGH\ntags: [x]\nrelated: [x]\nown_key: 5\n';
    expect(found(keys).filter((each) => !each.startsWith('warning'))).toEqual([]);
    expect(rule(keys)?.meta).toMatchObject({ level: 'high', status: 'testing' });
    expect(rule('level: hihg\n')?.meta.level).toBe('medium');
  });
});

describe('keys of a document', () => {
  it('of other people are theirs, unless they are nearly a key that is read', () => {
    expect(found('version: 1\nx-team: blue\nruletype: Sigma\n')).toEqual([]);
    expect(found('Level: high\nfalsepositive: [none]\ngenerates: true\n')).toEqual([
      'warning yaml.unknown-key: Did you mean level?',
      'warning yaml.unknown-key: Did you mean falsepositives?',
      'warning yaml.unknown-key: Did you mean generate?',
    ]);
    expect(found('agent-siem: {version: 1.0.0}\n')).toEqual(['error yaml.unknown-key: Did you mean agent_siem?']);
    expect(found('', BODY.replace('product', 'prodcut'))).toEqual(['warning yaml.unknown-key: Did you mean product?']);
  });
  it('of rules with an agent_siem block are all known', () => {
    const block = 'agent_siem: {version: 1.0.0}\n';
    expect(found(`${block}suppress: 5m\n`)).toEqual(['error yaml.unknown-key: Move it into agent_siem.']);
    expect(found(`${block}taxonomi: x\n`)).toEqual(['error yaml.unknown-key: Did you mean taxonomy?']);
    expect(found(`${block}team: x\n`)).toMatchObject(
      [/^warning yaml.unknown-key/].map(() => expect.stringContaining('warning')),
    );
    expect(found(block, BODY.replace('{product: x}', '{product: x, level: low}'))).toEqual([
      'warning yaml.unknown-key: Keys of a logsource: category, product, service, definition.',
    ]);
  });
  it('a slip in the log source of a filter is an error: it would hide more', () => {
    const filter = 'logsource: {catgory: x}\nfilter: {rules: any, s: {f: a}, condition: not s}\n';
    expect(found('', filter)).toContain('error yaml.unknown-key: Did you mean category?');
    expect(found('', filter.replace('catgory: x', 'category: [x]')).join()).toContain('error yaml.type');
  });
  it('a taxonomy that is nearly ours is an error, our log source without one a warning', () => {
    expect(found('taxonomy: Agent-Governance\n').join()).toContain('error metadata.taxonomy');
    expect(found('taxonomy: sigma\n')).toEqual([]);
    const ours = BODY.replace('product: x', 'product: ai_agent');
    expect(found('', ours).join()).toContain('warning metadata.taxonomy');
    expect(found('taxonomy: sigma\n', ours)).toEqual([]);
  });
});

describe('what is accepted of a target', () => {
  it.each(['{splunk: [x]}', '{splunk: {accept: {construct: a, reason: b}}}', '{splunk: {accept: }}'])(
    '%s has the wrong shape',
    (targets) => {
      expect(found(`agent_siem: {targets: ${targets}}\n`)[0]).toMatch(/^error yaml.type/);
    },
  );
});

describe('an accepted construct', () => {
  it('with half of its reason as a key is refused', () => {
    expect(found('agent_siem: {targets: {splunk: {accept: [{construct: a, reason: b, and more}]}}}\n')[0]).toMatch(
      /^error yaml.unknown-key/,
    );
  });
});

describe('parameters', () => {
  const parameter = (text: string) =>
    found(
      `agent_siem: {parameters: {p: ${text}}}\n`,
      `correlation: {type: event_count, rules: [a], timespan: 10m, condition: {gte: 5}}\n---\ntitle: a\nname: a\n${BODY}`,
    ).map((each) => each.split(':')[0]);
  it('have a default and bounds of the kind of their value', () => {
    expect(parameter('{path: correlation.condition.gte, default: 5, min: 2, max: 9}')).toEqual([]);
    expect(parameter('{path: correlation.timespan, default: 10m, min: 1m, max: 1h}')).toEqual([]);
    for (const wrong of [
      '{path: correlation.timespan, default: 10m, min: 5}',
      '{path: correlation.timespan, default: soon}',
      '{path: correlation.type, min: 1m}',
      '{path: correlation.condition.gte, default: [5]}',
      '{path: correlation.condition.gte, default: }',
    ]) {
      expect(parameter(wrong), wrong).toEqual(['error parameter.invalid']);
    }
    expect(parameter('{path: correlation.condition.gte, min: 1m}')).toEqual(['error yaml.type']);
  });
});
