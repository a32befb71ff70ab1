import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadOtlpPackages } from '../../src/deliver/sinks/otlp-packages.js';
import { encodeJsonLogs, type JsonLogRecord } from '../../src/deliver/sinks/otlp-json.js';
import { canonicalise, sampleEvents, writeEvent } from '../../src/event/index.js';
import { decodeLogs, isReadable } from '../../src/ingest/index.js';
import { toLogRecord } from '../../src/otel/log-record.js';
import { anyEvent } from '../event/arbitrary-event.js';

const { JsonLogsSerializer } = loadOtlpPackages().transformer;

const parsed = (bytes: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(bytes ?? []).toString());

/** Ours and the official serializer's, as objects: the order of keys says nothing. */
const both = (records: readonly JsonLogRecord[]): readonly [unknown, unknown] => [
  parsed(encodeJsonLogs(records)),
  parsed(JsonLogsSerializer.serializeRequest(records)),
];

describe('OTLP JSON of log records', () => {
  it('is what the official serializer writes, for an event of every type', () => {
    const [ours, official] = both(sampleEvents().map(({ event }) => toLogRecord(event)));
    expect(ours).toEqual(official);
  });

  it('is what the official serializer writes, whatever the events, and reads back as their lines', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 5 }), (inputs) => {
        const events = inputs.map((input) => writeEvent(input));
        const records = events.map(({ event }) => toLogRecord(event));
        // Twice: values that were seen before take another way.
        for (let again = 0; again < 2; again += 1) {
          const [ours, official] = both(records);
          expect(ours).toEqual(official);
        }
        const received = decodeLogs(Buffer.from(encodeJsonLogs(records)), 'json').filter(isReadable);
        expect(received.map(({ body }) => canonicalise(body)).sort()).toEqual(events.map(({ line }) => line).sort());
      }),
      { numRuns: 150 },
    );
  });

  it('is what the official serializer writes of values that events never hold', () => {
    const { hrTime, resource, instrumentationScope } = toLogRecord(sampleEvents()[0]?.event ?? (undefined as never));
    const record = (body: unknown, over: object = {}): JsonLogRecord => ({
      hrTime,
      hrTimeObserved: [0, 5],
      body,
      attributes: { 'with "quotes"': 'é\u0000', yes: true, '😀': [1, 2.5, 'x', null] },
      droppedAttributesCount: 2,
      resource,
      instrumentationScope,
      ...over,
    });
    const records = [
      record(undefined),
      record(null),
      record(-0),
      record([[], {}, [{ a: [] }]]),
      record({ a: { b: { c: undefined } } }),
      record('text', { hrTime: [-1, 999_000_000], severityNumber: 9, severityText: '' }),
      record(1, { spanContext: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 0 } }),
      record(1, { resource: { ...resource, schemaUrl: 'https://example.com/schema' } }),
      record(1, { instrumentationScope: { name: 'other' } }),
      record(2, { instrumentationScope: { name: 'other', version: '1', schemaUrl: 'https://example.com/é' } }),
    ];
    const [ours, official] = both(records);
    expect(ours).toEqual(official);
  });

  it('forgets values of keys that have too many of them, and keys beyond a number', () => {
    const { resource, ...rest } = toLogRecord(sampleEvents()[0]?.event ?? (undefined as never));
    const records = Array.from({ length: 1200 }, (_, index) => ({
      ...rest,
      resource,
      attributes: { id: `id_${String(index)}`, [`key_${String(index)}`]: 'v', same: 'é' },
    }));
    const [ours, official] = both(records);
    expect(ours).toEqual(official);
  });
});
