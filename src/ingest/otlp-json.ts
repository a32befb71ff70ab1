/**
 * ExportLogsServiceRequest in OTLP's JSON encoding.
 * @module
 */
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

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const malformed = (field: string, mend: string): AgentSiemError =>
  new AgentSiemError('not an OTLP logs request', { code: 'otlp.malformed', field, mend });

const listOf = (value: unknown, field: string): unknown[] => {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value as unknown[];
  throw malformed(field, 'OTLP JSON has a list here.');
};

const objectOf = (value: unknown, field: string): Json => {
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  throw malformed(field, 'OTLP JSON has an object here.');
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

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

const nanosOf = (value: unknown): string => {
  if (typeof value === 'string') return /^\d{1,20}$/.test(value) && value !== '0' ? value : '';
  return typeof value === 'number' && value > 0 && value < 1e20 ? BigInt(Math.floor(value)).toString() : '';
};

const hexOf = (value: unknown, digits: number): string => {
  const text = textOf(value).toLowerCase();
  return text.length === digits && /^[0-9a-f]+$/.test(text) && !/^0+$/.test(text) ? text : '';
};

/** Decodes one LogRecord. @throws RecordProblem */
export const logRecordFromJson = (record: Json, resource: LogAttributes, scope: LogScope): LogRecord => ({
  resource,
  scope,
  timeUnixNano: nanosOf(record['timeUnixNano']),
  observedTimeUnixNano: nanosOf(record['observedTimeUnixNano']),
  eventName: textOf(record['eventName']),
  severityNumber: typeof record['severityNumber'] === 'number' ? record['severityNumber'] : 0,
  body: anyValueFromJson(record['body']),
  attributes: attributesFromJson(record['attributes']),
  traceId: hexOf(record['traceId'], 32),
  spanId: hexOf(record['spanId'], 16),
});

const decodeRecord = (value: unknown, resource: LogAttributes, scope: LogScope): DecodedRecord => {
  if (!isObject(value)) return { problem: 'a log record that is not an object' };
  try {
    return logRecordFromJson(value, resource, scope);
  } catch (error) {
    if (error instanceof RecordProblem) return { problem: error.message };
    throw error;
  }
};

const resourceFromJson = (value: unknown): LogAttributes => {
  try {
    return attributesFromJson(objectOf(value, 'resourceLogs.resource')['attributes']);
  } catch (error) {
    if (error instanceof RecordProblem) throw malformed('resourceLogs.resource.attributes', 'Nest them less deeply.');
    throw error;
  }
};

/** The records of one scope, as parsed. */
interface ScopedRecords {
  readonly resource: LogAttributes;
  readonly scope: LogScope;
  readonly list: unknown[];
}

const scopedRecords = (request: unknown): readonly ScopedRecords[] => {
  if (!isObject(request)) throw malformed('', 'Send an object with resourceLogs.');
  const scopes: ScopedRecords[] = [];
  let count = 0;
  for (const entry of listOf(request['resourceLogs'], 'resourceLogs')) {
    const resourceLogs = objectOf(entry, 'resourceLogs');
    const resource = resourceFromJson(resourceLogs['resource']);
    for (const scoped of listOf(resourceLogs['scopeLogs'], 'resourceLogs.scopeLogs')) {
      const scopeLogs = objectOf(scoped, 'resourceLogs.scopeLogs');
      const named = objectOf(scopeLogs['scope'], 'resourceLogs.scopeLogs.scope');
      const scope = { name: textOf(named['name']), version: textOf(named['version']) };
      const list = listOf(scopeLogs['logRecords'], 'resourceLogs.scopeLogs.logRecords');
      count += list.length;
      if (count > MAX_RECORDS) throw tooManyRecords();
      scopes.push({ resource, scope, list });
    }
  }
  return scopes;
};

const decodeScopes = function* (scopes: readonly ScopedRecords[]): Generator<DecodedRecord, void, undefined> {
  for (const { resource, scope, list } of scopes) {
    for (let index = 0; index < list.length; index += 1) {
      const record = list[index];
      list[index] = undefined;
      yield decodeRecord(record, resource, scope);
    }
  }
};

/**
 * Decodes a parsed ExportLogsServiceRequest, record after record as they are asked for. Unknown members are ignored, as
 * OTLP asks. The request is taken apart on the way: a record lives no longer than its reader keeps it, which spares the
 * garbage collector a second copy of the whole.
 * @throws AgentSiemError at once: `otlp.malformed` when the request as a whole cannot be read, `otlp.too-many-records`.
 */
export const decodeLogsJson = (request: unknown): Generator<DecodedRecord, void, undefined> =>
  decodeScopes(scopedRecords(request));

/** The request carries more records than one request may. */
export const tooManyRecords = (): AgentSiemError =>
  new AgentSiemError(`more than ${String(MAX_RECORDS)} records in one request`, {
    code: 'otlp.too-many-records',
    mend: 'Send smaller batches.',
  });
