import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname;
const EXAMPLE = JSON.parse(readFileSync(new URL('../fixtures/event-example.json', import.meta.url), 'utf8')) as Record<
  string,
  Record<string, unknown>
>;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-siem-eval-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, lines: readonly unknown[]): string => {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return path;
};
const run = (...argv: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'rules', ...argv], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { status, stdout, stderr, alerts: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
};

/** The 1.2.0 example as a blocked call: it has no decided_by. */
const blocked = {
  ...EXAMPLE,
  event_type: 'tool_call.blocked',
  governance: { ...EXAMPLE.governance, result: 'blocked', matched_rule: 'deny_all' },
};

const FOREIGN_RULE = `title: Failed logon
id: 11111111-2222-4333-8444-555555555555
logsource: {product: windows, service: security}
detection:
  selection: {EventID: 4625}
  condition: selection
`;
const BROKEN_RULE = 'title: Broken\nlogsource: {product: x}\ndetection:\n  condition: nothing\n';

describe('rules eval', () => {
  test('a secret in an event that no exporter has searched is not printed', () => {
    const secret = `ghp_${'x7Kq2Lm9Rt4Vb8Nz3Wc6Yh1Jd5Fg0PsAeUiO'}`;
    const event = { ...blocked, governance: { ...blocked.governance, reason: `sent ${secret}` } };
    const { stdout, stderr, alerts } = run('eval', '--events', file('secret.ndjson', [event]));
    expect(alerts()[0]?.['details']).toMatchObject({ 'governance.reason': 'sent [REDACTED:github_pat]' });
    expect(stdout + stderr).not.toContain(secret);
  });

  test('the pack over a 1.2.0 event: P1, and one line that names what was skipped', () => {
    const { status, alerts, stderr } = run('eval', '--events', file('a.ndjson', [blocked]));
    expect(status).toBe(0);
    expect(alerts()).toHaveLength(1);
    expect(alerts()[0]).toMatchObject({
      rule_id: 'p1_policy_blocked_tool_call',
      priority: 'P1',
      time: '2026-04-07T14:32:18.847Z',
      window: null,
      value: 1,
      event_ids: ['evt_01JR9X5K7M3N2P4Q6R8S0TV1W2'],
    });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('p4_scope_violation');
    expect(stderr).toContain('agent_scope');
  });
  test('a pipe, which is read only once, gives what the file gives', () => {
    const lines = [
      '',
      ...Array.from({ length: 3 }, (_, index) => JSON.stringify({ ...blocked, event_id: `e${index}` })),
    ];
    const events = file('piped.ndjson', lines);
    const piped = (name: string): string =>
      spawnSync(
        'sh',
        ['-c', 'cat "$1" | "$2" "$3" rules eval --events "$4"', '-', events, process.execPath, MAIN, name],
        {
          encoding: 'utf8',
        },
      ).stdout;
    expect(run('eval', '--events', events).alerts()).toHaveLength(3);
    expect(piped('-')).toBe(run('eval', '--events', events).stdout);
    expect(piped('/dev/stdin')).toBe(piped('-'));
  });

  test('P4 with a lookup; an empty one is one health alert', () => {
    const events = file('b.ndjson', [blocked]);
    const scope = file('scope.csv', ['agent_id,tool_name', 'agt_code_reviewer,read_file']);
    const priorities = (path: string) =>
      run('eval', '--events', events, '--lookup', `agent_scope=${path}`)
        .alerts()
        .map(({ rule_id, priority }) => [rule_id, priority]);
    expect(priorities(scope)).toEqual([
      ['p1_policy_blocked_tool_call', 'P1'],
      ['p4_scope_violation', 'P4'],
    ]);
    expect(priorities(file('empty.csv', ['agent_id,tool_name']))).toEqual([
      ['p1_policy_blocked_tool_call', 'P1'],
      ['agent_scope_empty', undefined],
    ]);
  });
  test('foreign events and rules; a broken rule is named and stops no other', () => {
    const rules = [file('foreign.yml', [FOREIGN_RULE]), file('broken.yml', [BROKEN_RULE])];
    const events = file('c.ndjson', [{ EventID: 1 }, '', { EventID: 4625, '@timestamp': '2026-04-07T14:00:00Z' }]);
    const { status, alerts, stderr } = run('eval', '--events', events, ...rules.flatMap((rule) => ['--rules', rule]));
    expect(status).toBe(2);
    expect(alerts()).toMatchObject([
      { rule_id: '11111111-2222-4333-8444-555555555555', event_ids: ['#3'], time: '2026-04-07T14:00:00.000Z' },
    ]);
    expect(stderr).toContain('broken.yml');
  });

  test('a slip in the configuration is named with its place, and the exit code says so', () => {
    const events = file('config.ndjson', [blocked]);
    const wrong = file('wrong.config.yml', ['rules:\n  p5_auth_failures:\n    parameters: {failurez: 3}\n']);
    const first = run('eval', '--events', events, '--config', wrong);
    expect(first.status).toBe(2);
    expect(first.stderr).toContain('wrong.config.yml:3:28 error config.parameter: p5_auth_failures has no parameter');
    expect(first.alerts()).toHaveLength(1);
    const unused = file('unused.config.yml', ['rules:\n  p5_auth_failure:\n    parameters: {failures: 3}\n']);
    const second = run('eval', '--events', events, '--config', unused);
    expect(second.status).toBe(0);
    expect(second.stderr).toContain('unused.config.yml:2:3 warning config.unknown-rule: no rule is named');
  });
  test('lines without an event: the rest is evaluated, then they are named, exit code 2', () => {
    const events = file('d.ndjson', ['{"secret": "hunter2"', blocked, '[1]', '']);
    const { status, alerts, stderr } = run('eval', '--events', events);
    expect(status).toBe(2);
    expect(alerts()).toHaveLength(1);
    expect(stderr).toContain(`${events}:1: not JSON`);
    expect(stderr).toContain(`${events}:3: not a JSON object`);
    expect(stderr).not.toContain('hunter2');
  });
  test.each([
    [['eval'], 'events'],
    [['eval', '--events', '/nonexistent.ndjson'], 'cannot be read'],
    [['eval', '--events', MAIN, '--now', 'soon'], '--now'],
    [['eval', '--events', MAIN, '--lookup', 'agent_scope'], 'NAME=FILE.csv'],
    [['eval', '--events', MAIN, '--lookup', 'agent_scope=/nonexistent.csv'], 'cannot be read'],
    [['eval', '--events', MAIN, '--rules', '/nonexistent'], 'cannot be read'],
    [['stats', '--events', MAIN, '--since', 'lately'], '--since'],
  ])('%j is bad input', (argv, message) => {
    const { status, stdout, stderr } = run(...argv);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });
  test('hostile event text reaches neither the terminal nor the line structure', () => {
    const hostile = {
      ...blocked,
      agent: { ...EXAMPLE.agent, agent_id: 'x\u001b[2J\u009b31m\u202e\n{"rule_id":"forged"}' },
    };
    const { stdout, alerts } = run('eval', '--events', file('e.ndjson', [hostile]));
    expect(stdout).not.toMatch(/[\u001b\u009b\u202e]/);
    expect(alerts()).toHaveLength(1);
  });
});

