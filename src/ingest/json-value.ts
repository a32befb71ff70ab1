/**
 * Attributes and values in OTLP's JSON encoding.
 * @module
 */
import { type LogAttributes, type LogValue, MAX_VALUE_DEPTH, RecordProblem, setOwn } from './log-record.js';

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text; anything else is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** int64 is a decimal string in OTLP JSON; numbers are accepted. What a double cannot hold stays text. */
const integerOf = (value: unknown): LogValue => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value)) return textOf(value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

const SPECIAL_DOUBLES = new Set(['NaN', 'Infinity', '-Infinity']);

const doubleOf = (value: unknown): LogValue => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || SPECIAL_DOUBLES.has(value) || value.trim() === '') return textOf(value);
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
};

/** Decodes one AnyValue. @throws RecordProblem for nesting beyond the limit. */
export const anyValueFromJson = (value: unknown, depth = 0): LogValue => {
  if (!isObject(value)) return null;
  if (value['stringValue'] !== undefined) return textOf(value['stringValue']);
  if (value['intValue'] !== undefined) return integerOf(value['intValue']);
  if (value['boolValue'] !== undefined) return value['boolValue'] === true || value['boolValue'] === 'true';
  if (value['doubleValue'] !== undefined) return doubleOf(value['doubleValue']);
  if (value['bytesValue'] !== undefined) return textOf(value['bytesValue']);
  if (depth >= MAX_VALUE_DEPTH) throw new RecordProblem(`nested deeper than ${String(MAX_VALUE_DEPTH)} levels`);
  const list = value['arrayValue'];
  if (isObject(list)) {
    const values = list['values'];
    return Array.isArray(values) ? values.map((item) => anyValueFromJson(item, depth + 1)) : [];
  }
  const map = value['kvlistValue'];
  return isObject(map) ? attributesFromJson(map['values'], depth + 1) : null;
};

/** Decodes a list of KeyValue. The last of two equal keys wins. */
export const attributesFromJson = (value: unknown, depth = 0): LogAttributes => {
  const result: Record<string, LogValue> = {};
  if (!Array.isArray(value)) return result;
  for (const pair of value as unknown[]) {
    if (!isObject(pair) || typeof pair['key'] !== 'string') continue;
    setOwn(result, pair['key'], anyValueFromJson(pair['value'], depth));
  }
  return result;
};
