// The test event of each INSTALL.md, made by its own shell lines: what curl would send is a whole event that P1 fires on.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilePredicate, type EventObject } from '../../src/evaluate/index.js';
import { readEvent } from '../../src/event/index.js';
import { rules } from './build-once.js';

const p1 = rules.find(({ meta }) => meta.ruleId === 'p1_policy_blocked_tool_call');

/** Where the event stands in what is sent. */
const EVENT: Readonly<Record<string, (body: never) => EventObject>> = {
  splunk: (body: { readonly event: EventObject }) => body.event,
  elastic: (body: EventObject) => body,
  sentinel: ([event]: readonly [EventObject]) => event,
  datadog: ([{ ddsource: _source, service: _service, ...event }]: readonly [EventObject]) => event,
};

describe.skipIf(process.platform === 'win32')('the test event', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'agent-siem-smoke-'));
    // Instead of curl: the argument of -d.
    writeFileSync(
      join(folder, 'curl'),
      '#!/bin/sh\nwhile [ $# -gt 0 ]; do if [ "$1" = -d ]; then printf %s "$2"; fi; shift; done\n',
    );
    writeFileSync(join(folder, 'az'), '#!/bin/sh\necho token\n');
    for (const name of ['curl', 'az']) chmodSync(join(folder, name), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(Object.entries(EVENT))('of %s', (target, eventOf) => {
    const [, script = ''] =
      /Test event[^`]*```sh\n([\s\S]*?)```/.exec(readFileSync(`pack/${target}/INSTALL.md`, 'utf8')) ?? [];
    const { stdout, status } = spawnSync('sh', ['-eu', '-c', script], {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, ELASTIC_URL: 'https://es' },
    });
    expect(status).toBe(0);
    const event = eventOf(JSON.parse(stdout) as never);
    expect(() => readEvent(event)).not.toThrow();
    expect(Math.abs(Date.now() - Date.parse(String(event['timestamp'])))).toBeLessThan(60_000);
    expect(p1?.kind === 'detection' && compilePredicate(p1.predicate)(event)).toBe(true);
  });
});
