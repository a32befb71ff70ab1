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
  RecordProblem,
  setOwn,
} from './log-record.js';
import { tooManyRecords } from './otlp-json.js';
import { endOfNested, readAnyValue, readKeyValue, readMessage, type Reader } from './protobuf-value.js';

const readFixed64 = (reader: Reader): string => {
  const low = reader.fixed32();
  const high = reader.fixed32();
  return low === 0 && high === 0 ? '' : ((BigInt(high) << 32n) | BigInt(low)).toString();
};

const hex = (bytes: Uint8Array, length: number): string => {
  if (bytes.length !== length || bytes.every((byte) => byte === 0)) return '';
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
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
