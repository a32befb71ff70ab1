import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'agent-siem-compile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['dist/cli/main.js', 'rules', 'compile', ...args], { encoding: 'utf8' });

const foreign = join(folder, 'foreign.yml');
writeFileSync(
  foreign,
  `title: Recon commands
id: 6f3e2987-db24-4c78-a860-b4f4095a7095
logsource: { category: process_creation, product: windows }
detection:
  selection:
    Image|endswith: '\\\\whoami.exe'
    ParentImage|contains: 'agent'
  condition: selection
level: low
`,
);
const map = join(folder, 'map.yml');
writeFileSync(map, 'fields: { Image: process.executable }\nsource: winlogbeat-*\n');

const ANY_CASE = `title: Any case
name: any_case
logsource: { category: process_creation, product: windows }
detection:
  selection:
    Image: whoami
  condition: selection
level: low
`;

describe('rules compile', () => {
  test('a foreign rule with a map', () => {
    const { status, stdout } = run('--target', 'elastic', '--map', map, foreign);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^FROM winlogbeat-\*/);
    expect(stdout).toContain('process.executable:');
    expect(stdout).toContain('ParentImage:');
  });

  test('a configuration gives placeholders their values, and parameters theirs', () => {
    const placeholders = join(folder, 'placeholders.yml');
    writeFileSync(
      placeholders,
      readFileSync(foreign, 'utf8').replace("ParentImage|contains: 'agent'", "User|expand: '%Admins%'"),
    );
    const config = join(folder, 'agent-siem.config.yml');
    writeFileSync(
      config,
      'placeholders: {Admins: ["007042"]}\nrules: {failed_tool_call_burst: {parameters: {failures: 17}}}\n',
    );
    expect(run('--target', 'elastic', placeholders).stderr).toContain('placeholder.unknown');
    const { stdout, status } = run(
      '--target',
      'elastic',
      '--config',
      config,
      placeholders,
      'rules/failed_tool_call_burst.yml',
    );
    expect(status).toBe(0);
    expect(stdout).toContain('007042');
    expect(stdout).toContain('>= 17');
  });

  test('one file a rule', () => {
    const out = join(folder, 'out');
    expect(run('--target', 'sentinel', '--out', out).status).toBe(0);
    const files = readdirSync(out);
    expect(files).toContain('p1_policy_blocked_tool_call.kql');
    expect(readFileSync(join(out, 'p1_policy_blocked_tool_call.kql'), 'utf8')).toMatch(/^AIGovernance_CL\n/);
  });

  test('what cannot be said is named with its place', () => {
    const { status, stderr, stdout } = run('--target', 'sentinel', foreign);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/foreign\.yml:\d+:\d+ error unsupported\.source: /);
    expect(stderr).toContain('\n    Name it as source in the file of --map.');
  });

  test('as in lint: place, message, the line with a caret under it, and the mend', () => {
    const rule = join(folder, 'any-case.yml');
    writeFileSync(rule, ANY_CASE);
    const { status, stderr } = run('--target', 'datadog', rule);
    expect(status).toBe(2);
    expect(stderr)
      .toBe(`${rule}:1:1 error unsupported.test.case_insensitive: any_case cannot be said in datadog: attribute values compare exactly; this field is not lower-cased at emission
    title: Any case
    ^
    Say it otherwise, or accept it: agent_siem.targets.datadog.accept: [{construct: test.case_insensitive, reason: ...}]
0 compiled, 1 unsupported, 0 errors
`);
  });

  test('that mend, taken at its word, makes it no error', () => {
    const rule = join(folder, 'accepted.yml');
    const accepted = 'agent_siem: {targets: {datadog: {accept: [{construct: test.case_insensitive, reason: none}]}}}';
    writeFileSync(rule, `${ANY_CASE}${accepted}\n`);
    const { status, stderr } = run('--target', 'datadog', rule);
    expect(stderr).toBe(
      'any_case is not said exactly in datadog, as the rule accepts: test.case_insensitive\n1 compiled, 0 unsupported, 0 errors\n',
    );
    expect(status).toBe(0);
  });

  test('into a pipe goes the query as it is', () => {
    const rule = join(folder, 'hostile.yml');
    writeFileSync(rule, ANY_CASE.replace('whoami', '"\\e[2J\\u202E\\uFEFF|"'));
    const out = join(folder, 'hostile');
    expect(run('--target', 'elastic', '--out', out, rule).status).toBe(0);
    const text = readFileSync(join(out, 'any_case.esql'), 'utf8');
    expect(text).toMatch(/\u001b.*\u202e.*\ufeff/);
    expect(run('--target', 'elastic', rule).stdout).toBe(text);
  });

  test('a folder that cannot be written is bad input', () => {
    const { status, stderr } = run('--target', 'elastic', '--out', map);
    expect(status).toBe(2);
    expect(stderr).toBe(
      `agent-siem: ${map}: the folder cannot be made. Name a folder in a place that can be written\n`,
    );
  });

  test('what a rule accepts not to be said is named and no error', () => {
    const { status, stderr } = run('--target', 'datadog');
    expect(status).toBe(0);
    expect(stderr).toContain('agent_scope_empty is left out of datadog, as the rule accepts: correlation.lookup: ');
    expect(stderr).toMatch(/^22 compiled, 3 left out, 0 unsupported, 0 errors$/m);
  });

  test('an unknown target and a broken map are bad input', () => {
    expect(run('--target', 'nowhere').status).toBe(2);
    writeFileSync(join(folder, 'bad.yml'), 'field: {}\n');
    const { status, stderr } = run('--target', 'elastic', '--map', join(folder, 'bad.yml'), foreign);
    expect(status).toBe(2);
    expect(stderr).toContain('not a key of a map');
  });
});
