import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineWriter, FIELDS, sampleEvents, TOP_LEVEL_KEYS, writeEvent } from '../../src/event/index.js';
import { anyEvent } from './arbitrary-event.js';

type Plain = Record<string, unknown>;

/** What an application drafts: the trail's part and the names of cuts are not its business. */
const draftOf = (event: object): Plain => ({ ...event, integrity: undefined, truncated: undefined });

const accepting = () => true;

/** What the long way makes of it; undefined where it refuses. */
const longWay = (input: unknown): string | undefined => {
  try {
    return writeEvent(input).line;
  } catch {
    return undefined;
  }
};

const write = createLineWriter(accepting);

/** The quick way gives the long way's result or none. */
const agrees = (input: Plain): boolean => {
  const quick = write(input);
  if (quick === undefined) return false;
  expect(quick.line).toBe(longWay(input));
  expect(quick.event).toEqual(JSON.parse(quick.line));
  const at = quick.integrityAt ?? -1;
  expect(quick.line.slice(0, at)).toMatch(/"schema_version":"[^"]*"$/);
  return true;
};

const small = fc.oneof(
  fc.constantFrom('', 'Bash', 'ALLOWED', 'blocked', 'sha256:1', 'é"\\', '\ud800', '__proto__', 'x'.repeat(300)),
  fc.string({ maxLength: 12 }),
);
const anyValue = fc.oneof(
  small,
  fc.array(fc.oneof(small, fc.constant(null), fc.integer()), { maxLength: 4 }),
  fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-0, NaN, Infinity, 1e21, 2 ** 53)),
  fc.constantFrom(null, undefined, true, {}, [], new Date(0)),
);

describe('the line of an ordinary event', () => {
  it('is written in one pass for an event of every type', () => {
    for (const { event } of sampleEvents()) {
      const draft = draftOf(event);
      expect(agrees(draft), event.event_type).toBe(true);
    }
  });

  it('is that of the long way, whatever the values, also when they were seen before', () => {
    fc.assert(
      fc.property(anyEvent, (input) => {
        agrees(input);
        agrees(input);
      }),
      { numRuns: 300 },
    );
  });

  it('is never written for what the long way refuses or cuts', () => {
    const samples = sampleEvents().map(({ event }) => draftOf(event));
    let quick = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.constantFrom(...FIELDS), anyValue), { minLength: 1, maxLength: 3 }),
        fc.option(fc.tuple(fc.constantFrom('', 'agent', 'tool_call'), fc.string({ maxLength: 8 }), anyValue)),
        (sample, changes, unknown) => {
          const event = structuredClone(sample);
          for (const [{ group, name }, value] of changes) {
            if (group === '') event[name] = value;
            else event[group] = { ...(event[group] as Plain | undefined), [name]: value };
          }
          if (unknown !== null) {
            const [group, name, value] = unknown;
            const holder = group === '' ? event : ((event[group] ??= {}) as Plain);
            Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
          }
          if (agrees(event)) quick += 1;
        },
      ),
      { numRuns: 2000 },
    );
    expect(quick).toBeGreaterThan(0);
  });

  it('does not depend on the order of keys', () => {
    for (const { event } of sampleEvents()) {
      const draft = draftOf(event);
      const turned = Object.fromEntries(
        Object.entries(draft)
          .toReversed()
          .map(([key, value]) => [
            key,
            typeof value === 'object' && value !== null && !Array.isArray(value)
              ? Object.fromEntries(Object.entries(value).toReversed())
              : value,
          ]),
      );
      expect(agrees(turned)).toBe(true);
    }
  });

  it('takes hash and names of the parameters at their places', () => {
    const summary = { parameters_hash: `sha256:${'a'.repeat(64)}`, parameter_fields: ['query', 'limit'] };
    const draft: Plain = {
      event_id: `evt_${'0'.repeat(26)}`,
      event_type: 'tool_call.requested',
      timestamp: '2026-04-07T14:32:18.847Z',
      schema_version: '1.3.0',
      agent: { agent_id: 'agt_1' },
    };
    const call = { error: 'none', duration_ms: 3, parameters_hash: 'of another', tool_name: 'db.query' };
    expect(write({ ...draft, tool_call: call }, summary)?.line).toBe(
      longWay({ ...draft, tool_call: { ...call, ...summary } }),
    );
    const bare = { ...draft, event_type: 'policy.evaluated' };
    expect(write(bare, summary)?.line).toBe(longWay({ ...bare, tool_call: summary }));
    expect(write({ ...bare, tool_call: 'no group' }, summary)).toBeUndefined();
  });

  it('goes the long way where a value is not accepted, and asks again for it', () => {
    const asked: unknown[] = [];
    const careful = createLineWriter(({ path }, value) => {
      asked.push([path, value]);
      return value !== 'suspicious' && !value.includes('suspicious');
    });
    const draft = draftOf(sampleEvents()[0]?.event ?? {});
    expect(careful({ ...draft, purpose: 'suspicious' })).toBeUndefined();
    expect(careful({ ...draft, purpose: 'suspicious' })).toBeUndefined();
    expect(asked.filter(([path]) => path === 'purpose')).toHaveLength(2);
    const before = asked.length;
    expect(careful({ ...draft, purpose: 'harmless' })).toBeDefined();
    expect(careful({ ...draft, purpose: 'harmless' })).toBeDefined();
    expect(asked.length).toBe(before + 1);
    expect(careful({ ...draft, identity: { roles: ['admin', 'suspicious'] } })).toBeUndefined();
  });

  it('knows every key of the schema', () => {
    const base: Plain = { ...sampleEvents()[0]?.event, integrity: undefined };
    for (const key of TOP_LEVEL_KEYS) expect(() => write({ ...base, [key]: undefined })).not.toThrow();
    expect(write({ ...base, further: 1 })).toBeUndefined();
  });
});
