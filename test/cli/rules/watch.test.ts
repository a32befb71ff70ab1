// rules test --watch in a process of its own: what an editor does to a file is seen, whatever the file holds meanwhile.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const GOOD = readFileSync(join(root, 'rules/cost_threshold_exceeded.yml'), 'utf8');
const FAILING = GOOD.replace('expect: []', 'expect: 2');
const PASSED = '3 passed, 0 failed\n';
const FAILED = '2 passed, 1 failed\n';

let folder: string;
let child: ChildProcessByStdio<null, Readable, Readable> | undefined;
/** What each stream has said since the last wait on it. */
let heard: Record<'stdout' | 'stderr', string>;
let look: () => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-siem-watch-'));
  heard = { stdout: '', stderr: '' };
  look = () => undefined;
});
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) await stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const start = (path: string): void => {
  child = spawn(process.execPath, [join(root, 'dist/cli/main.js'), 'rules', 'test', path, '--watch'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      heard[stream] += chunk;
      look();
    });
  }
};

/** Waits until the process has said this since the last wait; gives what it said before that. */
const said = (wanted: string, stream: 'stdout' | 'stderr' = 'stdout'): Promise<string> =>
  new Promise((resolve, reject) => {
    look = () => {
      const at = heard[stream].indexOf(wanted);
      if (at === -1) return;
      const before = heard[stream].slice(0, at);
      heard[stream] = heard[stream].slice(at + wanted.length);
      look = () => undefined;
      resolve(before);
    };
    child?.once('exit', (code) => {
      reject(new Error(`ended with ${String(code)} before saying ${wanted}: ${JSON.stringify(heard)}`));
    });
    look();
  });

const stop = (signal: NodeJS.Signals): Promise<NodeJS.Signals | null> =>
  new Promise((resolve) => {
    child?.once('exit', (_code, by) => {
      resolve(by);
    });
    child?.kill(signal);
  });

/** As most editors save: a new file takes the place of the old one. */
const replace = (name: string, content: string): void => {
  writeFileSync(join(folder, `${name}.tmp`), content);
  renameSync(join(folder, `${name}.tmp`), join(folder, name));
};

describe('rules test --watch', () => {
  it('a file: each edit runs again, a broken one does not end it, Ctrl-C does', async () => {
    writeFileSync(join(folder, 'rule.yml'), GOOD);
    start('rule.yml');
    await said(PASSED);
    await said('watching', 'stderr');
    writeFileSync(join(folder, 'rule.yml'), FAILING);
    await said(FAILED);
    replace('rule.yml', GOOD);
    await said(PASSED);
    replace('rule.yml', 'title: [broken\n');
    await said('error yaml.syntax', 'stderr');
    await said('0 passed, 0 failed\n');
    rmSync(join(folder, 'rule.yml'));
    await said('rule.yml: cannot be read', 'stderr');
    replace('rule.yml', GOOD);
    await said(PASSED);
    // Other files of the folder are not looked at, such as a report that is written there.
    writeFileSync(join(folder, 'report.xml'), '<testsuites/>');
    replace('other.yml', FAILING);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    replace('rule.yml', FAILING);
    expect(await said(FAILED)).not.toContain(PASSED);
    expect(await stop('SIGINT')).toBe('SIGINT');
  });

  it('a folder: files in it and below it, new ones too', async () => {
    mkdirSync(join(folder, 'rules/deep'), { recursive: true });
    writeFileSync(join(folder, 'rules/deep/rule.yml'), GOOD);
    start('rules');
    await said(PASSED);
    await said('watching', 'stderr');
    replace('rules/deep/rule.yml', FAILING);
    await said(FAILED);
    replace('rules/deep/rule.yml', GOOD);
    await said(PASSED);
    replace('rules/second.yml', FAILING.replaceAll('cost_threshold_exceeded', 'second').replace(/^id: .*$/gm, ''));
    await said('5 passed, 1 failed\n');
  });
});
