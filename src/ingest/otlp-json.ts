/**
 * ExportLogsServiceRequest in OTLP's JSON encoding.
 * @module
 */
import { AgentSiemError } from '../error.js';
import { anyValueFromJson, attributesFromJson, isObject, textOf, type Json } from './json-value.js';
import {
  type DecodedRecord,
  type LogAttributes,
  type LogRecord,
  type LogScope,
  MAX_RECORDS,
  RecordProblem,
} from './log-record.js';

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
