import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonLines } from '../../../../src/deliver/sinks/otlp-lines/json-lines.js';
import { createProtobufLines } from '../../../../src/deliver/sinks/otlp-lines/protobuf-lines.js';
import { loadOtlpPackages } from '../../../../src/deliver/sinks/otlp-packages.js';
import { canonicalise, sampleEvents, writeEvent, type GovernanceEvent } from '../../../../src/event/index.js';
import { decodeLogs, isReadable } from '../../../../src/ingest/index.js';
import { RECORD_OUTLINE, toLogRecord } from '../../../../src/otel/index.js';
import type { TrailEntry } from '../../../../src/trail/index.js';
import { anyEvent } from '../../../event/arbitrary-event.js';

const { JsonLogsSerializer, ProtobufLogsSerializer } = loadOtlpPackages().transformer;
const json = createJsonLines(RECORD_OUTLINE);
const protobuf = createProtobufLines(RECORD_OUTLINE);

const entryOf = (line: string): TrailEntry => ({
  line,
  sequence: 1,
  get event() {
    return JSON.parse(line) as GovernanceEvent;
  },
});

const parsed = (bytes: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(bytes ?? []).toString());
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

/** Both encodings against the official serializers on the parsed events; JSON as objects, for its keys have no order. */
const expectOfficial = (lines: readonly string[]): void => {
  const entries = lines.map(entryOf);
  const records = entries.map(({ event }) => toLogRecord(event));
  expect(parsed(json(entries))).toEqual(parsed(JsonLogsSerializer.serializeRequest(records)));
  expect(hex(protobuf(entries))).toBe(hex(ProtobufLogsSerializer.serializeRequest(records)));
};

/**
 * Few, because both sides group by the resource's identity: where its cache turns over in the middle of a request, the
 * official serializer begins a second group for the same resource.
 */
const anySource = fc.constantFrom(
  undefined,
  { service: 'a "b"' },
  { host: 'é' },
  { service: 's', environment: 'p', host: 'h' },
);

const ENVELOPE = {
  event_id: 'evt_01M8B17V3D7SV9VKGGJ5QMJ6HE',
  event_type: 'tool_call.completed',
  timestamp: '2026-11-26T04:18:54.189Z',
};
const lineWith = (members: object): string => JSON.stringify({ ...ENVELOPE, ...members });

describe('OTLP requests out of lines', () => {
  it('are what the official serializers write, for an event of every type', () => {
    expectOfficial(sampleEvents().map(({ line }) => line));
  });

  it('are what the official serializers write, whatever the events, and read back as their lines', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyEvent, anySource), { minLength: 1, maxLength: 5 }), (inputs) => {
        const lines = inputs.map(([input, source]) => writeEvent({ ...input, source }).line);
        expectOfficial(lines);
        for (const [encoding, bytes] of [
          ['json', json(lines.map(entryOf))],
          ['protobuf', protobuf(lines.map(entryOf))],
        ] as const) {
          const received = [...decodeLogs(Buffer.from(bytes ?? []), encoding)].filter(isReadable);
          expect(received.map(({ body }) => canonicalise(body)).sort()).toEqual([...lines].sort());
        }
      }),
      { numRuns: 150 },
    );
  });

  it('are what the official serializers write of values that a newer writer may send', () => {
    const anything = fc.jsonValue({ maxDepth: 4, depthSize: 'small' });
    const members = fc.dictionary(fc.string({ maxLength: 8, unit: 'grapheme' }), anything, {
      maxKeys: 6,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(members, (extra) => {
        expectOfficial([lineWith({ later: extra, ...extra })]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [
      'numbers',
      { n: [0, -0, 1, -1, 1.5, -2.25, 1e15, 123456789012345, 1234567890123456, 2 ** 53, 2 ** 63, 1e21, 5e-324] },
    ],
    ['written numbers', undefined],
    ['constants', { a: true, b: false, c: null, d: [true, false, null] }],
    ['empty containers', { a: {}, b: [], c: [[], {}], d: '' }],
    ['escapes and other scripts', { a: '"\\\n\u0001 é 😀', agent: { agent_id: '"; é', session_id: 'x\ty' } }],
    ['long strings', { a: 'x'.repeat(40_000), b: 'é'.repeat(9_000), c: ['y'.repeat(20_000)] }],
    [
      'many members',
      Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`k${String(index)}`, { v: index }])),
    ],
    ['trace context', { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) }],
    ['keys with escapes', { 'a"': 1, 'b\n': { 'c"\\': 2 }, é: { '😀': 3 } }],
    ['texts that look like ends', { a: { b: '},' }, c: { b: 'x' }, d: '},"', e: { f: '}', g: '{"' } }],
    ['a colon for a name', { later: { ':': [] }, ':': [] }],
    ['deep values', { a: JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`) as unknown }],
    ['groups that are none', { agent: 'x', tool_call: [1], identity: null, governance: 7 }],
    ['half a trace context', { trace_id: 'a'.repeat(32) }],
  ])('are what the official serializers write: %s', (_, members) => {
    expectOfficial([
      members === undefined
        ? lineWith({}).replace(/}$/, ',"n":[1.0,1e3,-0,-0.0,1E-2,12345678901234567890,100000000000000000000000]}')
        : lineWith(members),
    ]);
  });

  it('keep resources apart, whatever their order', () => {
    const of = (host: string): string => lineWith({ source: { service: 'a "b"', host } });
    expectOfficial([of('one'), of('two'), lineWith({}), of('one'), lineWith({ source: { environment: 'é' } })]);
  });

  it('are many requests after one another with nothing left of the one before', () => {
    const lines = sampleEvents().map(({ line }) => line);
    for (let index = 0; index < lines.length; index += 1)
      expectOfficial(lines.slice(index).concat(lines.slice(0, index)));
  });

  it.each([
    ['no object', '[]'],
    ['text after the end', `${lineWith({})} `],
    ['space', lineWith({}).replace(',', ', ')],
    ['cut', lineWith({}).slice(0, -1)],
    ['an open string', lineWith({}).slice(0, -2)],
    ['a bad escape', lineWith({ a: 'x' }).replace('"x"', '"\\x"')],
    ['a line break in a string', lineWith({ a: 'x' }).replace('"x"', '"\n"')],
    ['a bad number', lineWith({ a: 1 }).replace(':1}', ':01}')],
    ['a number without digits', lineWith({ a: 1 }).replace(':1}', ':-}')],
    ['a bad word', lineWith({ a: true }).replace('true', 'trues')],
    ['a bad list', lineWith({ a: [1] }).replace('[1]', '[1,]')],
    ['a key that ends in a backslash and a colon', lineWith({ 'a\\":': 1 })],
    ['no time', lineWith({ timestamp: undefined })],
    ['a time that is none', lineWith({ timestamp: 'soon' })],
    ['a time before 1970', lineWith({ timestamp: '1969-12-31T23:59:59.000Z' })],
    ['an id that is a number', lineWith({ event_id: 7 })],
    ['a source of other things', lineWith({ source: { host: 7 } })],
    ['nothing', ''],
  ])('are left to the official serializer for %s', (_, line) => {
    expect(json([entryOf(lineWith({})), entryOf(line)])).toBeUndefined();
    expect(protobuf([entryOf(line)])).toBeUndefined();
    // And nothing of it is left behind.
    expectOfficial([lineWith({ after: true })]);
  });
});
