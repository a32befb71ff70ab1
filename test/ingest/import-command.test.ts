import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fixture } from './mapped-file.js';

const folder = mkdtempSync(join(tmpdir(), 'agent-siem-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (from: string, file: string, input?: string) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['dist/cli/main.js', 'import', '--from', from, file], {
    encoding: 'utf8',
    input,
  });
  return { stdout, stderr, status };
};

const written = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

const session = readFileSync(fixture('claude-code/2.1.295.jsonl'), 'utf8');
const expected = readFileSync(fixture('claude-code/2.1.295.expected.ndjson'), 'utf8');

describe('agent-siem import', () => {
  it('prints events on stdout and counted skips on stderr', () => {
    const { stdout, stderr, status } = run('claude-code', fixture('claude-code/2.1.295.jsonl'));
    expect(status).toBe(0);
    expect(stdout).toBe(expected);
    expect(stderr).toMatch(/^23 events, 7 records skipped\n/);
    expect(stderr).toMatch(/ 1 {2}claude-code: event_of_next_year: unknown event\n/);
  });

  it('reads one document over many lines, a list, single requests and stdin alike', () => {
    const requests = session.trimEnd().split('\n');
    const list = `[\n${requests.join(',\n')}\n]`;
    expect(run('claude-code', written('list.json', list)).stdout).toBe(expected);
    expect(run('claude-code', written('pretty.json', JSON.stringify(JSON.parse(list), null, 2))).stdout).toBe(expected);
    expect(run('claude-code', written('crlf.jsonl', `\uFEFF${session.replaceAll('\n', '\r\n')}\r\n`)).stdout).toBe(
      expected,
    );
    expect(run('claude-code', '-', session).stdout).toBe(expected);
  });

  it('reads single records as collectors write them', () => {
    interface Request {
      resourceLogs: { resource: object; scopeLogs: { scope: object; logRecords: Record<string, unknown>[] }[] }[];
    }
    interface Pair {
      key: string;
      value: Record<string, string | number | boolean>;
    }
    const plain = (pairs: Pair[]) => Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]));
    const lines = session
      .trimEnd()
      .split('\n')
      .flatMap((line) =>
        (JSON.parse(line) as Request).resourceLogs.flatMap(({ resource, scopeLogs }) =>
          scopeLogs.flatMap(({ scope, logRecords }) =>
            logRecords.map((record) =>
              JSON.stringify({
                '@timestamp': new Date(Number(String(record['timeUnixNano']).slice(0, -6))).toISOString(),
                body: { text: (record['body'] as { stringValue: string }).stringValue },
                attributes: plain(record['attributes'] as Pair[]),
                resource: { attributes: plain((resource as { attributes: Pair[] }).attributes) },
                scope,
              }),
            ),
          ),
        ),
      );
    expect(run('claude-code', written('plain.ndjson', lines.join('\n'))).stdout).toBe(expected);
  });

  it('names each bad line, prints the rest, and exits with 2', () => {
    const [first, second] = session.trimEnd().split('\n');
    const file = written(
      'torn.jsonl',
      [first, '{"oops', '42', '{"hello":1}', '{"resourceLogs":{}}', second].join('\n'),
    );
    const { stdout, stderr, status } = run('claude-code', file);
    expect(status).toBe(2);
    expect(stdout).toBe(expected);
    expect(stderr).toContain(`${file}:2:2: not JSON`);
    expect(stderr).toContain(`${file}:3: neither an OTLP logs request nor a log record`);
    expect(stderr).toContain(`${file}:4: neither`);
    expect(stderr).toContain(`${file}:5: resourceLogs: not an OTLP logs request`);
  });

  it('reads on when the first line is the bad one', () => {
    const file = written('first.jsonl', `{"oops\n${session}`);
    const { stdout, stderr, status } = run('claude-code', file);
    expect([status, stdout]).toEqual([2, expected]);
    expect(stderr).toContain(`${file}:1:2: not JSON`);
  });

  it('names the place in a broken document', () => {
    const file = written('document.json', '{\n  "resourceLogs": [\n    { "scopeLogs": [ }\n  ]\n}\n');
    const { stderr, status } = run('claude-code', file);
    expect(status).toBe(2);
    expect(stderr).toContain(`${file}:3:22: not JSON`);
  });

  it('names a record that is too deep and keeps its neighbours', () => {
    const deep = `${'{"arrayValue":{"values":['.repeat(50)}${']}}'.repeat(50)}`;
    const torn = session.replace('"logRecords":[', `"logRecords":[{"body":${deep}},`);
    const file = written('deep.jsonl', torn);
    const { stdout, stderr, status } = run('claude-code', file);
    expect([status, stdout]).toEqual([2, expected]);
    expect(stderr).toContain(`${file}:1: nested deeper than 32 levels`);
  });

  it('counts metrics, traces and other agents as skipped', () => {
    const file = written('mixed.jsonl', `{"resourceMetrics":[]}\n{"resourceSpans":[]}\n${session}`);
    const { stdout, stderr, status } = run('claude-code', file);
    expect([status, stdout]).toEqual([0, expected]);
    expect(stderr).toMatch(/ 2 {2}metrics or traces/);
    const other = run('codex', fixture('claude-code/2.1.295.jsonl'));
    expect([other.status, other.stdout]).toEqual([0, '']);
    expect(other.stderr).toMatch(/27 {2}not a record of codex/);
  });

  it('takes an empty file, and refuses a missing one, a folder, and an unknown agent', () => {
    expect(run('codex', written('empty', '')).status).toBe(0);
    expect(run('codex', join(folder, 'missing')).stderr).toMatch(/missing: cannot be read/);
    expect(run('codex', folder).status).toBe(2);
    expect(run('cursor', written('empty', '')).status).toBe(2);
  });
});
