// The exports of each SIEM, as its own tools write them, checked by the command.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleEvents, writeEvent } from '../../src/event/index.js';
import { TABLE_COLUMNS } from '../../src/targets/sentinel/index.js';
import { openTrail } from '../../src/trail/index.js';
import { segmentFiles } from './fixtures.js';

type Json = Record<string, unknown>;

const folder = mkdtempSync(join(tmpdir(), 'agent-siem-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let lines: string[] = [];

beforeAll(async () => {
  const dir = join(folder, 'data');
  const trail = openTrail({ dir, durability: 'os' });
  for (const sample of sampleEvents()) await trail.append(sample);
  // Lists, a whole-numbered fraction and text that wants escaping.
  await trail.append(
    writeEvent({
      ...sampleEvents()[0]?.event,
      event_id: 'evt_01JR9X5K7M3N2P4Q6R8S000001',
      agent: { agent_id: 'agt_1', session_id: 'ses_1' },
      identity: { user_id: 'usr_1', roles: ['a', 'b"c'] },
      cost: { estimated_cost_usd: 2, input_tokens: 3 },
      purpose: 'quote " backslash \\ tab \t ünï 😀',
    }),
  );
  await trail.close();
  lines = segmentFiles(dir).flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'));
});

const verify = (text: string) => {
  const file = join(folder, 'export.ndjson');
  writeFileSync(file, text);
  const { stdout, status } = spawnSync(process.execPath, ['dist/cli/main.js', 'verify', '--events', file, '--json'], {
    encoding: 'utf8',
  });
  return { status, report: JSON.parse(stdout) as Json };
};

const each = (wrap: (event: Json, line: string, index: number) => unknown) => (): string =>
  lines.map((line, index) => `${JSON.stringify(wrap(JSON.parse(line) as Json, line, index))}\n`).join('');

const elasticHit = (event: Json): Json => ({
  _index: '.ds-logs-ai_governance-default-2026.11.26-000001',
  _id: event['event_id'],
  _source: {
    ...event,
    '@timestamp': event['timestamp'],
    event: { ingested: '2026-11-26T05:00:00Z' },
    data_stream: { type: 'logs' },
  },
});

const datadogLog = (event: Json): Json => ({
  id: 'AwAAAZ',
  type: 'log',
  attributes: {
    service: 'ai-governance',
    status: 'info',
    tags: ['source:agent-siem'],
    timestamp: event['timestamp'],
    message: '',
    attributes: {
      ...event,
      usr: { email: 'x@example.com' },
      evt: { name: 'x' },
      network: { client: { ip: '192.0.2.1' } },
      governance_status: 'info',
      scope: { key: 'k' },
      alias: { user: 'u' },
    },
  },
});

/** A row of the table: what the data collection rule projects. */
const sentinelRow = (event: Json): Json =>
  Object.fromEntries(
    TABLE_COLUMNS.map(({ name, field }) => {
      const [group = '', leaf] = field.split('.');
      const value = leaf === undefined ? event[group] : (event[group] as Json | undefined)?.[leaf];
      return [name, value ?? null];
    }),
  );

/** As text, which is what the Azure command line gives. */
const asText = (row: Json): Json =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );

const withTimes = (row: Json): Json => ({
  ...row,
  TableName: 'PrimaryResult',
  TenantId: 't',
  TimeGenerated: '2026-11-26T05:00:00Z',
  EventTime: String(row['EventTime']).replace('Z', '0000Z'),
});

const shapes: [string, () => string][] = [
  ['as such', () => lines.map((line) => `${line}\n`).join('')],
  ['a list on one line', () => `[${lines.join(',')}]`],
  ['Splunk: one result a line', each((_, line) => ({ preview: false, result: { _raw: line, _time: '1', host: 'h' } }))],
  [
    'Splunk: fields beside the raw line',
    each((event, line) => ({ event_id: event['event_id'], event_type: event['event_type'], _raw: line })),
  ],
  ['Splunk: the answer of the search API', () => JSON.stringify({ results: lines.map((_raw) => ({ _raw })) })],
  ['Elastic: one hit a line', each(elasticHit)],
  [
    'Elastic: the answer of _search',
    () =>
      JSON.stringify({ took: 1, hits: { total: {}, hits: lines.map((line) => elasticHit(JSON.parse(line) as Json)) } }),
  ],
  ['Datadog: one log a line', each(datadogLog)],
  [
    'Datadog: an archive',
    each((event) => ({ _id: 'A', date: '2026-11-26', attributes: { ...event, usr: { id: 'x' } }, message: '' })),
  ],
  [
    'Datadog: the answer of the search API',
    () => JSON.stringify({ data: lines.map((line) => datadogLog(JSON.parse(line) as Json)), meta: {} }),
  ],
  ['Sentinel: one row a line', each((event) => withTimes(sentinelRow(event)))],
  ['Sentinel: rows as text', each((event) => withTimes(asText(sentinelRow(event))))],
  [
    'Sentinel: the answer of the query API',
    () => {
      const rows = lines.map((line) => withTimes(sentinelRow(JSON.parse(line) as Json)));
      const names = Object.keys(rows[0] ?? {});
      const columns = names.map((name) => ({ name, type: 'string' }));
      return JSON.stringify({
        tables: [{ name: 'PrimaryResult', columns, rows: rows.map((row) => names.map((n) => row[n])) }],
      });
    },
  ],
  ['OTLP: the body of a record', each((event) => ({ severityText: 'INFO', body: event, resource: {} }))],
];

describe.each(shapes)('%s', (_, make) => {
  it('verifies', () => {
    const { status, report } = verify(make());
    expect(report['findings']).toEqual([]);
    expect(report).toMatchObject({ ok: true, events: lines.length, from: 1, to: lines.length });
    expect(status).toBe(0);
  });

  it('an edited event and a missing one are named by their sequences', () => {
    const whole = lines;
    try {
      const edited = (whole[4] ?? '').replace(/"agent_id":"[^"]+"/, '"agent_id":"agt_forged"');
      expect(edited).not.toBe(whole[4]);
      lines = whole.with(4, edited).toSpliced(8, 1);
      const { status, report } = verify(make());
      expect(status).toBe(1);
      expect(report['findings']).toMatchObject([
        { kind: 'edited', sequence: 5 },
        { kind: 'removed', sequence: 9 },
      ]);
    } finally {
      lines = whole;
    }
  });
});

it('what is no event inside a wrapper is named by its line', () => {
  const bad = [
    '{"_source":{"event_id":1}}',
    '{"result":{"_raw":"{"}}',
    '{"tables":[{"columns":[],"rows":[[]]}]}',
    '[1]',
  ];
  const { status, report } = verify([...lines, ...bad].map((line) => `${line}\n`).join(''));
  expect(status).toBe(1);
  expect((report['findings'] as Json[]).map(({ line }) => line)).toEqual(
    bad.map((__, index) => lines.length + 1 + index),
  );
});
