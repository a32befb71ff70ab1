import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  decodeLogs,
  decodeLogsJson,
  decodeLogsProtobuf,
  decompress,
  encodingOf,
  isReadable,
  MAX_DECOMPRESSED_BYTES,
} from '../../src/ingest/index.js';
import { type Any, sampleJson, sampleProtobuf, type Sample } from './otlp-samples.js';

const sampleOf = (body: Any, attributes: { [key: string]: Any } = {}): Sample => ({
  resource: { 'service.name': 'app' },
  scope: { name: 'scope', version: '1' },
  records: [
    {
      timeUnixNano: '1790000000123456789',
      observedTimeUnixNano: '1790000000999000000',
      eventName: 'tool_call.completed',
      body,
      attributes,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
    },
  ],
});

const anyValue: fc.Arbitrary<Any> = fc.letrec<{ value: Any }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.constant(null),
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
    fc.uint8Array({ maxLength: 8 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 8 }), tie('value'), { maxKeys: 4 }) as fc.Arbitrary<Any>,
  ),
})).value;

describe('OTLP decoding', () => {
  it('reads both encodings into the same records', () => {
    fc.assert(
      fc.property(anyValue, fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), anyValue), (body, attributes) => {
        const sample = sampleOf(body, attributes);
        expect(decodeLogsProtobuf(sampleProtobuf(sample))).toEqual([...decodeLogsJson(sampleJson(sample))]);
      }),
    );
  });

  it('keeps time exactly, ids, scope and resource', () => {
    const [record] = decodeLogsJson(sampleJson(sampleOf('text')));
    expect(record).toMatchObject({
      timeUnixNano: '1790000000123456789',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      eventName: 'tool_call.completed',
      scope: { name: 'scope', version: '1' },
      resource: { 'service.name': 'app' },
      body: 'text',
    });
  });

  it.each([
    [{ intValue: '42' }, 42],
    [{ intValue: 42 }, 42],
    [{ intValue: '9223372036854775807' }, '9223372036854775807'],
    [{ doubleValue: '0.5' }, 0.5],
    [{ doubleValue: 'NaN' }, 'NaN'],
    [{ boolValue: false }, false],
    [{ bytesValue: 'AQI=' }, 'AQI='],
    [{ stringValue: '' }, ''],
    [{}, null],
    [{ arrayValue: {} }, []],
    [{ kvlistValue: { values: [{ key: '__proto__', value: { intValue: 1 } }] } }, JSON.parse('{"__proto__":1}')],
    [{ kvlistValue: { values: [{ key: 'a', value: {} }, { key: 'a', value: { intValue: 2 } }, 'junk'] } }, { a: 2 }],
  ])('reads the JSON form %j', (value, expected) => {
    const request = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: value }] }] }] };
    const [record] = decodeLogsJson(request);
    expect(record).toMatchObject({ body: expected });
  });

  it('refuses a record that is too deep and keeps its neighbours, in both encodings', () => {
    const deep = Array.from({ length: 40 }).reduce<Any>((inner) => [inner], 'x');
    const sample: Sample = { ...sampleOf('a'), records: [{ body: 'a' }, { body: deep }, { body: 'b' }] };
    for (const records of [decodeLogsJson(sampleJson(sample)), decodeLogsProtobuf(sampleProtobuf(sample))]) {
      expect([...records].map((record) => (isReadable(record) ? record.body : record.problem))).toEqual([
        'a',
        'nested deeper than 32 levels',
        'b',
      ]);
    }
  });

  it('reads JSON nested a hundred thousand deep without overflowing', () => {
    const text = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${'{"arrayValue":{"values":['.repeat(100_000)}${']}}'.repeat(100_000)}}]}]}]}`;
    expect([...decodeLogs(Buffer.from(text), 'json')]).toEqual([{ problem: 'nested deeper than 32 levels' }]);
  });

  it.each([
    ['null', 'not an OTLP logs request'],
    ['[]', 'not an OTLP logs request'],
    ['{"resourceLogs":{}}', 'not an OTLP logs request'],
    ['{"resourceLogs":[7]}', 'not an OTLP logs request'],
    ['{"resourceLogs":[{"scopeLogs":"x"}]}', 'not an OTLP logs request'],
    ['{"resourceLogs":', 'not JSON'],
  ])('refuses %s as a whole, without quoting it', (text, message) => {
    expect(() => decodeLogs(Buffer.from(text), 'json')).toThrow(message);
  });

  it('takes an empty request', () => {
    expect([...decodeLogs(Buffer.from('{}'), 'json')]).toEqual([]);
    expect(decodeLogs(Buffer.alloc(0), 'protobuf')).toEqual([]);
  });

  it('refuses more records than the limit', () => {
    const logRecords = Array.from({ length: 100_001 }, () => ({}));
    expect(() => decodeLogsJson({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] })).toThrow('more than 100000');
    const records = Buffer.alloc(200_002, Buffer.from([0x12, 0x00]));
    const writer = Buffer.concat([records]);
    const length = (count: number): Buffer => {
      const bytes: number[] = [];
      for (let rest = count; ; rest = Math.floor(rest / 128)) {
        if (rest < 128) return Buffer.from([...bytes, rest]);
        bytes.push((rest % 128) + 128);
      }
    };
    const scopeLogs = Buffer.concat([Buffer.from([0x12]), length(writer.length), writer]);
    const request = Buffer.concat([Buffer.from([0x0a]), length(scopeLogs.length), scopeLogs]);
    expect(() => decodeLogsProtobuf(request)).toThrow('more than 100000');
  });

  it('never fails with anything but its own typed error, whatever the bytes', () => {
    const valid = sampleProtobuf(sampleOf({ a: [1, 'two', { b: null }] }, { key: 'value' }));
    const mutated = fc
      .tuple(fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(valid.length))
      .map(([edits, cut]) => {
        const bytes = Uint8Array.from(valid);
        for (const [at, byte] of edits) bytes[at] = byte;
        return bytes.subarray(0, cut);
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), (bytes) => {
        try {
          decodeLogsProtobuf(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'otlp.malformed' });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('never fails with anything but its own typed error, whatever the JSON', () => {
    const shaped = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small', maxDepth: 8 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.dictionary(
          fc.constantFrom('resourceLogs', 'scopeLogs', 'logRecords', 'body', 'attributes', 'key', 'value', 'values'),
          tie('node'),
        ),
        fc.array(tie('node'), { maxLength: 3 }),
      ),
    })).node;
    fc.assert(
      fc.property(shaped, (value) => {
        try {
          for (const record of decodeLogsJson(value)) {
            if (isReadable(record)) expect(record.attributes).toBeTypeOf('object');
            else expect(record.problem).toMatch(/^(a log record that is not an object|nested deeper than 32 levels)$/);
          }
        } catch (error) {
          expect(error).toMatchObject({ code: 'otlp.malformed' });
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('OTLP request body', () => {
  it('knows the two content types', () => {
    expect(encodingOf('application/json; charset=utf-8')).toBe('json');
    expect(encodingOf('Application/X-Protobuf')).toBe('protobuf');
    expect(encodingOf('text/plain')).toBeUndefined();
    expect(encodingOf(undefined)).toBeUndefined();
  });

  it('inflates gzip and stops a bomb at the cap', async () => {
    const body = Buffer.from(JSON.stringify(sampleJson(sampleOf('x'))));
    expect(await decompress(gzipSync(body), 'gzip')).toEqual(body);
    const bomb = gzipSync(Buffer.alloc(MAX_DECOMPRESSED_BYTES + 1));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(decompress(bomb, 'gzip')).rejects.toMatchObject({ code: 'otlp.too-large' });
    await expect(decompress(Buffer.from('plain'), 'gzip')).rejects.toMatchObject({ code: 'otlp.malformed' });
    await expect(decompress(body, 'br')).rejects.toMatchObject({ code: 'otlp.unsupported' });
  });
});
