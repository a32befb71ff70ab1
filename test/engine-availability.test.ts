// A missing engine fails in CI and where it was asked for; elsewhere it is named and left out.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const check = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  spawnSync(process.execPath, ['test/engines/run.mjs', '--check', ...args], {
    encoding: 'utf8',
    env: { HOME: process.env['HOME'] ?? '', ...env },
  });

it('in CI an engine without java fails', () => {
  const { status, stderr } = check([], { CI: 'true', PATH: '/nonexistent' });
  expect(stderr).toContain('engine of splunk: java is not on the path');
  expect(status).toBe(1);
});

it('elsewhere it is named and left out', () => {
  const { status, stderr, stdout } = check([], { PATH: '/nonexistent' });
  expect(stderr).toContain('splunk is left out: java is not on the path');
  expect(stderr).toContain('elastic is left out: java is not on the path');
  expect(stderr).toContain('sentinel is left out: python3 is not on the path');
  expect(stderr).toContain('forwarding is left out: go is not on the path');
  expect(stdout).toBe('engines: datadog\n');
  expect(status).toBe(0);
});

it('but not where it was asked for', () => {
  expect(check(['elastic'], { PATH: '/nonexistent' })).toMatchObject({ status: 1 });
  expect(check(['forwarding'], { PATH: '/nonexistent' })).toMatchObject({ status: 1 });
});

it('a name that is none ends with 2 and the names that are', () => {
  const { status, stderr } = check(['elasticc'], {});
  expect(stderr).toContain(
    'elasticc is not known; there are splunk, elastic, sentinel, datadog, pack, pysigma, forwarding',
  );
  expect(status).toBe(2);
});
