/**
 * OTLP JSON of log records, written in one pass.
 * @module
 */

/** Seconds and nanoseconds since the epoch. */
type HrTime = readonly [number, number];

/** What is read of a record; both lines of the SDK have it. */
export interface JsonLogRecord {
  readonly hrTime: HrTime;
  readonly hrTimeObserved: HrTime;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly eventName?: string;
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly droppedAttributesCount: number;
  readonly spanContext?: { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
  readonly resource: { readonly attributes: Readonly<Record<string, unknown>>; readonly schemaUrl?: string };
  readonly instrumentationScope: { readonly name: string; readonly version?: string; readonly schemaUrl?: string };
}

/** ASCII that JSON leaves as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** Whether all text since it was last set is ASCII: then it is copied into the request and not encoded. */
let ascii = true;

const quote = (text: string): string => {
  if (PLAIN.test(text)) return `"${text}"`;
  ascii = false;
  return JSON.stringify(text);
};

const anyValue = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return `{"stringValue":${quote(value)}}`;
    case 'number':
      if (Number.isInteger(value)) return `{"intValue":${String(value)}}`;
      return `{"doubleValue":${JSON.stringify(value)}}`;
    case 'boolean':
      return `{"boolValue":${String(value)}}`;
    case 'object':
      break;
    default:
      return '{}';
  }
  if (value === null) return '{}';
  if (!Array.isArray(value))
    return `{"kvlistValue":{"values":${keyValues(value as Readonly<Record<string, unknown>>)}}}`;
  let items = '';
  for (const item of value as unknown[]) items += items === '' ? anyValue(item) : `,${anyValue(item)}`;
  return `{"arrayValue":{"values":[${items}]}}`;
};

/** Texts of one key's values. Names, ids and policies repeat from record to record; ids of calls and events do not. */
interface KnownValues {
  readonly texts: Map<string, string>;
  hits: number;
}

const MAX_KEYS = 256;
const MAX_VALUES = 512;
const MAX_LENGTH = 128;
const known = new Map<string, KnownValues | undefined>();

const valuesOf = (key: string): KnownValues | undefined => {
  const values = known.get(key);
  if (values !== undefined || known.has(key)) return values;
  // Keys of received events are unbounded.
  if (known.size >= MAX_KEYS) known.clear();
  const fresh: KnownValues = { texts: new Map(), hits: 0 };
  known.set(key, fresh);
  return fresh;
};

const keyValue = (key: string, value: unknown): string => {
  const values = typeof value === 'string' && value.length <= MAX_LENGTH ? valuesOf(key) : undefined;
  if (values === undefined) return `{"key":${quote(key)},"value":${anyValue(value)}}`;
  const before = values.texts.get(value as string);
  if (before !== undefined) {
    values.hits += 1;
    return before;
  }
  const text = `{"key":${quote(key)},"value":${anyValue(value)}}`;
  if (values.texts.size >= MAX_VALUES) {
    // A key whose values do not come back is not remembered again.
    if (values.hits < MAX_VALUES) known.set(key, undefined);
    values.texts.clear();
    values.hits = 0;
  }
  if (PLAIN.test(key) && PLAIN.test(value as string)) values.texts.set(value as string, text);
  return text;
};

const keyValues = (values: Readonly<Record<string, unknown>>): string => {
  let text = '';
  for (const key in values) text += text === '' ? keyValue(key, values[key]) : `,${keyValue(key, values[key])}`;
  return `[${text}]`;
};

const nanoseconds = ([seconds, nanos]: HrTime): string =>
  seconds > 0
    ? `"${String(seconds)}${String(nanos).padStart(9, '0')}"`
    : `"${String(BigInt(seconds) * 1_000_000_000n + BigInt(nanos))}"`;

const optional = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `,"${name}":${quote(value)}`;

