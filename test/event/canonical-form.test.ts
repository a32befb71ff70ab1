import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalise,
  canonicalForm,
  FIELDS,
  lowerAscii,
  MAX_LINE_BYTES,
  readEvent,
  TOP_LEVEL_KEYS,
  writeEvent,
} from '../../src/event/index.js';
import { anyEvent } from './arbitrary-event.js';

const minimal = {
  event_id: 'evt_01JR9X5K7M3N2P4Q6R8S0TV1W2',
  event_type: 'auth.success',
  timestamp: '2026-04-07T14:32:18.847Z',
  schema_version: '1.3.0',
};
const integrity = {
  trail_id: `trl_${'Z'.repeat(26)}`,
  sequence: Number.MAX_SAFE_INTEGER,
  previous_hash: `hmac-sha256:${'f'.repeat(64)}`,
};

describe('any event', () => {
  it('has a line of at most 4,800 bytes, its integrity group included, and reads back as itself', () => {
    fc.assert(
      fc.property(anyEvent, (input) => {
        const { event, line } = writeEvent(input);
        expect(JSON.parse(line)).toEqual(event);
        expect(canonicalise(JSON.parse(line))).toBe(line);
        expect(line.isWellFormed()).toBe(true);
        const chained = readEvent({ ...event, integrity });
        expect(Buffer.byteLength(chained.line)).toBeLessThanOrEqual(MAX_LINE_BYTES);
        // The trail's group fits without cutting anything more.
        expect(chained.event.truncated).toEqual(event.truncated);
      }),
      { numRuns: 150 },
    );
  });

  it('names every field that was cut, and no other', () => {
    fc.assert(
      fc.property(anyEvent, (input) => {
        const { event } = writeEvent(input);
        const form = canonicalForm({ ...input, truncated: undefined });
        const given = Array.isArray(input['truncated']) ? (input['truncated'] as unknown[]) : [];
        for (const { path, group, name, type } of FIELDS) {
          if (path === 'truncated') continue;
          const before = (
            group === '' ? input[name] : (input[group] as Record<string, unknown> | undefined)?.[name]
          ) as unknown;
          const after = (
            group === ''
              ? event[name as 'purpose']
              : (event[group as 'agent'] as Record<string, unknown> | undefined)?.[name]
          ) as unknown;
          if (type !== 'string' || typeof before !== 'string' || before === '') continue;
          const cut = Array.from(String(after)).length < Array.from(before).length;
          if (!given.includes(path)) expect([path, event.truncated?.includes(path) === true]).toEqual([path, cut]);
        }
        expect(Object.keys(form)).toEqual(TOP_LEVEL_KEYS.filter((key) => key in form));
      }),
      { numRuns: 60 },
    );
  });

  it('never splits a surrogate pair, whatever is cut', () => {
    fc.assert(
      fc.property(fc.nat(1100), fc.constantFrom('a', 'é', '\u0001'), (pad, filler) => {
        const reason = filler.repeat(pad) + '😀'.repeat(1100);
        const { event } = writeEvent({ ...minimal, governance: { reason } });
        expect(event.governance?.reason?.isWellFormed()).toBe(true);
        expect(event.truncated).toEqual(['governance.reason']);
      }),
      { numRuns: 50 },
    );
  });
});

