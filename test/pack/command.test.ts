import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'agent-siem-pack-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const build = (...args: readonly string[]) =>
  spawnSync(
    process.execPath,
    ['dist/cli/main.js', 'pack', 'build', '--rules', 'rules/cost_threshold_exceeded.yml', ...args],
    { encoding: 'utf8', timeout: 60_000 },
  );

it.runIf(existsSync('/proc/self'))(
  'a place where no folder can be made is bad input, and the command comes back',
  () => {
    const { status, stderr } = build('--out', '/proc/agent-siem');
    expect(stderr).toContain('agent-siem: /proc/agent-siem: the folder cannot be made.');
    expect(status).toBe(2);
  },
);

it('names exceptions that are over: they go into the queries all the same', () => {
  const exception = join(folder, 'over.yml');
  writeFileSync(
    exception,
    'title: Known job\nid: 7a0c6f7e-43cf-4d9e-9a9e-5e1b7b8b0f10\ntaxonomy: agent-governance\nlogsource: {product: ai_agent, service: governance}\nfilter:\n  rules: [cost_threshold_exceeded]\n  job: {agent.agent_id|cased: agt_job}\n  condition: not job\nagent_siem:\n  exception: {owner: finance, reason: agreed, expires: 2026-05-31}\n',
  );
  const config = join(folder, 'agent-siem.config.yml');
  writeFileSync(config, 'exceptions: [over.yml]\n');
  const { status, stderr } = build('--config', config, '--out', join(folder, 'pack'));
  expect(stderr).toContain(
    `${exception}:1: warning lint.expired: the exception "Known job" of cost_threshold_exceeded ended on 2026-05-31 and still holds.`,
  );
  expect(status).toBe(0);
});