const logRecord = (record: JsonLogRecord): string => {
  const { spanContext: span, severityNumber: severity } = record;
  return (
    `{"timeUnixNano":${nanoseconds(record.hrTime)},"observedTimeUnixNano":${nanoseconds(record.hrTimeObserved)}` +
    (severity === undefined ? '' : `,"severityNumber":${String(severity)}`) +
    optional('severityText', record.severityText) +
    `,"body":${anyValue(record.body)}` +
    optional('eventName', record.eventName) +
    `,"attributes":${keyValues(record.attributes)},"droppedAttributesCount":${String(record.droppedAttributesCount)}` +
    (span === undefined
      ? ''
      : `,"flags":${String(span.traceFlags)},"traceId":${quote(span.traceId)},"spanId":${quote(span.spanId)}`) +
    '}'
  );
};

/** UTF-8 that grows. Text goes in piece by piece: one long concatenation would be copied and collected as a whole. */
interface Output {
  bytes: Buffer;
  length: number;
}

const FIRST_BYTES = 64 * 1024;
/** Requests of one delivery are alike: the next one begins with the room that the last one took. */
let usualBytes = FIRST_BYTES;

const put = (output: Output, text: string): void => {
  // A UTF-16 unit is at most three bytes.
  const most = output.length + text.length * 3;
  if (most > output.bytes.length) {
    output.bytes = Buffer.concat([output.bytes.subarray(0, output.length)], Math.max(most, output.bytes.length * 2));
  }
  output.length += output.bytes.write(text, output.length, ascii ? 'latin1' : 'utf8');
  ascii = true;
};

type Resource = JsonLogRecord['resource'];
type Scope = JsonLogRecord['instrumentationScope'];

/** Records of one scope, as they are written: nearly always there is one scope of one resource. */
const scopeOf = (scopes: Map<Scope, Output>, scope: Scope): Output => {
  const started = scopes.get(scope);
  if (started !== undefined) {
    put(started, ',');
    return started;
  }
  const output: Output = { bytes: Buffer.allocUnsafe(scopes.size === 0 ? usualBytes : FIRST_BYTES), length: 0 };
  scopes.set(scope, output);
  put(output, `{"scope":{"name":${quote(scope.name)}${optional('version', scope.version)}},"logRecords":[`);
  return output;
};

const written = ({ bytes, length }: Output): Buffer => bytes.subarray(0, length);

/** Buffers with commas between them. */
const listed = (items: readonly Buffer[]): Buffer[] =>
  items.flatMap((item, index) => (index === 0 ? [item] : [Buffer.from(','), item]));

const resourceBytes = ({ attributes, schemaUrl }: Resource, scopes: ReadonlyMap<Scope, Output>): Buffer => {
  const url = optional('schemaUrl', schemaUrl === '' ? undefined : schemaUrl);
  const logs = [...scopes].map(([scope, output]) => {
    put(output, `]${optional('schemaUrl', scope.schemaUrl)}}`);
    return written(output);
  });
  const opening = `{"resource":{"attributes":${keyValues(attributes)},"droppedAttributesCount":0${url}},"scopeLogs":[`;
  return Buffer.concat([Buffer.from(opening), ...listed(logs), Buffer.from(`]${url}}`)]);
};

/**
 * ExportLogsServiceRequest as OTLP JSON in UTF-8: what the official JsonLogsSerializer writes, without the tree of
 * objects in between. Records are taken one by one, so that each can go before the next is made.
 */
export const encodeJsonLogs = (records: Iterable<JsonLogRecord>): Uint8Array => {
  const resources = new Map<Resource, Map<Scope, Output>>();
  for (const record of records) {
    let scopes = resources.get(record.resource);
    if (scopes === undefined) resources.set(record.resource, (scopes = new Map<Scope, Output>()));
    put(scopeOf(scopes, record.instrumentationScope), logRecord(record));
  }
  const all = [...resources].map(([resource, scopes]) => resourceBytes(resource, scopes));
  const bytes = Buffer.concat([Buffer.from('{"resourceLogs":['), ...listed(all), Buffer.from(']}')]);
  usualBytes = bytes.length + FIRST_BYTES;
  return bytes;
};
