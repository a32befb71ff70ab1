// cli-agents.yaml as it is, on what Codex, Gemini CLI and Claude Code send: nothing raw leaves, everything else does.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/event/index.js';
import {
  createMapping,
  decodeLogs,
  isReadable,
  type LogAttributes,
  type LogRecord,
  type LogValue,
} from '../../src/ingest/index.js';
import { createSecretScanner } from '../../src/secrets/index.js';
import { startCollector } from '../deliver/collector.js';
import { temporaryFolder } from '../trail/fixtures.js';
import { startOtelCollector } from './otel-collector.js';
import { ready } from './ready.js';
import { recordForwarding } from './report.js';
import { OTEL_FOLDER } from './stand-in-config.js';

const VERSION = '0.149';
const FIXTURES = 'test/fixtures';
const FILES = ['codex/0.131.0.jsonl', 'gemini-cli/0.30.0.jsonl', 'claude-code/2.1.295.jsonl'];

/** Attributes that hold what a person, a model or a tool said. */
const RAW = [
  'arguments',
  'output',
  'function_args',
  'function_response',
  'tool_parameters',
  'tool_input',
  'tool_output',
  'tool_call',
  'hook_input',
  'hook_output',
  'prompt',
  'user_prompt',
  'request_text',
  'response_text',
  'system_instructions',
  'input_messages',
  'output_messages',
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'verdict_rationale',
  'content',
];
const MEASURED = ['arguments', 'output', 'function_args', 'tool_input', 'tool_parameters'];

const requestsOf = (file: string): string[] => readFileSync(join(FIXTURES, file), 'utf8').split('\n').filter(Boolean);
const decode = (request: string): LogRecord[] => [...decodeLogs(Buffer.from(request), 'json')].filter(isReadable);

/** What is to come out of a record. */
const redacted = (record: LogRecord): LogRecord => {
  const attributes: Record<string, LogValue> = {};
  for (const [name, value] of Object.entries(record.attributes)) if (!RAW.includes(name)) attributes[name] = value;
  for (const name of MEASURED) {
    const value = record.attributes[name];
    if (typeof value !== 'string') continue;
    attributes[`${name}_length`] = Buffer.byteLength(value);
    attributes[`${name}_sha256`] = createHash('sha256').update(value).digest('hex');
  }
  for (const [from, to] of [
    ['mcp_server_name', 'mcp_server.name'],
    ['mcp_tool_name', 'mcp_tool.name'],
  ] as const) {
    const parameters = record.attributes['tool_parameters'];
    const name = typeof parameters === 'string' ? (JSON.parse(parameters) as LogAttributes)[from] : undefined;
    if (name !== undefined) attributes[to] = name;
  }
  return { ...record, attributes };
};

const sorted = (records: readonly LogRecord[]): string[] => records.map((record) => canonicalJson(record)).sort();

const through = async (requests: readonly string[]): Promise<LogRecord[]> => {
  const folder = temporaryFolder();
  const end = await startCollector();
  const collector = await startOtelCollector({
    version: VERSION,
    folder,
    files: () => [resolve(OTEL_FOLDER, 'cli-agents.yaml')],
    environment: { AGENT_SIEM_URL: end.url.replace('/v1/logs', ''), COLLECTOR_STATE: join(folder, 'state') },
  });
  for (const body of requests) {
    const response = await fetch(`${collector.url}/v1/logs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(200);
  }
  const count = requests.flatMap(decode).length;
  await ready('all records have arrived', () => end.records.length >= count, collector);
  return end.records;
};

const value = (raw: unknown): unknown => {
  if (typeof raw === 'string') return { stringValue: raw };
  if (typeof raw === 'number') return { intValue: String(raw) };
  if (Array.isArray(raw)) return { arrayValue: { values: raw.map(value) } };
  return { kvlistValue: { values: Object.entries(raw as object).map(([key, one]) => ({ key, value: value(one) })) } };
};

const request = (attributes: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: [{ attributes: Object.entries(attributes).map(([key, raw]) => ({ key, value: value(raw) })) }],
          },
        ],
      },
    ],
  });

const toolCalls = (records: readonly LogRecord[]) => {
  const mapping = createMapping({ scanner: createSecretScanner() });
  return records
    .flatMap((record) => mapping.map(record).events)
    .filter(({ event }) => event.event_type.startsWith('tool_call.'))
    .map(({ event: { event_type, tool_call } }) => {
      const call: Record<string, unknown> = { ...tool_call };
      delete call['parameters_hash'];
      delete call['parameter_fields'];
      return canonicalJson({ event_type, call });
    })
    .sort();
};

describe('cli-agents.yaml', () => {
  test.each(FILES)('%s: arguments and output are gone, the rest is as it was sent', async (file) => {
    const requests = requestsOf(file);
    const sent = requests.flatMap(decode);
    expect(sent.some(({ attributes }) => MEASURED.some((name) => name in attributes))).toBe(true);
    const arrived = await through(requests);
    expect(sorted(arrived)).toEqual(sorted(sent.map(redacted)));
    // Without arguments there is no hash of them; everything else of a call is there.
    expect(toolCalls(arrived)).toEqual(toolCalls(sent));
    recordForwarding('otel-collector', { version: VERSION, check: `cli-agents.yaml: ${file}`, events: sent.length });
  });

  test('nothing raw leaves in any attribute, of any kind', async () => {
    const kinds: readonly unknown[] = ['RAW text', { inner: 'RAW map', deep: ['RAW'] }, ['RAW list'], 4711];
    const requests = kinds.map((kind) =>
      request(Object.fromEntries([...RAW.map((name) => [name, kind]), ['kept', 'as it was']])),
    );
    const arrived = await through(requests);
    expect(arrived).toHaveLength(kinds.length);
    for (const { attributes } of arrived) {
      expect(JSON.stringify(attributes)).not.toMatch(/RAW|4711/);
      expect(attributes['kept']).toBe('as it was');
    }
  });
});
