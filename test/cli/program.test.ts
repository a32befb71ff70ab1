import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

test.each(['nonsense', 'toString', 'constructor', '__proto__'])('an unknown command is bad usage: %s', (name) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, name], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toBe(`error: unknown command '${name}'\n(--help shows usage and an example)\n`);
});
