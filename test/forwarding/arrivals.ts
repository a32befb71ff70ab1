// What arrived against what the trail holds.
import { expect } from 'vitest';
import { canonicalise, TOP_LEVEL_KEYS } from '../../src/event/index.js';
import type { LogRecord, LogValue } from '../../src/ingest/index.js';
import { allLines } from '../trail/fixtures.js';

type Fields = Readonly<Record<string, LogValue>>;

const fieldsOf = (value: LogValue): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`no map: ${JSON.stringify(value)}`);
  return value as Fields;
};

/** The event in what a pipeline made of a record, and what is not as the SIEM wants it; by file name. */
export const READERS: Readonly<Record<string, (record: LogRecord) => string>> = {
  'splunk.yaml': ({ body, attributes, resource }) => {
    // Attributes would become indexed fields.
    expect({ attributes, resource }).toEqual({ attributes: {}, resource: {} });
    return canonicalise(body);
  },
  'elastic.yaml': ({ body }) => {
    const { '@timestamp': time, ...event } = fieldsOf(body);
    expect(time).toBe(event['timestamp']);
    return canonicalise(event);
  },
  'sentinel.yaml': ({ body }) => canonicalise(body),
  'datadog.yaml': ({ body, attributes, resource }) => {
    expect(resource['service.name']).toBe('ai-governance');
    expect(attributes['ddsource']).toBe('agent-siem');
    expect(body).toBe(attributes['event_type']);
    return canonicalise(
      Object.fromEntries(Object.entries(attributes).filter(([name]) => TOP_LEVEL_KEYS.includes(name))),
    );
  },
};

/** The lines of the trail that no copy has arrived of. */
export const missingLines = (dir: string, arrived: Iterable<string>): string[] => {
  const there = new Set(arrived);
  return allLines(dir).filter((line) => !there.has(line));
};

/** Every event of the trail has arrived as it was written, at least once, and nothing else has. */
export const expectAllArrived = (dir: string, arrived: Iterable<string>): void => {
  const lines = allLines(dir);
  expect(new Set(arrived)).toEqual(new Set(lines));
  expect(new Set(lines).size).toBe(lines.length);
};
