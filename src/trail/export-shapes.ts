/**
 * What SIEMs wrap around an event when they export it.
 * @module
 */
import { SCHEMA_VERSION, TOP_LEVEL_KEYS } from '../event/index.js';

type Plain = Readonly<Record<string, unknown>>;

/** Brings a row of a table whose columns are not the event's own names back to an event; undefined for any other. */
export type RestoreRow = (row: Plain) => unknown;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MAX_DEPTH = 4;
const OURS: ReadonlySet<string> = new Set(TOP_LEVEL_KEYS);
/** What pipelines of the pack and SIEMs themselves put beside the groups of an event. */
const ADDED: ReadonlySet<string> = new Set(
  '@timestamp @version event ecs host tags data_stream usr evt network alias scope governance_status _id _index _time'.split(
    ' ',
  ),
);

/** Wrappers, the most telling first. Splunk: `result`, `_raw`; Elastic: `_source`; Datadog: `attributes`; OTLP: `body`. */
const WRAPPERS = ['_raw', '_source', 'result', 'attributes', 'body'] as const;

const minorOf = (version: unknown): number => Number(String(version).split('.')[1]);

/** Without what a SIEM added at the top. Of a newer schema we cannot know the names: only known additions go. */
const withoutAdditions = (event: Plain): Plain => {
  const newer = minorOf(event['schema_version']) > minorOf(SCHEMA_VERSION);
  return Object.fromEntries(Object.entries(event).filter(([name]) => OURS.has(name) || (newer && !ADDED.has(name))));
};

const unwrap = (value: unknown, restore: RestoreRow | undefined, wrapped: boolean, depth: number): unknown => {
  if (typeof value === 'string') return unwrap(JSON.parse(value), restore, wrapped, depth + 1);
  if (!isPlain(value) || depth > MAX_DEPTH) return value;
  // Splunk's fields lie beside the raw line they were taken from.
  if (typeof value['_raw'] === 'string') return unwrap(value['_raw'], restore, true, depth + 1);
  if ('event_id' in value) return wrapped ? withoutAdditions(value) : value;
  for (const name of WRAPPERS) {
    if (name in value) return unwrap(value[name], restore, true, depth + 1);
  }
  return restore?.(value) ?? value;
};

const isTable = (value: unknown): value is { columns: { name: string }[]; rows: unknown[][] } =>
  isPlain(value) && Array.isArray(value['columns']) && Array.isArray(value['rows']);

/** Whole answers of search APIs on one line; undefined for a single record. */
const recordsIn = (value: unknown): readonly unknown[] | undefined => {
  if (Array.isArray(value)) return value as unknown[];
  if (!isPlain(value) || 'event_id' in value) return undefined;
  const hits = isPlain(value['hits']) ? value['hits']['hits'] : undefined;
  for (const list of [hits, value['results'], value['data']]) if (Array.isArray(list)) return list as unknown[];
  if (!Array.isArray(value['tables'])) return undefined;
  return value['tables']
    .filter(isTable)
    .flatMap(({ columns, rows }) =>
      rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]]))),
    );
};

/**
 * The events of one line of an export: a record, an array of them, or the answer of a search API (Elasticsearch
 * `hits.hits`, Splunk `results`, Datadog `data`, Log Analytics `tables`).
 * @throws SyntaxError where a wrapped text is not JSON.
 */
export const eventsIn = (value: unknown, restore?: RestoreRow): readonly unknown[] =>
  recordsIn(value)?.map((record) => unwrap(record, restore, true, 0)) ?? [unwrap(value, restore, false, 0)];
