// What the engine suites start ends with them: also when they are killed, and when the server ends by itself.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startGuarded } from './engines/guarded.mjs';
import { startLineProcess } from './engines/line-process.mjs';
import { runStep } from './engines/steps.mjs';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
};

const STARTER = `
import { startGuarded } from ${JSON.stringify(new URL('./engines/guarded.mjs', import.meta.url).href)};
const server = startGuarded('sh', ['-c', 'echo $$; exec sleep 1000'], { folder: process.argv[1], stdio: ['pipe', 'inherit', 'inherit'] });
await server.ended;
`;

it.skipIf(process.platform === 'win32').each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
  'a server ends when its starter gets %s, and its folder goes',
  async (signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'agent-siem-guarded-'));
    const starter = spawn(process.execPath, ['--input-type=module', '-e', STARTER, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) =>
      starter.stdout.once('data', (text) => resolve(Number(String(text)))),
    );
    expect(alive(pid)).toBe(true);
    starter.kill(signal);
    await until(() => !alive(pid) && !existsSync(folder));
    expect(alive(pid)).toBe(false);
  },
);

it.skipIf(process.platform === 'win32')(
  'stop() resolves when the server is gone; a server that ends is noticed',
  async () => {
    const server = startGuarded('sleep', ['1000'], { stdio: ['pipe', 'ignore', 'ignore'] });
    await server.stop();
    expect(server.isRunning()).toBe(false);
    const short = startGuarded('true', [], { stdio: ['pipe', 'ignore', 'ignore'] });
    await short.ended;
    expect(short.isRunning()).toBe(false);
  },
);

it.skipIf(process.platform === 'win32')('kill() is a crash: no time to clean up, and the folder stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-siem-guarded-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const script = 'trap "touch cleaned" TERM; echo $$; while :; do sleep 1; done';
  const server = startGuarded('sh', ['-c', script], { folder, cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  const pid = await new Promise<number>((resolve) =>
    server.stdout.once('data', (text: Buffer) => resolve(Number(String(text)))),
  );
  await server.kill();
  await until(() => !alive(pid));
  expect(readdirSync(folder)).toEqual([]);
});

const RUN = `
import { runStep, stopOnSignals } from ${JSON.stringify(new URL('./engines/steps.mjs', import.meta.url).href)};
stopOnSignals(async () => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  console.log('stopped');
});
await runStep('sh', ['-c', 'echo $$; exec sleep 1000']);
console.log('the step has ended');
setInterval(() => {}, 1000);
`;

it.skipIf(process.platform === 'win32').each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the step of a run, then what the run has started, and the run with %i', async (signal, code) => {
  const run = spawn(process.execPath, ['--input-type=module', '-e', RUN], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  run.stdout.on('data', (text) => said.push(String(text)));
  await until(() => said.length > 0);
  const step = Number(said[0]);
  expect(alive(step)).toBe(true);
  run.kill(signal);
  expect(await new Promise((resolve) => run.on('close', resolve))).toBe(code);
  expect(alive(step)).toBe(false);
  expect(said.join('')).toContain('stopped');
});

it('a step says with which code it ended, 1 for a signal', async () => {
  expect(await runStep('sh', ['-c', 'exit $CODE'], { env: { CODE: '3' } })).toBe(3);
  expect(await runStep('sh', ['-c', 'kill -KILL $$'])).toBe(1);
});

it('questions to a process that has ended are errors, not silence', async () => {
  const process_ = startLineProcess('a reader', process.execPath, [
    '-e',
    'process.stdin.once("data", () => process.exit(3))',
  ]);
  await expect(process_.ask('one')).rejects.toThrow('a reader ended: code 3');
  await expect(process_.ask('two')).rejects.toThrow('a reader has ended');
});
