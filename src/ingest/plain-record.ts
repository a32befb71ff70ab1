/**
 * Single log records as collectors and log stores write them, outside an export request.
 * @module
 */
import type { DecodedRecord, LogAttributes, LogRecord, LogScope, LogValue } from './log-record.js';
import { MAX_VALUE_DEPTH, RecordProblem, setOwn } from './log-record.js';
import { anyValueFromJson, attributesFromJson } from './json-value.js';
import { decodeLogsJson, logRecordFromJson } from './otlp-json.js';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ANY_VALUE = new Set([
  'stringValue',
  'intValue',
  'boolValue',
  'doubleValue',
  'bytesValue',
  'arrayValue',
  'kvlistValue',
]);

/** True for `{stringValue: ...}` and its kind. */
const isAnyValue = (value: Json): boolean => {
  const keys = Object.keys(value);
  return keys.length === 1 && ANY_VALUE.has(keys[0] ?? '');
};

const plainValue = (value: unknown, depth = 0): LogValue => {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  if (depth >= MAX_VALUE_DEPTH) throw new RecordProblem(`nested deeper than ${String(MAX_VALUE_DEPTH)} levels`);
  if (Array.isArray(value)) return value.map((item) => plainValue(item, depth + 1));
  if (!isObject(value)) return null;
  if (isAnyValue(value)) return anyValueFromJson(value, depth);
  const result: Record<string, LogValue> = {};
  for (const [key, item] of Object.entries(value)) setOwn(result, key, plainValue(item, depth + 1));
  return result;
};

const attributesOf = (value: unknown): LogAttributes => {
  if (Array.isArray(value)) return attributesFromJson(value);
  return isObject(value) ? (plainValue(value) as LogAttributes) : {};
};

/** A body as text, as an AnyValue, or wrapped as `{text}`. */
const bodyOf = (value: unknown): LogValue => {
  if (isObject(value) && Object.keys(value).length === 1 && typeof value['text'] === 'string') return value['text'];
  return plainValue(value ?? null);
};

const nanosOfIso = (value: unknown): string => {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isFinite(time) && time > 0 ? `${String(time)}000000` : '';
};

const scopeOf = (value: unknown): LogScope => {
  const scope = isObject(value) ? value : {};
  const text = (name: string): string => (typeof scope[name] === 'string' ? scope[name] : '');
  return { name: text('name'), version: text('version') };
};

const plainRecord = (value: Json): LogRecord => {
  const resource = isObject(value['resource']) ? (value['resource']['attributes'] ?? value['resource']) : undefined;
  const { body, attributes, ...rest } = value;
  const record = logRecordFromJson(
    { ...rest, eventName: value['eventName'] ?? value['event_name'] },
    attributesOf(resource),
    scopeOf(value['scope'] ?? value['instrumentationScope']),
  );
  const written = nanosOfIso(value['timestamp'] ?? value['@timestamp']);
  return {
    ...record,
    timeUnixNano: record.timeUnixNano === '' ? written : record.timeUnixNano,
    body: bodyOf(body),
    attributes: attributesOf(attributes),
  };
};

const RECORD_KEYS = ['body', 'attributes', 'timeUnixNano', 'observedTimeUnixNano'];

/** What one JSON value of a file holds. */
export type FileContent =
  | { readonly kind: 'records'; readonly records: readonly DecodedRecord[] }
  /** Metrics or traces in the same file. */
  | { readonly kind: 'other-signal' }
  | { readonly kind: 'unknown' };

const decodePlain = (value: Json): DecodedRecord => {
  try {
    return plainRecord(value);
  } catch (error) {
    if (error instanceof RecordProblem) return { problem: error.message };
    throw error;
  }
};

/**
 * Reads one JSON value: an export request, its inner parts, or a single record.
 * @throws AgentSiemError `otlp.malformed`
 */
export const recordsIn = (value: unknown): FileContent => {
  if (!isObject(value)) return { kind: 'unknown' };
  if ('resourceLogs' in value) return { kind: 'records', records: [...decodeLogsJson(value)] };
  if ('scopeLogs' in value) return { kind: 'records', records: [...decodeLogsJson({ resourceLogs: [value] })] };
  if ('logRecords' in value) {
    return { kind: 'records', records: [...decodeLogsJson({ resourceLogs: [{ scopeLogs: [value] }] })] };
  }
  if ('resourceSpans' in value || 'resourceMetrics' in value) return { kind: 'other-signal' };
  return RECORD_KEYS.some((key) => key in value)
    ? { kind: 'records', records: [decodePlain(value)] }
    : { kind: 'unknown' };
};
