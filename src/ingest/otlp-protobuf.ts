/**
 * ExportLogsServiceRequest in OTLP's protobuf encoding, read field by field.
 * @module
 */
import protobuf from 'protobufjs/minimal.js';
import { AgentSiemError } from '../error.js';
import {
  type DecodedRecord,
  type LogAttributes,
  type LogRecord,
  type LogScope,
  type LogValue,
  MAX_RECORDS,
  MAX_VALUE_DEPTH,
  RecordProblem,
  setOwn,
} from './log-record.js';
import { tooManyRecords } from './otlp-json.js';

type Reader = protobuf.Reader;

interface KeyValue {
  key: string;
  value: LogValue;
}

/** Calls `field` for each field of a message; it returns false for fields it does not know. */
const readMessage = (reader: Reader, end: number, field: (number: number, wireType: number) => boolean): void => {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!field(tag >>> 3, tag & 7)) reader.skipType(tag & 7);
  }
  if (reader.pos > end) throw new RangeError('a field runs past its message');
};

const endOfNested = (reader: Reader): number => {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError('a length runs past the end');
  return end;
};

/** A varint of 64 bits as a signed integer; what a double cannot hold becomes decimal text, as in OTLP JSON. */
const readInt64 = (reader: Reader): LogValue => {
  const value: unknown = reader.int64();
  const text = String(value);
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
};

const readFixed64 = (reader: Reader): string => {
  const low = reader.fixed32();
  const high = reader.fixed32();
  return low === 0 && high === 0 ? '' : ((BigInt(high) << 32n) | BigInt(low)).toString();
};

/** OTLP JSON spells what JSON numbers cannot carry. */
const readDouble = (reader: Reader): LogValue => {
  const value = reader.double();
  return Number.isFinite(value) ? value : String(value);
};

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

const hex = (bytes: Uint8Array, length: number): string => {
  if (bytes.length !== length || bytes.every((byte) => byte === 0)) return '';
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
};

const readKeyValue = (reader: Reader, end: number, depth: number): KeyValue => {
  const pair: KeyValue = { key: '', value: null };
  readMessage(reader, end, (number) => {
    if (number === 1) pair.key = reader.string();
    else if (number === 2) pair.value = readAnyValue(reader, endOfNested(reader), depth);
    else return false;
    return true;
  });
  return pair;
};

const readArray = (reader: Reader, end: number, depth: number): readonly LogValue[] => {
  const values: LogValue[] = [];
  readMessage(reader, end, (number) => {
    if (number !== 1) return false;
    values.push(readAnyValue(reader, endOfNested(reader), depth));
    return true;
  });
  return values;
};

const readMap = (reader: Reader, end: number, depth: number): LogAttributes => {
  const result: Record<string, LogValue> = {};
  readMessage(reader, end, (number) => {
    if (number !== 1) return false;
    const { key, value } = readKeyValue(reader, endOfNested(reader), depth);
    setOwn(result, key, value);
    return true;
  });
  return result;
};

const readAnyValue = (reader: Reader, end: number, depth: number): LogValue => {
  let value: LogValue = null;
  readMessage(reader, end, (number) => {
    switch (number) {
      case 1:
        value = reader.string();
        return true;
      case 2:
        value = reader.bool();
        return true;
      case 3:
        value = readInt64(reader);
        return true;
      case 4:
        value = readDouble(reader);
        return true;
      case 5:
      case 6: {
        if (depth >= MAX_VALUE_DEPTH) throw new RecordProblem(`nested deeper than ${String(MAX_VALUE_DEPTH)} levels`);
        const read = number === 5 ? readArray : readMap;
        value = read(reader, endOfNested(reader), depth + 1);
        return true;
      }
      case 7:
        value = base64(reader.bytes());
        return true;
      default:
        return false;
    }
  });
  return value;
};

const readLogRecord = (reader: Reader, end: number, resource: LogAttributes, scope: LogScope): LogRecord => {
  const attributes: Record<string, LogValue> = {};
  const record = {
    resource,
    scope,
    timeUnixNano: '',
    observedTimeUnixNano: '',
    eventName: '',
    severityNumber: 0,
    body: null as LogValue,
    attributes,
    traceId: '',
    spanId: '',
  };
  readMessage(reader, end, (number) => {
    switch (number) {
      case 1:
        record.timeUnixNano = readFixed64(reader);
        return true;
      case 2:
        record.severityNumber = reader.uint32();
        return true;
      case 5:
        record.body = readAnyValue(reader, endOfNested(reader), 0);
        return true;
      case 6: {
        const { key, value } = readKeyValue(reader, endOfNested(reader), 0);
        setOwn(attributes, key, value);
        return true;
      }
      case 9:
        record.traceId = hex(reader.bytes(), 16);
        return true;
      case 10:
        record.spanId = hex(reader.bytes(), 8);
        return true;
      case 11:
        record.observedTimeUnixNano = readFixed64(reader);
        return true;
      case 12:
        record.eventName = reader.string();
        return true;
      default:
        return false;
    }
  });
  return record;
};

/** A record that is too deep is refused alone: its length says where the next one starts. */
const readRecord = (reader: Reader, resource: LogAttributes, scope: LogScope): DecodedRecord => {
  const end = endOfNested(reader);
  try {
    return readLogRecord(reader, end, resource, scope);
  } catch (error) {
    if (!(error instanceof RecordProblem)) throw error;
    reader.pos = end;
    return { problem: error.message };
  }
};

const readScopeLogs = (reader: Reader, end: number, resource: LogAttributes, records: DecodedRecord[]): void => {
  const scope = { name: '', version: '' };
  readMessage(reader, end, (number) => {
    if (number === 1) {
      readMessage(reader, endOfNested(reader), (part) => {
        if (part === 1) scope.name = reader.string();
        else if (part === 2) scope.version = reader.string();
        else return false;
        return true;
      });
      return true;
    }
    if (number !== 2) return false;
    if (records.length >= MAX_RECORDS) throw tooManyRecords();
    records.push(readRecord(reader, resource, scope));
    return true;
  });
};

const readResourceLogs = (reader: Reader, end: number, records: DecodedRecord[]): void => {
  // Records refer to this object; it may be filled after them, since fields come in any order.
  const resource: Record<string, LogValue> = {};
  readMessage(reader, end, (number) => {
    if (number === 1) {
      readMessage(reader, endOfNested(reader), (part) => {
        if (part !== 1) return false;
        const { key, value } = readKeyValue(reader, endOfNested(reader), 0);
        setOwn(resource, key, value);
        return true;
      });
      return true;
    }
    if (number !== 2) return false;
    readScopeLogs(reader, endOfNested(reader), resource, records);
    return true;
  });
};

/**
 * Decodes an ExportLogsServiceRequest. Unknown fields are ignored.
 * @throws AgentSiemError `otlp.malformed` when the bytes cannot be read, `otlp.too-many-records`.
 */
export const decodeLogsProtobuf = (bytes: Uint8Array): DecodedRecord[] => {
  const records: DecodedRecord[] = [];
  const reader = protobuf.Reader.create(bytes);
  try {
    readMessage(reader, reader.len, (number) => {
      if (number !== 1) return false;
      readResourceLogs(reader, endOfNested(reader), records);
      return true;
    });
  } catch (error) {
    if (error instanceof AgentSiemError) throw error;
    throw new AgentSiemError('not an OTLP logs request in protobuf', { code: 'otlp.malformed', cause: error });
  }
  return records;
};
