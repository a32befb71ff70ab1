// A rule that a SIEM cannot say stops the build, unless the rule accepts that.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'agent-siem-unsupported-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rule = (accept: string): string => `title: Pattern in a reason
id: 0d5c1c0e-43a3-4a0b-9d53-2d9f8c1f3a11
name: reason_pattern
status: test
description: A regular expression, which log search does not have.
author: agent-siem
date: 2026-11-25
taxonomy: agent-governance
logsource: {product: agent-governance}
detection:
  selection:
    governance.reason|re: '^a+b'
  hours:
    timestamp|hour: 3
  condition: selection or hours
level: low
agent_siem:
  version: 1.0.0
  sources: [exporter]
${accept}  runbook: |
    1. Look.
  tests:
    - name: none
      events: [{type: session.started, timestamp: '2026-01-01T12:00:00.000Z'}]
      expect: []
`;
const build = (accept: string) => {
  writeFileSync(join(folder, 'rule.yml'), rule(accept));
  return spawnSync(
    process.execPath,
    ['dist/cli/main.js', 'pack', 'build', '--rules', join(folder, 'rule.yml'), '--out', join(folder, 'pack')],
    { encoding: 'utf8' },
  );
};

it('exits 2 with file, line, construct, reason and the mend for each, and writes nothing', () => {
  const { status, stderr } = build('');
  expect(stderr).toMatch(
    /rule\.yml:1(:1)?: reason_pattern cannot be said in datadog: test\.regex: log search has no regular expressions/,
  );
  expect(stderr).toContain('cannot be said in datadog: test.time:');
  expect(stderr).toContain('agent_siem.targets.datadog.accept: [{construct: test.regex, reason: ...}]');
  expect(status).toBe(2);
  expect(existsSync(join(folder, 'pack'))).toBe(false);
});

it('builds when the rule accepts it, and says what is left out', () => {
  const { status, stderr } = build(`  targets:
    datadog:
      accept:
        - {construct: test.regex, reason: no regular expressions there}
        - {construct: test.time, reason: no hours there}
`);
  expect(status).toBe(0);
  expect(stderr).toContain('reason_pattern is not in the datadog pack');
  expect(existsSync(join(folder, 'pack', 'manifest.json'))).toBe(true);
});
