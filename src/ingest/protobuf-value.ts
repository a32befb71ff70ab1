/**
 * Messages, attributes and values in OTLP's protobuf encoding.
 * @module
 */
import type protobuf from 'protobufjs/minimal.js';
import { type LogAttributes, type LogValue, MAX_VALUE_DEPTH, RecordProblem, setOwn } from './log-record.js';

/** Bytes, and how far they are read. */
export type Reader = protobuf.Reader;

/** An attribute. */
export interface KeyValue {
  key: string;
  value: LogValue;
}

/** Calls `field` for each field of a message; it returns false for fields it does not know. */
export const readMessage = (
  reader: Reader,
  end: number,
  field: (number: number, wireType: number) => boolean,
): void => {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!field(tag >>> 3, tag & 7)) reader.skipType(tag & 7);
  }
  if (reader.pos > end) throw new RangeError('a field runs past its message');
};

/** End of the message that begins here. @throws RangeError when it runs past the end */
export const endOfNested = (reader: Reader): number => {
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

/** OTLP JSON spells what JSON numbers cannot carry. */
const readDouble = (reader: Reader): LogValue => {
  const value = reader.double();
  return Number.isFinite(value) ? value : String(value);
};

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** Reads a KeyValue up to `end`. @throws RecordProblem for nesting beyond the limit */
export const readKeyValue = (reader: Reader, end: number, depth: number): KeyValue => {
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

/** Reads an AnyValue up to `end`. @throws RecordProblem for nesting beyond the limit */
export const readAnyValue = (reader: Reader, end: number, depth: number): LogValue => {
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
