// The command over a folder that nobody writes to.
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEvent } from '../../../src/event/index.js';
import { openTrail } from '../../../src/trail/index.js';
import { segmentFiles } from '../../trail/fixtures.js';

interface Printed {
  readonly status: number | null;
  readonly lines: number;
  readonly sha256: string;
  readonly text: string;
  readonly stderr: string;
}

/** Runs the command; keeps its output only as far as asked, so that the test's own memory says nothing. */
const query = async (dir: string, args: readonly string[], node: readonly string[] = [], keep = 1 << 20) => {
  const child = spawn(process.execPath, [...node, 'dist/cli/main.js', 'query', '--data', dir, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const hash = createHash('sha256');
  let [lines, text, stderr] = [0, '', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
    if (text.length < keep) text += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, lines, sha256: hash.digest('hex'), text, stderr } satisfies Printed;
};

const folder = mkdtempSync(join(tmpdir(), 'agent-siem-query-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const id = (index: number): string => `evt_01JR9X5K7M3N2P4Q6R8S${String(index).padStart(6, '0')}`;
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

describe('filters', () => {
  const dir = join(folder, 'few');
  beforeAll(async () => {
    const trail = openTrail({ dir, durability: 'os' });
    const base = { schema_version: '1.3.0' };
    const tool = (tool_call: object = {}) => ({ tool_call: { tool_name: 'query', ...tool_call } });
    const ana = { identity: { user_id: 'usr_1', email: 'ana@example.com', idp_subject: 'sub|1', employee_id: 'E1' } };
    const agent = { agent: { agent_id: 'agt_1', agent_name: 'Reviewer', session_id: 'ses_1' } };
    const drafts = [
      {
        event_type: 'tool_call.completed',
        timestamp: minutesAgo(180),
        ...agent,
        ...ana,
        ...tool({ response_status: 'success' }),
      },
      { event_type: 'tool_call.failed', timestamp: minutesAgo(90), ...agent, ...tool({ response_status: 'timeout' }) },
      {
        event_type: 'tool_call.blocked',
        timestamp: minutesAgo(30),
        agent: { agent_id: 'agt_2', session_id: 'ses_2' },
        ...ana,
        ...tool(),
        governance: { result: 'denied' },
      },
      { event_type: 'auth.failure', timestamp: minutesAgo(10), identity: { email: 'bo@example.com' } },
      { event_type: 'session.started', timestamp: '2026-04-07T14:00:00.000Z', ...agent, ...ana },
    ];
    for (const [index, draft] of drafts.entries()) {
      await trail.append(writeEvent({ ...base, event_id: id(index + 1), ...draft }));
    }
    await trail.close();
  });

  it.each<[string, readonly string[], readonly number[]]>([
    ['none', [], [1, 2, 3, 4, 5]],
    ['since, hours', ['--since', '2h'], [2, 3, 4]],
    ['since, minutes', ['--since', '60m'], [3, 4]],
    ['since, days and weeks', ['--since', '1d', '--until', '2m'], [1, 2, 3, 4]],
    ['since, a time without zone is UTC', ['--since', '2026-04-07T14:00:00', '--until', '2026-04-07T14:00:01'], [5]],
    ['since, another zone', ['--since', '2026-04-07T16:00:00+02:00', '--until', '2026-04-07T14:00:00.001Z'], [5]],
    ['until is without its time', ['--until', '2026-04-07T14:00:00.000Z'], []],
    ['until, a duration', ['--until', '2h'], [1, 5]],
    ['status, governance.result', ['--status', 'denied'], [3]],
    ['status, last part of the type', ['--status', 'blocked'], [3]],
    ['status, response_status', ['--status', 'timeout'], [2]],
    ['status, several', ['--status', 'blocked, FAILED,started'], [2, 3, 5]],
    ['type', ['--type', 'tool_call.failed'], [2]],
    ['type, a kind', ['--type', 'tool_call'], [1, 2, 3]],
    ['type, several', ['--type', 'auth,session.started'], [4, 5]],
    ['type, no part of a name', ['--type', 'tool'], []],
    ['agent, id', ['--agent', 'agt_2'], [3]],
    ['agent, name in any case', ['--agent', 'reviewer'], [1, 2, 5]],
    ['user, id', ['--user', 'usr_1'], [1, 3, 5]],
    ['user, e-mail in any case', ['--user', 'BO@example.com'], [4]],
    ['user, subject', ['--user', 'sub|1'], [1, 3, 5]],
    ['user, employee number', ['--user', 'e1'], [1, 3, 5]],
    ['all must hold', ['--user', 'usr_1', '--agent', 'agt_1', '--type', 'tool_call'], [1]],
    ['limit, oldest first', ['--type', 'tool_call', '--limit', '2'], [1, 2]],
    ['limit 0', ['--limit', '0'], []],
  ])('%s', async (_, args, expected) => {
    const { status, text, stderr } = await query(dir, [...args, '--format', 'ndjson']);
    expect([status, stderr]).toEqual([0, '']);
    const ids = text
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { event_id: string }).event_id);
    expect(ids).toEqual(expected.map(id));
  });

  it('the formats hold the same events', async () => {
    const table = await query(dir, ['--status', 'blocked']);
    const csv = await query(dir, ['--status', 'blocked', '--format', 'csv']);
    expect([table.lines, csv.lines]).toEqual([2, 2]);
    expect(table.text).toContain('tool_call.blocked');
    expect(csv.text).toContain(id(3));
    expect(csv.text.startsWith('event_id,event_type,timestamp,')).toBe(true);
  });
});

describe('hostile content', () => {
  const dir = join(folder, 'hostile');
  const formulas = ['=cmd|calc!A1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠1'];
  const escapes = [
    '\u001b]0;owned\u0007',
    '\u009b2J',
    '\u001b[8m',
    '\u202egnp.exe',
    '\u2066x',
    'a\r\nforged row',
    '\u0000',
  ];
  beforeAll(async () => {
    const trail = openTrail({ dir, durability: 'os' });
    for (const [index, hostile] of [...formulas, ...escapes].entries()) {
      await trail.append(
        writeEvent({
          event_id: id(index + 1),
          event_type: 'tool_call.failed',
          timestamp: '2026-04-07T14:00:00.000Z',
          schema_version: '1.3.0',
          agent: { agent_id: hostile },
          tool_call: { tool_name: hostile, error: hostile, parameter_fields: ['a', hostile] },
        }),
      );
    }
    await trail.close();
  });

  it('CSV: no cell and no item of a list begins a formula, and the file is rows of one length', async () => {
    const { text } = await query(dir, ['--format', 'csv']);
    // RFC 4180, by a reader of its own.
    const rows: string[][] = [[]];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
      rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
      if (end === '\r\n') rows.push([]);
    }
    expect(rows.pop()).toEqual([]);
    expect(rows).toHaveLength(1 + formulas.length + escapes.length);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    for (const cell of rows.flat().flatMap((value) => value.split(';')))
      expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  it('table: one row an event, nothing that a terminal would act on', async () => {
    const { text, lines } = await query(dir, []);
    expect(lines).toBe(1 + formulas.length + escapes.length);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  it('NDJSON: the stored lines', async () => {
    const { text } = await query(dir, ['--format', 'ndjson']);
    expect(text).toBe(
      segmentFiles(dir)
        .map((file) => readFileSync(file, 'utf8'))
        .join(''),
    );
  });
});

describe('memory', () => {
  const dir = join(folder, 'many');
  const count = 40_000;
  const report = [
    '--import',
    'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))',
  ];
  const rss = ({ stderr }: Printed): number => Number(stderr.trim());
  beforeAll(async () => {
    const trail = openTrail({ dir, durability: 'os', maxSegmentBytes: 4 * 1024 * 1024 });
    const fields = Array.from({ length: 60 }, (_, index) => `${String(index)}${'x'.repeat(60)}`);
    for (let from = 0; from < count; from += 1000) {
      await Promise.all(
        Array.from({ length: 1000 }, (_, index) =>
          trail.append(
            writeEvent({
              event_id: id(from + index),
              event_type: 'tool_call.completed',
              timestamp: '2026-04-07T14:00:00.000Z',
              schema_version: '1.3.0',
              agent: { agent_id: 'agt_1' },
              tool_call: { tool_name: 'query', parameter_fields: fields },
            }),
          ),
        ),
      );
    }
    await trail.close();
  }, 120_000);

  it.each(['ndjson', 'csv', 'table'])(
    '%s: 150 MiB in forty segments pass through a heap of 32 MiB, and no more memory is used than for one event',
    async (format) => {
      const files = segmentFiles(dir);
      const bytes = files.map((file) => readFileSync(file));
      expect(bytes.reduce((sum, part) => sum + part.length, 0)).toBeGreaterThan(150 * 1024 * 1024);
      expect(files.length).toBeGreaterThan(35);
      const node = ['--max-old-space-size=32', ...report];
      const one = await query(dir, ['--format', format, '--limit', '1'], node, 0);
      const all = await query(dir, ['--format', format], node, 0);
      expect([one.status, all.status]).toEqual([0, 0]);
      expect(all.lines).toBe(count + (format === 'ndjson' ? 0 : 1));
      if (format === 'ndjson') {
        const hash = createHash('sha256');
        for (const part of bytes) hash.update(part);
        expect(all.sha256).toBe(hash.digest('hex'));
      }
      // maxRSS is in KiB.
      expect(rss(all) - rss(one)).toBeLessThan(64 * 1024);
    },
    120_000,
  );
});
