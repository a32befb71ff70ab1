import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-siem-rules-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), 'rules', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

const RULE = readFileSync(join(root, 'rules/cost_threshold_exceeded.yml'), 'utf8');
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

describe('a folder without rules', () => {
  it.each(['test', 'lint', 'compile', 'eval', 'stats'])('%s does not pass for nothing', (command) => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    put('events.ndjson', '{}\n');
    const paths = command === 'eval' || command === 'stats' ? ['--events', 'events.ndjson', '--rules'] : [];
    const target = command === 'compile' ? ['--target', 'splunk'] : [];
    expect(run(command, ...target, ...paths, 'empty')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'agent-siem: empty: no rule files in this folder. Rule files end in .yml or .yaml.\n',
    });
  });
});

describe('lookups', () => {
  it('that no rule reads are named: a rule that looks into them would stay quiet', () => {
    put(
      'call.ndjson',
      '{"event_type":"tool_call.completed","timestamp":"2026-04-06T10:00:00Z","agent":{"agent_id":"a"},"tool_call":{"tool_name":"rm"}}\n',
    );
    put('scope.csv', 'agent_id,kind,value\na,Tool,ls\na,tool,*\n');
    const evaluated = (lookup: string) =>
      run('eval', '--events', 'call.ndjson', '--rules', join(root, 'rules/p4_scope_violation.yml'), '--lookup', lookup)
        .stderr;
    expect(evaluated('agent_scope=scope.csv')).toBe(
      'lookup agent_scope: no rule reads rows of kind "Tool"; kinds: tool, server, department, data_class\n',
    );
    expect(evaluated('agentscope=scope.csv')).toContain('no rule reads the lookup agentscope\n');
    const only = join(root, 'rules/unregistered_agent.yml');
    expect(run('eval', '--events', 'call.ndjson', '--rules', only, '--lookup', 'agent_scope=scope.csv').stderr).toBe(
      '',
    );
  });
});

