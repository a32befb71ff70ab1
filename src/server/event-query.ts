/**
 * Stored events over HTTP.
 * @module
 */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { AgentSiemError } from '../error.js';
import type { TrailEntry } from '../trail/index.js';
import { CSV_LINE_END, csvHeader, csvRow } from './csv.js';
import type { EventFilter } from './event-filter.js';
import { headersFor } from './reply.js';

/** Formats of the query API. */
export type QueryFormat = 'ndjson' | 'csv';

/** Entries that a filter wants, at most `limit`. */
export const selectEntries = async function* (
  entries: AsyncIterable<TrailEntry>,
  filter: EventFilter,
  limit: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<TrailEntry, void, undefined> {
  let left = limit;
  if (left <= 0) return;
  for await (const entry of entries) {
    if (!filter(entry.event)) continue;
    yield entry;
    left -= 1;
    if (left <= 0) return;
  }
};

/** Entries as text pieces; NDJSON lines are the trail's own, byte for byte. */
export const formatEntries = async function* (
  entries: AsyncIterable<TrailEntry>,
  format: QueryFormat,
): AsyncGenerator<string, void, undefined> {
  if (format === 'csv') yield csvHeader() + CSV_LINE_END;
  for await (const { event, line } of entries) yield format === 'csv' ? csvRow(event) + CSV_LINE_END : `${line}\n`;
};

const CHUNK = 64 * 1024;
const CONTENT_TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv; charset=utf-8; header=present' } as const;

/** Reads `format`. @throws AgentSiemError `query.bad-format` */
export const queryFormat = (text: string | null): QueryFormat => {
  if (text === null || text === 'ndjson') return 'ndjson';
  if (text === 'csv') return 'csv';
  throw new AgentSiemError('unknown format', { code: 'query.bad-format', field: 'format', mend: 'Use ndjson or csv.' });
};

/** Reads `limit`. @throws AgentSiemError `query.bad-limit` */
export const queryLimit = (text: string | null | undefined): number => {
  if (text === null || text === undefined) return Number.POSITIVE_INFINITY;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new AgentSiemError('not a number of events', { code: 'query.bad-limit', field: 'limit' });
};

/**
 * Sends entries, no faster than the client takes them. An error in the middle breaks the connection, so that a short
 * answer is never taken for a whole one.
 */
export const sendEntries = async (
  response: ServerResponse,
  entries: AsyncIterable<TrailEntry>,
  format: QueryFormat,
  signal: AbortSignal,
): Promise<void> => {
  response.writeHead(200, headersFor(CONTENT_TYPES[format]));
  let waiting = '';
  try {
    for await (const piece of formatEntries(entries, format)) {
      waiting += piece;
      if (waiting.length < CHUNK) continue;
      const taken = response.write(waiting);
      waiting = '';
      if (!taken) await once(response, 'drain', { signal });
    }
    response.end(waiting);
  } catch (error) {
    response.destroy();
    if (!signal.aborted) throw error;
  }
};
