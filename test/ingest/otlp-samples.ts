// Builds OTLP requests in both encodings from one description, independently of the decoder.
import protobuf from 'protobufjs/minimal.js';

export type Any = string | number | boolean | bigint | Uint8Array | null | Any[] | { [key: string]: Any };

export interface SampleRecord {
  readonly timeUnixNano?: string;
  readonly observedTimeUnixNano?: string;
  readonly eventName?: string;
  readonly body?: Any;
  readonly attributes?: { readonly [key: string]: Any };
  readonly traceId?: string;
  readonly spanId?: string;
}

export interface Sample {
  readonly resource: { readonly [key: string]: Any };
  readonly scope: { readonly name: string; readonly version: string };
  readonly records: readonly SampleRecord[];
}

const isBytes = (value: Any): value is Uint8Array => value instanceof Uint8Array;

export const anyValueJson = (value: Any): unknown => {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: value.toString() };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (isBytes(value)) return { bytesValue: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValueJson) } };
  return { kvlistValue: { values: keyValuesJson(value) } };
};

export const keyValuesJson = (values: { readonly [key: string]: Any }): unknown[] =>
  Object.entries(values).map(([key, value]) => ({ key, value: anyValueJson(value) }));

export const sampleJson = ({ resource, scope, records }: Sample): unknown => ({
  resourceLogs: [
    {
      resource: { attributes: keyValuesJson(resource) },
      scopeLogs: [
        {
          scope,
          logRecords: records.map(({ body, attributes, ...rest }) => ({
            ...rest,
            ...(body === undefined ? {} : { body: anyValueJson(body) }),
            attributes: keyValuesJson(attributes ?? {}),
          })),
        },
      ],
    },
  ],
});

type Writer = protobuf.Writer;

const nested = (writer: Writer, field: number, write: (inner: Writer) => void): void => {
  writer.uint32((field << 3) | 2).fork();
  write(writer);
  writer.ldelim();
};

const writeVarint = (writer: Writer, value: bigint): void => {
  // Writer.int64 takes numbers or Long; text keeps all 64 bits.
  writer.int64(protobuf.util.Long.fromString(value.toString()));
};

const writeAny = (writer: Writer, value: Any): void => {
  if (value === null) return;
  if (typeof value === 'string') writer.uint32(10).string(value);
  else if (typeof value === 'boolean') writer.uint32(16).bool(value);
  else if (typeof value === 'bigint') writeVarint(writer.uint32(24), value);
  else if (typeof value === 'number' && Number.isInteger(value)) writeVarint(writer.uint32(24), BigInt(value));
  else if (typeof value === 'number') writer.uint32(33).double(value);
  else if (isBytes(value)) writer.uint32(58).bytes(value);
  else if (Array.isArray(value)) {
    nested(writer, 5, (inner) => {
      for (const item of value) nested(inner, 1, (each) => writeAny(each, item));
    });
  } else {
    nested(writer, 6, (inner) => {
      for (const [key, item] of Object.entries(value)) nested(inner, 1, (each) => writePair(each, key, item));
    });
  }
};

const writePair = (writer: Writer, key: string, value: Any): void => {
  writer.uint32(10).string(key);
  nested(writer, 2, (inner) => writeAny(inner, value));
};

const writeNanos = (writer: Writer, field: number, nanos: string | undefined): void => {
  if (nanos !== undefined) writer.uint32((field << 3) | 1).fixed64(protobuf.util.Long.fromString(nanos, true));
};

export const sampleProtobuf = ({ resource, scope, records }: Sample): Uint8Array => {
  const writer = protobuf.Writer.create();
  nested(writer, 1, (resourceLogs) => {
    nested(resourceLogs, 1, (inner) => {
      for (const [key, value] of Object.entries(resource)) nested(inner, 1, (each) => writePair(each, key, value));
    });
    nested(resourceLogs, 2, (scopeLogs) => {
      nested(scopeLogs, 1, (inner) => inner.uint32(10).string(scope.name).uint32(18).string(scope.version));
      for (const record of records) {
        nested(scopeLogs, 2, (inner) => {
          writeNanos(inner, 1, record.timeUnixNano);
          if (record.body !== undefined) nested(inner, 5, (body) => writeAny(body, record.body ?? null));
          for (const [key, value] of Object.entries(record.attributes ?? {})) {
            nested(inner, 6, (each) => writePair(each, key, value));
          }
          if (record.traceId !== undefined) inner.uint32(74).bytes(Buffer.from(record.traceId, 'hex'));
          if (record.spanId !== undefined) inner.uint32(82).bytes(Buffer.from(record.spanId, 'hex'));
          writeNanos(inner, 11, record.observedTimeUnixNano);
          if (record.eventName !== undefined) inner.uint32(98).string(record.eventName);
        });
      }
    });
  });
  return writer.finish();
};