describe('rules test', () => {
  it('passes quietly, exit code 0', () => {
    const { status, stdout } = run('test', put('good.yml', RULE));
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: 'ok   cost_threshold_exceeded (3 of 3)\n3 passed, 0 failed\n',
    });
  });

  it('names what fails, exit code 1, in every report', () => {
    put('bad.yml', RULE.replace('expect: []', 'expect: 2'));
    const pretty = run('test', 'bad.yml');
    expect(pretty.status).toBe(1);
    expect(pretty.stdout).toMatch(
      /FAIL cost_threshold_exceeded \(2 of 3\)\n +benign twin, the warning before it\n +bad\.yml:\d+:\d+\n +expected 2 alerts, got 0/,
    );
    // The count says all there is to say.
    expect(pretty.stdout).not.toContain('missing');
    const one = run('test', put('one.yml', RULE.replace('expect: []', 'expect: 1')));
    expect(one.stdout).toContain('expected 1 alert, got 0\n');
    const github = run('test', 'bad.yml', '--reporter', 'github');
    expect(github.stdout).toMatch(
      /^::error file=bad\.yml,line=\d+,col=\d+,title=cost_threshold_exceeded%3A benign twin%2C the warning before it::expected 2 alerts/,
    );
    expect(github.stdout.trim().split('\n')).toHaveLength(1);
    const junit = run('test', 'bad.yml', '--reporter', 'junit');
    expect(junit.stdout).toMatch(
      /^<\?xml [^]*<testsuites name="agent-siem rules test" tests="3" failures="1" errors="0">[^]*<failure message="expected 2 alerts, got 0">[^]*<\/testsuites>\n$/,
    );
    const json = JSON.parse(run('test', 'bad.yml', '--reporter', 'json').stdout);
    expect(json).toMatchObject({ passed: 2, failed: 1 });
    expect(json.tests).toHaveLength(3);
  });

  it('a rule with errors is bad input, and the others are still tested', () => {
    put(
      'broken.yml',
      RULE.replace('cost.threshold_exceeded\n', 'cost.threshold_exceded\n')
        .replaceAll('name: cost', 'name: x_cost')
        .replaceAll(/^id: [0-9a-f].*/gm, ''),
    );
    const { status, stdout, stderr } = run('test', 'good.yml', 'broken.yml');
    expect(status).toBe(2);
    expect(stdout).toContain('3 passed, 0 failed');
    expect(stderr).toContain('taxonomy.value');
    expect(stderr).toContain('Did you mean cost.threshold_exceeded?');
    expect(run('test', 'missing.yml').status).toBe(2);
    // CI shows the errors of rules where it shows failed tests.
    const report = (name: string) => run('test', 'good.yml', 'broken.yml', '--reporter', name).stdout;
    expect(report('github')).toMatch(
      /^::error file=broken\.yml,line=\d+,col=17,title=taxonomy\.value::[^\n]*%0ADid you mean cost\.threshold_exceeded\?\n$/,
    );
    expect(report('junit')).toMatch(
      /tests="4" failures="0" errors="1">[^]*<testsuite name="broken\.yml" tests="1" failures="0" errors="1">\n +<testcase [^>]*>\n +<error message="event_type is never &quot;cost\.threshold_exceded&quot;">/,
    );
    expect(JSON.parse(report('json'))).toMatchObject({ passed: 3, failed: 0, errors: [{ code: 'taxonomy.value' }] });
    expect(run('test', 'good.yml', '--reporter', 'tap').status).toBe(2);
  });

  it('--coverage names the selections that no test meets', () => {
    const text = RULE.replace(
      '  condition: exceeded\n',
      '  other:\n    event_type: session.ended\n  condition: exceeded or other\n',
    );
    const { stdout, status } = run('test', put('gap.yml', text), '--coverage');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /gap\.yml:\d+:3 no test of cost_threshold_exceeded meets selection other\n1 of 2 selections are exercised\n$/,
    );
  });

  it('names rules that no test tries', () => {
    const { stdout, stderr, status } = run('test', put('untested.yml', RULE.replace(/  tests:\n[^]*?(?=---)/, '')));
    expect({ stdout, stderr, status }).toEqual({
      stdout: '0 passed, 0 failed\n',
      stderr: '1 rule without a test: cost_threshold_exceeded\n',
      status: 0,
    });
  });

  it('without a path the rules of the package run', () => {
    const { status, stdout } = run('test', '--reporter', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).passed).toBeGreaterThan(100);
  });

  it('hostile names of tests move no cursor and break no report', () => {
    put(
      'hostile.yml',
      RULE.replace(
        'name: benign twin, the warning before it',
        'name: "x\\e[2J<&]]>\\u0001\\u202e%0A::error::"',
      ).replace('expect: []', 'expect: 2'),
    );
    for (const reporter of ['pretty', 'junit', 'github']) {
      const { stdout } = run('test', 'hostile.yml', '--reporter', reporter);
      if (reporter !== 'github') expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
      if (reporter === 'junit') expect(stdout).not.toContain('<&');
      if (reporter === 'github') expect(stdout.match(/^::error/gm)).toHaveLength(1);
    }
  });
});

