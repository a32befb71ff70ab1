import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  EVENT_TYPES,
  EventError,
  RAW_CONTENT_NAMES,
  readEvent,
  severityOf,
  writeEvent,
} from '../../src/event/index.js';

const example = JSON.parse(readFileSync(new URL('../fixtures/event-example.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
> & { event_id: string; tool_call: object; governance: object };
const later = { ...example, schema_version: '1.99.0' };

const errorOf = (run: () => unknown): EventError => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(EventError);
    return error as EventError;
  }
  throw new Error('accepted');
};

describe('reading', () => {
  it('the reference example of schema 1.2.0', () => {
    expect(readEvent(example).event).toMatchObject({
      schema_version: '1.2.0',
      tool_call: { tool_name: 'database_query' },
    });
  });

  it.each([20, 21, 25, 26])('an id of %i characters', (length) => {
    const event_id = `evt_${'01JR9X5K7M3N2P4Q6R8S0TV1W2'.slice(0, length)}`;
    expect(readEvent({ ...example, event_id }).event.event_id).toBe(event_id);
  });

  it.each([
    'evt_01JR9X5K7M3N2P4Q6R8',
    'evt_01JR9X5K7M3N2P4Q6R8S0TV1W23',
    'evt_01JR9X5K7M3N2P4Q6R8S0TV1WI',
    '01JR9X5K7M3N2P4Q6R8S0TV1W2',
    'evt_01jr9x5k7m3n2p4q6r8s0tv1w2',
  ])('refuses the id %s', (event_id) => {
    expect(errorOf(() => readEvent({ ...example, event_id }))).toMatchObject({
      field: 'event_id',
      message: 'not an event id',
    });
  });

  it('is closed up to our minor', () => {
    for (const schema_version of ['1.0.0', '1.2.0', '1.3.0', '1.3.9']) {
      expect(errorOf(() => readEvent({ ...example, schema_version, mood: 'good' }))).toMatchObject({
        field: 'mood',
        message: 'unknown field',
      });
      expect(
        errorOf(() => readEvent({ ...example, schema_version, tool_call: { ...example.tool_call, mood: 1 } })).field,
      ).toBe('tool_call.mood');
      expect(errorOf(() => readEvent({ ...example, schema_version, event_type: 'tool_call.imagined' })).mend).toContain(
        'tool_call.completed',
      );
    }
  });

  it('is open beyond it: unknown fields, types and words pass, tidied; known fields keep their type', () => {
    const { event, line } = readEvent({
      ...later,
      event_type: 'tool_call.imagined',
      governance: { ...example.governance, decided_by: 'committee', quorum: { b: 2, a: '', c: null } },
      zebra: ['x', null, ''],
      mood: 'm'.repeat(300),
    });
    expect(event).toMatchObject({
      event_type: 'tool_call.imagined',
      governance: { decided_by: 'committee', quorum: { b: 2 } },
      truncated: ['mood'],
    });
    expect(line).toMatch(/"mood":"m{256}","zebra":\["x"\]\}$/);
    expect(errorOf(() => readEvent({ ...later, tool_call: { ...example.tool_call, duration_ms: 'long' } })).field).toBe(
      'tool_call.duration_ms',
    );
    expect(errorOf(() => readEvent({ ...later, tool_call: { parameters_hash: 'x' } })).field).toMatch(/^tool_call/);
  });

  it('refuses raw content in every version, at any depth, in any case', () => {
    for (const name of RAW_CONTENT_NAMES) {
      for (const key of [name, name.toUpperCase()]) {
        for (const event of [
          { ...later, [key]: 'x' },
          { ...later, future: [{ deep: { [key]: 1 } }] },
          { ...example, [key]: 'x' },
        ]) {
          const error = errorOf(() => readEvent(event));
          expect(error.code).toBe('event.raw-content');
          expect(error.field).toContain(key);
        }
      }
    }
  });

  it.each(['2.0.0', '0.9.0', '1.3', 'latest', 13, undefined])('refuses schema version %s', (schema_version) => {
    expect(errorOf(() => readEvent({ ...example, schema_version })).field).toBe('schema_version');
  });

  it.each([null, 1, 'text', [example]])('refuses what is no object (%#)', (value) => {
    expect(errorOf(() => readEvent(value)).message).toBe('an event is a JSON object');
  });

  it('refuses nesting too deep to check, without overflowing', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    expect(errorOf(() => readEvent({ ...later, deep })).field).toMatch(/^deep/);
  });

  it('says of an elided hash that it is elided', () => {
    for (const parameters_hash of ['sha256:4e07…', 'sha256:4e07...9fce']) {
      const error = errorOf(() => readEvent({ ...example, tool_call: { ...example.tool_call, parameters_hash } }));
      expect(error).toMatchObject({ field: 'tool_call.parameters_hash', message: 'the hash is elided' });
      expect(error.describe()).toBe(
        'tool_call.parameters_hash: the hash is elided. Give all 64 hex digits; a shortened hash proves nothing.',
      );
    }
    expect(
      errorOf(() => readEvent({ ...example, tool_call: { ...example.tool_call, parameters_hash: 'md5:1' } })).message,
    ).toBe('not a hash');
  });
});

describe('writing', () => {
  it('writes 26 characters, refuses 20', () => {
    expect(writeEvent(example).event.event_id).toBe(example.event_id);
    expect(errorOf(() => writeEvent({ ...example, event_id: example.event_id.slice(0, 24) })).mend).toContain('26');
  });

  it('is closed, also for a later version', () => {
    expect(errorOf(() => writeEvent({ ...later, mood: 1 })).field).toBe('mood');
  });

  it.each(EVENT_TYPES)('%s cannot do without what it is about', (event_type) => {
    const bare = { event_id: example.event_id, event_type, timestamp: example['timestamp'], schema_version: '1.3.0' };
    const needs = { tool_call: ['tool_call', 'agent'], session: ['agent'], secret: ['secret'] }[
      event_type.split('.')[0] as 'session'
    ];
    if (needs === undefined) expect(writeEvent(bare).event.event_type).toBe(event_type);
    else expect(needs).toContain(errorOf(() => writeEvent(bare)).field);
    expect(severityOf({ event_type }).number).toBeGreaterThanOrEqual(9);
  });

  it('an error names the field, never its value', () => {
    const value = 'hunter-' + 'secret-42';
    for (const broken of [
      { ...example, governance: { result: value } },
      { ...example, cost: { input_tokens: value } },
      { ...example, trace_id: value },
      { ...example, [value]: 1 },
    ]) {
      const error = errorOf(() => writeEvent(broken));
      expect(error.field).toBeTruthy();
      if (!(value in broken)) expect(error.describe()).not.toContain(value);
    }
  });
});

it('severity: refused evaluations warn, allowed ones inform', () => {
  expect(severityOf({ event_type: 'policy.evaluated', governance: { result: 'blocked' } }).text).toBe('WARN');
  expect(severityOf({ event_type: 'policy.evaluated', governance: { result: 'allowed' } }).text).toBe('INFO');
  expect(severityOf({ event_type: 'secret.detected' }).text).toBe('ERROR');
});
