import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { createGovernance, otlpDelivery } from '../../../src/otel/index.js';

const CLI = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const ANY_PORTS = ['--otlp-port', '0', '--port', '0'];

const folders: string[] = [];
const folder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'agent-siem-test-'));
  folders.push(dir);
  return dir;
};
let running: ChildProcessByStdio<null, Readable, Readable> | undefined;
afterEach(() => {
  running?.kill('SIGKILL');
  running = undefined;
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true });
});

const run = (args: readonly string[], temporary = folder(), environment: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [CLI, 'start', ...args], {
    encoding: 'utf8',
    cwd: folder(),
    env: { ...process.env, ...environment, TMPDIR: temporary },
    timeout: 50_000,
  });

interface AlertLine {
  readonly priority?: string;
  readonly rule_id: string;
  readonly event_ids: readonly string[];
}
const alertsIn = (text: string): AlertLine[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AlertLine);

test('start --once --json: the example raises P1, P2, P4 and P5, and stdout is alerts only', () => {
  const { status, stdout } = run(['--once', '--json', ...ANY_PORTS]);
  expect(status).toBe(0);
  const alerts = alertsIn(stdout);
  expect([...new Set(alerts.map((alert) => alert.priority))].sort()).toEqual(['P1', 'P2', 'P4', 'P5']);
  for (const alert of alerts) expect(alert.event_ids.length).toBeGreaterThan(0);
});

test('start --once tells the story in a screen and a half, all receipts good, and leaves nothing behind', () => {
  const temporary = folder();
  const { status, stdout, stderr } = run(['--once', ...ANY_PORTS], temporary);
  expect(status).toBe(0);
  expect(stderr).toBe('');
  expect(stdout).toContain('38 emitted, 38 stored');
  expect(stdout).toContain("the credential's value stands in 0 of");
  expect(stdout).toMatch(/one character changed at \S+ of a copy: edited, sequence \d+/);
  // Refused by the agent's policies or the server; the receipts hold no failed check.
  const [did = '', receipts = ''] = [stdout.split('Alerts')[0], stdout.split('Receipts')[1]];
  expect(did.match(/✗/g)).toHaveLength(3);
  expect(receipts).not.toContain('✗');
  expect(stdout).not.toMatch(/ghp_/);
  expect(stdout).not.toContain('\u001b');
  expect(stdout.split('\n').length).toBeLessThanOrEqual(37);
  expect(readdirSync(temporary)).toEqual([]);
});

test('with a token and a trail key from the environment the same holds, and neither is printed', () => {
  const secrets = { AGENT_SIEM_TOKEN: 'token-of-the-test', AGENT_SIEM_TRAIL_KEY: 'key-of-the-test' };
  const { status, stdout, stderr } = run(['--once', ...ANY_PORTS], folder(), secrets);
  expect(status).toBe(0);
  expect(stdout).toContain('38 emitted, 38 stored');
  expect(stdout.split('Receipts')[1]).not.toContain('✗');
  expect(stdout).toContain('Bearer $AGENT_SIEM_TOKEN');
  for (const secret of Object.values(secrets)) expect(stdout + stderr).not.toContain(secret);
});

test('a port that was asked for and is taken: exit 2 and who is not receiving', async () => {
  const blocker = createServer();
  await new Promise<void>((done) => blocker.listen(0, '127.0.0.1', done));
  const { port } = blocker.address() as AddressInfo;
  const { status, stderr } = run(['--once', '--otlp-port', String(port), '--port', '0']);
  await new Promise((done) => blocker.close(done));
  expect(status).toBe(2);
  expect(stderr).toContain(`port ${port}`);
  expect(stderr).toContain('not receiving');
});

test('with --json too a usual port that is taken is named, on stderr, with the port taken instead', async () => {
  const blocker = createServer();
  // Where another program has the port already, so much the better.
  await new Promise<void>((done) => blocker.once('error', () => done()).listen(4318, '127.0.0.1', done));
  const { status, stdout, stderr } = run(['--once', '--json', '--port', '0']);
  await new Promise((done) => blocker.close(done));
  expect(status).toBe(0);
  expect(alertsIn(stdout).length).toBeGreaterThan(0);
  expect(stderr).toContain('Port 4318 belongs to another program');
  expect(stderr).toMatch(/Listening: http:\/\/127\.0\.0\.1:\d+/);
});

const startReceiver = async (data: string): Promise<{ otlpUrl: string; lines: AsyncIterator<string> }> => {
  running = spawn(process.execPath, [CLI, 'start', '--no-story', '--data', data, ...ANY_PORTS], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const lines = createInterface({ input: running.stdout })[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('start ended early');
    const found = /OTLP\/HTTP on (\S+),/.exec(value as string);
    if (found?.[1] !== undefined) return { otlpUrl: found[1], lines };
  }
};

const until = async (lines: AsyncIterator<string>, text: string): Promise<string> => {
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`ended without ${text}`);
    if ((value as string).includes(text)) return value as string;
  }
};

const stop = (): Promise<number | null> =>
  new Promise((resolve) => {
    running?.once('exit', resolve);
    running?.kill('SIGINT');
  });

const emitSecret = async (otlpUrl: string): Promise<void> => {
  const governance = createGovernance({
    dir: folder(),
    defaults: { agent: { agent_id: 'agt_a' } },
    deliver: otlpDelivery({ url: `${otlpUrl}/v1/logs`, protocol: 'http/json' }),
  });
  await governance.secretDetected({ secret: { secret_type: 'aws_access_key_id' }, identity: { user_id: 'usr_1' } });
  await governance.flush();
  await governance.shutdown();
};

test('an event over OTLP raises its alert at once, and a restart does not raise it again', async () => {
  const data = folder();
  const first = await startReceiver(data);
  await until(first.lines, 'Still running');
  await emitSecret(first.otlpUrl);
  await until(first.lines, 'p2_secret_detected');
  expect(await stop()).toBe(0);

  const second = await startReceiver(data);
  await until(second.lines, 'Still running');
  await emitSecret(second.otlpUrl);
  // The first alert line after the restart is the new event's, and it stands alone.
  expect(await until(second.lines, 'p2_secret_detected')).toContain('1 event from');
  expect(await stop()).toBe(0);
  const rest: string[] = [];
  for (let next = await second.lines.next(); next.done !== true; next = await second.lines.next())
    rest.push(next.value);
  expect(rest.join('\n')).not.toContain('p2_secret_detected');
});
