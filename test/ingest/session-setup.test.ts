import { describe, expect, it } from 'vitest';
import { createMapping, decodeLogsJson, type SourceName } from '../../src/ingest/index.js';
import { createSecretScanner } from '../../src/secrets/index.js';
import { type Any, sampleJson } from './otlp-samples.js';

const changes = (service: SourceName, attributes: { [key: string]: Any }) => {
  const mapping = createMapping({ scanner: createSecretScanner() });
  const records = decodeLogsJson(
    sampleJson({
      resource: { 'service.name': service },
      scope: { name: '', version: '' },
      records: [{ timeUnixNano: '1790000000123000000', attributes }],
    }),
  );
  const events = [...records].flatMap((record) => mapping.map(record).events.map(({ event }) => event));
  expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(events.length);
  return events.slice(1).map(({ config }) => [config?.setting, config?.name ?? config?.to_value]);
};

describe('a session that starts', () => {
  it('names its servers and the modes that bypass approval: Codex', () => {
    const start = { 'event.name': 'codex.conversation_starts', 'conversation.id': 'c' };
    expect(
      changes('codex', {
        ...start,
        approval_policy: 'never',
        sandbox_policy: 'danger-full-access',
        mcp_servers: 'docs, tickets',
      }),
    ).toEqual([
      ['approval_policy', 'never'],
      ['sandbox_policy', 'danger-full-access'],
      ['mcp_server', 'docs'],
      ['mcp_server', 'tickets'],
    ]);
    expect(changes('codex', { ...start, approval_policy: 'on-request', sandbox_policy: 'read-only' })).toEqual([]);
  });

  it('names its servers and the modes that bypass approval: Gemini CLI', () => {
    const start = { 'event.name': 'gemini_cli.config', 'session.id': 's' };
    expect(changes('gemini-cli', { ...start, approval_mode: 'yolo', mcp_servers: 'crm' })).toEqual([
      ['approval_mode', 'yolo'],
      ['mcp_server', 'crm'],
    ]);
    expect(changes('gemini-cli', { ...start, approval_mode: 'default', mcp_servers: '' })).toEqual([]);
  });
});
