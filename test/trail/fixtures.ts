import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { newEventId, writeEvent, type CanonicalEvent } from '../../src/event/index.js';

/** A data folder that goes with the test. */
export const temporaryFolder = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'trail-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

export const toolCall = (over: Record<string, unknown> = {}): CanonicalEvent =>
  writeEvent({
    event_id: newEventId(),
    event_type: 'tool_call.completed',
    timestamp: '2026-04-07T14:32:18.847Z',
    schema_version: '1.3.0',
    identity: { user_id: 'usr_8f3a2b1c', email: 'user@example.com' },
    agent: { agent_id: 'agt_code_reviewer', session_id: 'ses_7k2m9n4p' },
    tool_call: { tool_name: 'database_query', duration_ms: 145, response_status: 'success' },
    ...over,
  });

export const segmentFiles = (dir: string): string[] =>
  readdirSync(join(dir, 'trail'))
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(dir, 'trail', name));

/** Every line of every segment, in order. */
export const allLines = (dir: string): string[] =>
  segmentFiles(dir).flatMap((file) => readFileSync(file, 'utf8').split('\n').filter(Boolean));

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};