describe('size caps', () => {
  it.each(
    FIELDS.filter(
      ({ maxLength, values, type }) => maxLength !== undefined && values === undefined && type === 'string',
    ),
  )('$path is kept whole at its cap and cut one character beyond it', ({ path, group, name, maxLength = 0, lower }) => {
    const at = (length: number) => {
      const value = (lower === true ? 'x' : 'X').repeat(length);
      const needs = {
        agent: { agent_id: 'a', session_id: 's' },
        tool_call: { tool_name: 't' },
        secret: { secret_type: 's' },
      };
      const event = {
        ...minimal,
        ...needs,
        [group === '' ? name : group]: group === '' ? value : { ...needs[group as 'agent'], [name]: value },
      };
      return writeEvent(event).event;
    };
    const valueOf = (event: object): string =>
      String(
        group === ''
          ? (event as Record<string, unknown>)[name]
          : (event as Record<string, Record<string, unknown>>)[group]?.[name],
      );
    expect(valueOf(at(maxLength))).toHaveLength(maxLength);
    expect(at(maxLength).truncated).toBeUndefined();
    expect(valueOf(at(maxLength + 1))).toHaveLength(maxLength);
    expect(at(maxLength + 1).truncated).toEqual([path]);
  });

  it('every field at its cap at once: arrays are cut first, then free text, then the longest strings; hashes never', () => {
    const full: Record<string, unknown> = { ...minimal, event_type: 'tool_call.completed' };
    for (const facts of FIELDS) {
      if (facts.group === 'integrity' || facts.path in minimal) continue;
      const value =
        facts.path === 'trace_id'
          ? 'a'.repeat(32)
          : facts.path === 'span_id'
            ? 'a'.repeat(16)
            : facts.hash === true
              ? `sha256:${'a'.repeat(64)}`
              : facts.values !== undefined
                ? facts.values[0]
                : facts.type === 'strings'
                  ? Array.from({ length: 64 }, () => '😀'.repeat(256))
                  : facts.type === 'string'
                    ? '😀'.repeat(facts.maxLength ?? 16)
                    : 1e9;
      if (facts.path === 'truncated') continue;
      if (facts.group === '') full[facts.name] = value;
      else full[facts.group] = { ...(full[facts.group] as object | undefined), [facts.name]: value };
    }
    const { event, line } = writeEvent(full);
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_LINE_BYTES - 200);
    expect(event.tool_call?.parameters_hash).toBe(`sha256:${'a'.repeat(64)}`);
    expect(event.truncated).toContain('tool_call.parameter_fields');
    expect(canonicalise(JSON.parse(line))).toBe(line);
  });

  it('names in `truncated` that are not ours make room for the rest', () => {
    const truncated = Array.from({ length: 128 }, (_, index) => `${String(index)}${'n'.repeat(250)}`);
    const { line, event } = writeEvent({ ...minimal, truncated: [...truncated.slice(1), 'agent.model'] });
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_LINE_BYTES);
    expect(event.truncated).toEqual(['agent.model']);
  });

  it('unknown fields of a later minor that do not fit are an error, not a longer line', () => {
    const huge = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`f${String(index)}`, 'x'.repeat(250)]));
    expect(() => readEvent({ ...minimal, schema_version: '1.99.0', ...huge })).toThrow(/longer than/);
  });

  it('an array over 64 items is cut to 64', () => {
    const roles = Array.from({ length: 70 }, (_, index) => `R${String(index)}`);
    const { event } = writeEvent({ ...minimal, identity: { roles } });
    expect(event.identity?.roles).toHaveLength(64);
    expect(event.truncated).toEqual(['identity.roles']);
  });
});

describe('tidying', () => {
  it('drops nulls, empty strings, empty arrays and empty groups; keeps schema order with free text last', () => {
    const { line } = writeEvent({
      governance: {
        reason: 'why',
        result: 'ALLOWED',
        matched_rule: null,
        policies_failed: [],
        policies_evaluated: ['A', '', null],
      },
      identity: { email: 'Ada@Example.COM', department: '', roles: [] },
      agent: {},
      purpose: null,
      ...minimal,
    });
    expect(line).toBe(
      '{"event_id":"evt_01JR9X5K7M3N2P4Q6R8S0TV1W2","event_type":"auth.success","timestamp":"2026-04-07T14:32:18.847Z","schema_version":"1.3.0","identity":{"email":"ada@example.com"},"governance":{"policies_evaluated":["a"],"result":"allowed","reason":"why"}}',
    );
  });

  it.each([
    ['2026-04-07T16:32:18.847+02:00', '2026-04-07T14:32:18.847Z'],
    ['2026-04-07T14:32:18Z', '2026-04-07T14:32:18.000Z'],
    ['2026-04-07 14:32:18.8471234Z', '2026-04-07T14:32:18.847Z'],
    ['2026-04-07t14:32:18.8z', '2026-04-07T14:32:18.800Z'],
    ['2024-02-29T23:30:00-0130', '2024-03-01T01:00:00.000Z'],
  ])('time %s is written as %s', (timestamp, expected) => {
    expect(readEvent({ ...minimal, timestamp }).event.timestamp).toBe(expected);
  });

  it.each([
    '2026-02-31T00:00:00Z',
    '2026-04-07',
    '2026-04-07T14:32:18',
    '2026-13-01T00:00:00Z',
    '2025-02-29T00:00:00.000Z',
    'yesterday',
    '2026-04-07T25:00:00Z',
  ])('time %s is refused', (timestamp) => {
    expect(() => readEvent({ ...minimal, timestamp })).toThrow(/not an ISO 8601 time/);
  });

  it('lower-cases ASCII only', () => {
    expect(lowerAscii('BaŠ İSTANBUL ΣΑΣ')).toBe('baŠ İstanbul ΣΑΣ');
  });
});

describe('hostile keys', () => {
  const hostile = (text: string): unknown => JSON.parse(text);
  const envelope = JSON.stringify(minimal).slice(1, -1);

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    '%s is an unknown field, never a prototype',
    (key) => {
      expect(() => readEvent(hostile(`{${envelope},"${key}":{"polluted":1}}`))).toThrow(/unknown field/);
      expect(() => readEvent(hostile(`{${envelope},"identity":{"${key}":{"polluted":1}}}`))).toThrow(/unknown field/);
      const later = hostile(`{${envelope.replace('1.3.0', '1.99.0')},"${key}":{"polluted":1}}`);
      const { line, event } = readEvent(later);
      expect(line).toContain(`"${key}":{"polluted":1}`);
      expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      expect(canonicalise(JSON.parse(line))).toBe(line);
    },
  );
});
