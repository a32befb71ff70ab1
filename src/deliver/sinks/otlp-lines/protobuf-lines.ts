/**
 * OTLP protobuf out of canonical lines.
 * @module
 */
import type { TrailEntry } from '../../../trail/index.js';
import { createRecordReader, type LineRecord } from './line-records.js';
import { ProtobufOutput } from './protobuf-output.js';
import type { OutlineResource, RecordOutline } from './record-outline.js';

// Field numbers with wire types, of opentelemetry.proto.
const FIELD_1 = 0x0a;
const FIELD_2 = 0x12;
const FIELD_3 = 0x1a;
const ANY = { string: 0x0a, bool: 0x10, int: 0x18, double: 0x21, array: 0x2a, list: 0x32 } as const;
const RECORD = {
  time: 0x09,
  severityNumber: 0x10,
  severityText: 0x1a,
  body: 0x2a,
  attributes: 0x32,
  dropped: 0x38,
  flags: 0x45,
  traceId: 0x4a,
  spanId: 0x52,
  observed: 0x59,
  eventName: 0x62,
} as const;
const NANOSECONDS = 1_000_000n;
const MAX_INT64 = 2 ** 63;

const putValue = (to: ProtobufOutput, value: unknown): void => {
  switch (typeof value) {
    case 'string':
      to.text(ANY.string, value);
      return;
    case 'number':
      if (Number.isInteger(value) && value >= -MAX_INT64 && value < MAX_INT64) to.int64(ANY.int, value);
      else to.double(ANY.double, value);
      return;
    case 'boolean':
      to.number(ANY.bool, value ? 1 : 0);
      return;
    case 'object':
      break;
    default:
      return;
  }
  if (value === null) return;
  if (Array.isArray(value)) {
    const array = to.begin(ANY.array);
    for (const item of value as unknown[]) {
      const place = to.begin(FIELD_1);
      putValue(to, item);
      to.end(place);
    }
    to.end(array);
    return;
  }
  const list = to.begin(ANY.list);
  const members = value as Readonly<Record<string, unknown>>;
  for (const key in members) putPair(to, FIELD_1, key, members[key]);
  to.end(list);
};

const putPair = (to: ProtobufOutput, tag: number, key: string, value: unknown): void => {
  const pair = to.begin(tag);
  to.text(FIELD_1, key);
  const place = to.begin(FIELD_2);
  putValue(to, value);
  to.end(place);
  to.end(pair);
};

const HEX = /^(?:[0-9a-f]{2})+$/i;

const putHex = (to: ProtobufOutput, tag: number, hex: string): void => {
  if (HEX.test(hex)) to.bytes(tag, Buffer.from(hex, 'hex'));
};

const putText = (to: ProtobufOutput, tag: number, text: string | undefined): void => {
  if (text !== undefined && text !== '') to.text(tag, text);
};

const putResource = (to: ProtobufOutput, { attributes }: OutlineResource): void => {
  const resource = to.begin(FIELD_1);
  for (const [name, value] of Object.entries(attributes)) putPair(to, FIELD_1, name, value);
  to.number(0x10, 0);
  to.end(resource);
};

const putRecord = (
  to: ProtobufOutput,
  { body, attributes, eventType, time, severity, trace }: LineRecord<Uint8Array>,
): void => {
  const nanoseconds = BigInt(time) * NANOSECONDS;
  const record = to.begin(FIELD_2);
  to.fixed64(RECORD.time, nanoseconds);
  to.number(RECORD.severityNumber, severity.number);
  putText(to, RECORD.severityText, severity.text);
  const value = to.begin(RECORD.body);
  const list = to.begin(ANY.list);
  for (const member of body) to.raw(member);
  to.end(list);
  to.end(value);
  for (const attribute of attributes) to.raw(attribute);
  to.number(RECORD.dropped, 0);
  if (trace !== undefined) {
    to.fixed32(RECORD.flags, 1);
    putHex(to, RECORD.traceId, trace.traceId);
    putHex(to, RECORD.spanId, trace.spanId);
  }
  to.fixed64(RECORD.observed, nanoseconds);
  putText(to, RECORD.eventName, eventType);
  to.end(record);
};

/** What one resource's records are written into, with the messages that are still open. */
interface OpenLogs {
  readonly output: ProtobufOutput;
  readonly resourceLogs: number;
  readonly scopeLogs: number;
}

const FIRST_ROOM = 64 * 1024;

/** Makes the writer of requests; it gives undefined where a line is not what the trail writes. */
export const createProtobufLines = (
  outline: RecordOutline,
): ((entries: readonly TrailEntry[]) => Uint8Array | undefined) => {
  const scratch = new ProtobufOutput(FIRST_ROOM);
  const pair = (tag: number, key: string, value: unknown): Uint8Array => {
    scratch.clear();
    putPair(scratch, tag, key, value);
    return Buffer.from(scratch.written());
  };
  const read = createRecordReader<Uint8Array>(outline, {
    member: (key, value) => pair(FIELD_1, key, value),
    attribute: (name, value) => pair(RECORD.attributes, name, value),
    keep: (bytes) => bytes,
  });
  const { scope } = outline;
  /** Requests of one delivery are alike: the next one begins with the room that the last one took. */
  let usual = FIRST_ROOM;

  const openLogs = (resource: OutlineResource, room: number): OpenLogs => {
    const output = new ProtobufOutput(room);
    const resourceLogs = output.begin(FIELD_1);
    putResource(output, resource);
    const scopeLogs = output.begin(FIELD_2);
    const scopeStart = output.begin(FIELD_1);
    putText(output, FIELD_1, scope.name);
    putText(output, FIELD_2, scope.version);
    output.end(scopeStart);
    return { output, resourceLogs, scopeLogs };
  };

  return (entries) => {
    const groups = new Map<OutlineResource, OpenLogs>();
    const complete = read(entries, (record, resource) => {
      let logs = groups.get(resource);
      if (logs === undefined) groups.set(resource, (logs = openLogs(resource, groups.size === 0 ? usual : FIRST_ROOM)));
      putRecord(logs.output, record);
    });
    if (!complete) return undefined;
    const parts = [...groups].map(([resource, { output, resourceLogs, scopeLogs }]) => {
      putText(output, FIELD_3, scope.schemaUrl);
      output.end(scopeLogs);
      putText(output, FIELD_3, resource.schemaUrl);
      output.end(resourceLogs);
      return output.written();
    });
    const [only = Buffer.alloc(0)] = parts;
    usual = only.length + FIRST_ROOM;
    return parts.length > 1 ? Buffer.concat(parts) : only;
  };
};