describe('rules stats', () => {
  const RULE = `title: Blocked
name: blocked
logsource: {product: ai_agent}
detection:
  selection: {event_type: tool_call.blocked}
  condition: selection
agent_siem:
  version: 1.0.0
  group: [agent.agent_id]
---
title: Known tester
name: known_tester
logsource: {product: ai_agent}
filter:
  rules: [blocked]
  tester: {agent.agent_id: tester}
  condition: not tester
agent_siem:
  exception: {owner: me, reason: a test, expires: 2026-04-01}
`;
  test('weeks, groups and exceptions', () => {
    const at = (timestamp: string, agent_id: string, n: number) => ({
      ...blocked,
      event_id: `evt_${String(n)}`,
      timestamp,
      agent: { ...EXAMPLE.agent, agent_id },
    });
    const events = file('stats.ndjson', [
      at('2026-01-01T00:00:00.000Z', 'one', 1),
      at('2026-04-05T23:59:59.999Z', 'one', 2),
      at('2026-04-06T00:00:00.000Z', 'two', 3),
      at('2026-04-07T00:00:00.000Z', 'two', 4),
      at('2026-04-07T00:00:00.000Z', 'tester', 5),
    ]);
    const argv = ['stats', '--events', events, '--rules', file('stats.yml', [RULE])];
    expect(JSON.parse(run(...argv, '--json').stdout)).toMatchObject({
      since: '2026-03-10T00:00:00.000Z',
      rules: [
        {
          rule_id: 'blocked',
          alerts: 3,
          weeks: { '2026-03-30': 1, '2026-04-06': 2 },
          groups: [
            { group: { 'agent.agent_id': 'two' }, alerts: 2 },
            { group: { 'agent.agent_id': 'one' }, alerts: 1 },
          ],
        },
      ],
      exceptions: [{ rule_id: 'blocked', name: 'known_tester', owner: 'me', matched: 4, closed: 1 }],
    });
    const { stdout, status } = run(...argv);
    expect(status).toBe(0);
    expect(stdout).toContain('known_tester closed 1 of 4 events, owner me, EXPIRED 2026-04-01');
  });
});
