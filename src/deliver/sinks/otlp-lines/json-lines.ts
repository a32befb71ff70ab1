/**
 * OTLP JSON out of canonical lines.
 * @module
 */
import type { TrailEntry } from '../../../trail/index.js';
import { createRecordReader, type LineRecord } from './line-records.js';
import type { OutlineResource, OutlineSeverity, RecordOutline } from './record-outline.js';

const BEYOND_ASCII = /[^\u0000-\u007f]/g;
/** ASCII that JSON leaves as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** A string in ASCII alone: such text is copied into the request and not encoded. */
const quote = (text: string): string =>
  PLAIN.test(text)
    ? `"${text}"`
    : JSON.stringify(text).replace(BEYOND_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const anyValue = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return `{"stringValue":${quote(value)}}`;
    case 'number':
      return `{"${Number.isInteger(value) ? 'intValue' : 'doubleValue'}":${JSON.stringify(value)}}`;
    case 'boolean':
      return `{"boolValue":${String(value)}}`;
    case 'object':
      break;
    default:
      return '{}';
  }
  if (value === null) return '{}';
  if (Array.isArray(value)) return `{"arrayValue":{"values":[${value.map(anyValue).join(',')}]}}`;
  return `{"kvlistValue":{"values":[${keyValues(value as Readonly<Record<string, unknown>>)}]}}`;
};

const MAX_KEYS = 256;
const keyTexts = new Map<string, string>();

/** `{"key":"k","value":` */
const keyText = (key: string): string => {
  let text = keyTexts.get(key);
  if (text === undefined) {
    // Keys of received events are unbounded.
    if (keyTexts.size >= MAX_KEYS) keyTexts.clear();
    keyTexts.set(key, (text = `{"key":${quote(key)},"value":`));
  }
  return text;
};

const keyValue = (key: string, value: unknown): string =>
  typeof value === 'string' ? `${keyText(key)}{"stringValue":${quote(value)}}}` : `${keyText(key)}${anyValue(value)}}`;

const keyValues = (values: Readonly<Record<string, unknown>>): string => {
  let text = '';
  for (const key in values) text += (text === '' ? '' : ',') + keyValue(key, values[key]);
  return text;
};

/** `,"name":"text"` or nothing. */
const optional = (name: string, text: string | undefined): string =>
  text === undefined || text === '' ? '' : `,"${name}":${quote(text)}`;

/** ASCII that grows. Records go in one by one: a whole request as one text would be copied and collected as a whole. */
class AsciiOutput {
  #bytes: Buffer;
  #length = 0;

  constructor(room: number, opening: string) {
    this.#bytes = Buffer.allocUnsafe(room);
    this.put(opening);
  }

  put(text: string): void {
    const length = this.#length + text.length;
    if (length > this.#bytes.length) {
      const more = Buffer.allocUnsafe(Math.max(length, this.#bytes.length * 2));
      this.#bytes.copy(more, 0, 0, this.#length);
      this.#bytes = more;
    }
    this.#length += this.#bytes.write(text, this.#length, 'latin1');
  }

  written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}

const joined = (parts: readonly string[]): string => {
  let text = '';
  for (const part of parts) text += text === '' ? part : `,${part}`;
  return text;
};

const severityText = ({ number, text }: OutlineSeverity): string =>
  `,"severityNumber":${String(number)},"severityText":${quote(text)}`;

const recordText = ({ body, attributes, eventType, time, severity, trace }: LineRecord<string>): string => {
  const nanoseconds = `"${String(time)}000000"`;
  return (
    `{"timeUnixNano":${nanoseconds},"observedTimeUnixNano":${nanoseconds}${severityText(severity)}` +
    `,"body":{"kvlistValue":{"values":[${joined(body)}]}},"eventName":${quote(eventType)}` +
    `,"attributes":[${joined(attributes)}],"droppedAttributesCount":0` +
    (trace === undefined ? '}' : `,"flags":1,"traceId":${quote(trace.traceId)},"spanId":${quote(trace.spanId)}}`)
  );
};

const FIRST_ROOM = 64 * 1024;

/** Makes the writer of requests; it gives undefined where a line is not what the trail writes. */
export const createJsonLines = (
  outline: RecordOutline,
): ((entries: readonly TrailEntry[]) => Uint8Array | undefined) => {
  const read = createRecordReader<string>(outline, {
    member: keyValue,
    attribute: keyValue,
    keep: (text) => Buffer.from(text, 'latin1').toString('latin1'),
  });
  const { scope } = outline;
  const scopeText = `{"scope":{"name":${quote(scope.name)}${optional('version', scope.version)}},"logRecords":[`;
  /** Requests of one delivery are alike: the next one begins with the room that the last one took. */
  let usual = FIRST_ROOM + 1;

  const resourceText = ({ attributes }: OutlineResource): string =>
    `{"resource":{"attributes":[${keyValues(attributes)}],"droppedAttributesCount":0},"scopeLogs":[`;

  return (entries) => {
    const outputs = new Map<OutlineResource, AsciiOutput>();
    let room = usual;
    const complete = read(entries, (record, resource) => {
      let output = outputs.get(resource);
      if (output === undefined) {
        output = new AsciiOutput(
          room,
          (room === usual ? '{"resourceLogs":[' : ',') + resourceText(resource) + scopeText,
        );
        outputs.set(resource, output);
        room = FIRST_ROOM;
        output.put(recordText(record));
      } else output.put(`,${recordText(record)}`);
    });
    if (!complete) return undefined;
    const parts = [...outputs].map(([resource, output], index) => {
      const end = `]${optional('schemaUrl', scope.schemaUrl)}}]${optional('schemaUrl', resource.schemaUrl)}}`;
      output.put(index === outputs.size - 1 ? `${end}]}` : end);
      return output.written();
    });
    const [only = Buffer.from('{}')] = parts;
    usual = Math.max(FIRST_ROOM + 1, only.length + FIRST_ROOM);
    return parts.length > 1 ? Buffer.concat(parts) : only;
  };
};