describe('rules lint', () => {
  it('prints place, line, caret and mend, exit code 1', () => {
    put('typo.yml', RULE.replace('event_type: cost', 'event_typ: cost'));
    const { status, stdout } = run('lint', 'typo.yml');
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /typo\.yml:\d+:5 error taxonomy\.unknown-field: [^\n]*\n +event_typ: cost\.threshold_exceeded\n +\^\n +Did you mean event_type\?/,
    );
    const [line = ''] = run('lint', 'typo.yml', '--json').stdout.split('\n');
    expect(JSON.parse(line)).toMatchObject({
      severity: 'error',
      code: 'taxonomy.unknown-field',
      file: 'typo.yml',
      page: 'docs/issues.md#taxonomyunknown-field',
    });
  });

  it('tests of a rule that counts go to its edges', () => {
    const burst = readFileSync(join(root, 'rules/failed_tool_call_burst.yml'), 'utf8');
    const edges = (text: string) =>
      [...run('lint', put('burst.yml', text)).stdout.matchAll(/burst\.yml:39:7 error lint\.edges: [^:]*: (.*)/g)].map(
        ([, message]) => message,
      );
    expect(edges(burst)).toEqual([]);
    expect(edges(burst.replace('repeat: 9 every', 'repeat: 8 every'))).toEqual([
      'no test stays quiet one below the threshold',
    ]);
    expect(edges(burst.replace('at: 4m, ', ''))).toEqual(['no test has a burst across the edge of two windows']);
    expect(edges(burst.replaceAll('repeat: 10 every', 'repeat: 11 every'))).toEqual([
      'no test fires exactly at the threshold',
    ]);
  });

  it('the lock keeps logic and version together', () => {
    const locked = mkdtempSync(join(tmpdir(), 'agent-siem-lock-'));
    try {
      cpSync(join(root, 'rules/cost_threshold_exceeded.yml'), join(locked, 'r.yml'));
      expect(run('lint', locked, '--write-lock').status).toBe(0);
      const change = (text: string) => writeFileSync(join(locked, 'r.yml'), text);
      change(
        RULE.replace(
          '  condition: exceeded\n',
          '  agent:\n    agent.agent_id|exists: true\n  condition: exceeded and agent\n',
        ),
      );
      expect(run('lint', locked).stdout).toContain(
        'the logic of cost_threshold_exceeded changed and its version is still 1.0.0',
      );
      // The lock cannot be talked round without a new version.
      expect(run('lint', locked, '--write-lock').status).toBe(1);
      change(readFileSync(join(locked, 'r.yml'), 'utf8').replace('version: 1.0.0', 'version: 1.1.0'));
      expect(run('lint', locked, '--write-lock').status).toBe(0);
      // A lower version is none that anybody would notice.
      change(readFileSync(join(locked, 'r.yml'), 'utf8').replace('version: 1.1.0', 'version: 1.0.0'));
      const lower = run('lint', locked, '--write-lock');
      expect(lower.status).toBe(1);
      expect(lower.stdout).toContain('cost_threshold_exceeded is 1.0.0 here and was 1.1.0 in rules.lock.json');
      // What is not read, or cannot be, keeps its entry.
      cpSync(join(root, 'rules/tool_call_loop.yml'), join(locked, 'other.yml'));
      run('lint', join(locked, 'other.yml'), '--write-lock');
      const names = () => Object.keys(JSON.parse(readFileSync(join(locked, 'rules.lock.json'), 'utf8')) as object);
      expect(names()).toEqual(['cost_threshold_exceeded', 'tool_call_loop']);
      change(RULE.replace('condition: exceeded', 'condition: exceded'));
      run('lint', locked, '--write-lock');
      expect(names()).toEqual(['cost_threshold_exceeded', 'tool_call_loop']);
      rmSync(join(locked, 'r.yml'));
      run('lint', locked, '--write-lock');
      expect(names()).toEqual(['tool_call_loop']);
    } finally {
      rmSync(locked, { recursive: true, force: true });
    }
  });

  it('--events says what exceptions hide', () => {
    put('good.yml', RULE.replace('none-accepted-yet', 'a'));
    put(
      'events.ndjson',
      `${['a', 'b'].map((agent_id) => JSON.stringify({ event_type: 'cost.threshold_exceeded', agent: { agent_id } })).join('\n')}\n`,
    );
    const { stdout } = run('lint', 'good.yml', '--events', 'events.ndjson');
    expect(stdout).toContain('cost_threshold_exceeded: cost_threshold_exceeded_exceptions hides 1 of 2 events');
  });

  it('--events names exceptions as people do, and leaves out what hides nothing', () => {
    mkdirSync(join(folder, 'own'));
    put(
      'own/e.yml',
      'title: Known job\nid: 7a0c6f7e-43cf-4d9e-9a9e-5e1b7b8b0f10\ntaxonomy: agent-governance\nlogsource: {product: ai_agent, service: governance}\nfilter:\n  rules: [cost_threshold_exceeded]\n  job: {agent.agent_id: b}\n  condition: not job\nagent_siem:\n  exception: {owner: finance, reason: agreed, expires: 2026-05-31}\n',
    );
    put('agent-siem.config.yml', 'exceptions: [own]\nrules:\n  cost_threshold_exceeded:\n    agents: {c: {}}\n');
    const { stdout } = run('lint', 'good.yml', '--config', 'agent-siem.config.yml', '--events', 'events.ndjson');
    expect(stdout).toMatch(/^own\/e\.yml:10:47 warning lint.expired: the exception ended on 2026-05-31\n/);
    expect(stdout).toContain(
      'cost_threshold_exceeded: "Known job" hides 1 of 2 events, owner finance, EXPIRED 2026-05-31: agreed\n',
    );
    // The copy for agent c; what keeps the others away from it is no exception.
    expect(stdout).toMatch(/\n2 exceptions hide none of these events\n$/);
    // Whoever evaluates, counts or compiles is warned too, on stderr.
    const warning =
      /^own\/e\.yml:1: warning lint\.expired: the exception "Known job" of cost_threshold_exceeded(?:, \w+)* ended on 2026-05-31 and still holds\. [^\n]*\n/m;
    const tuned = ['--config', 'agent-siem.config.yml', '--events', 'events.ndjson'];
    for (const command of ['eval', 'stats']) {
      const told = run(command, '--rules', 'good.yml', ...tuned);
      expect(told.stderr).toMatch(warning);
      expect(told.status).toBe(0);
    }
    expect(run('compile', '--target', 'splunk', 'good.yml', 'own/e.yml').stderr).toMatch(warning);
    // A file that two entries reach is read once.
    put('twice.yml', 'exceptions: [own, own/e.yml, ./own/]\n');
    expect(run('lint', 'good.yml', '--config', 'twice.yml').stdout).not.toContain('id.duplicate');
    // A folder that cannot be read hides nothing else that is wrong with the configuration.
    put('lost.yml', 'exceptions: [own, lost]\nrules:\n  nothing: {parameters: {a: [1]}}\n');
    const lost = run('lint', 'good.yml', '--config', 'lost.yml');
    expect(lost.status).toBe(1);
    expect([...lost.stdout.matchAll(/^lost\.yml:.*$/gm)].map(([line]) => line)).toEqual([
      'lost.yml:1:19 error rules.not-found: the exceptions in lost cannot be read',
      'lost.yml:3:3 warning config.unknown-rule: no rule is named nothing: its values are used nowhere',
      'lost.yml:3:29 error config.value: parameter a takes a number or a text',
    ]);
    const evaluated = run('eval', '--rules', 'good.yml', '--config', 'lost.yml', '--events', 'events.ndjson');
    expect(evaluated.status).toBe(2);
    expect(evaluated.stderr).toContain('lost.yml:1:19 error rules.not-found');
    expect(evaluated.stderr).toContain('lost.yml:3:29 error config.value');
  });

  it('a configuration beside the rules is not read as one', () => {
    const beside = mkdtempSync(join(tmpdir(), 'agent-siem-beside-'));
    try {
      cpSync(join(root, 'rules/cost_threshold_exceeded.yml'), join(beside, 'r.yml'));
      writeFileSync(join(beside, 'agent-siem.config.yml'), 'rules: {}\n');
      expect(run('lint', beside)).toEqual({ status: 0, stdout: '', stderr: '0 issues; 1 rule can be used\n' });
    } finally {
      rmSync(beside, { recursive: true, force: true });
    }
  });

  it.each([
    ['a list in a list', '- '.repeat(20_000)],
    ['keys of keys', '? '.repeat(20_000)],
    [
      'a list in a list, over lines',
      Array.from({ length: 120 }, (_, n) => ' '.repeat(n * 126) + '- '.repeat(63)).join('\n'),
    ],
    ['brackets', `a: ${'['.repeat(100_000)}`],
  ])('%s without an end is refused, and the process lives', (_, text) => {
    const { status, stdout, stderr } = run('lint', put('deep.yml', text));
    expect(stdout).toMatch(/^deep\.yml:\d+:\d+ error yaml\.too-deep: /);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '1 issue; 0 rules can be used\n' });
  });

  it('overrides are checked where they stand', () => {
    put('c.yml', 'rules:\n  nothing:\n    parameters: {a: 1}\n');
    const { stdout, status } = run('lint', 'good.yml', '--config', 'c.yml');
    expect(status).toBe(1);
    expect(stdout).toContain('c.yml:2:3 warning config.unknown-rule');
  });

  it('hostile text in a rule moves no cursor', () => {
    const { stdout } = run(
      'lint',
      put('hostile.yml', RULE.replace('event_type: cost.threshold_exceeded', '"event_type\\e[2J": "x" # \u202e')),
    );
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
  });
});
