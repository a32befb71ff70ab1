/**
 * Where Elastic keeps events: data stream, time, arrival, id, and the column of each field.
 * @module
 */
import { FIELDS } from '../../event/index.js';
import type { FieldFacts } from '../../event/index.js';
import type { RuleMetadata } from '../../rules/ir.js';
import type { FieldMap } from '../target.js';

/** What the queries know of a field. `unknown`: a foreign field, read by any element and whatever its type. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'strings' | 'integer' | 'number' | 'time' | 'unknown';
  /** The stored value is lower case (ASCII). */
  readonly lower: boolean;
  /** Summed as integer micro-dollars. */
  readonly money: boolean;
}

/** The mapping of one rule's world: our data stream, or a foreign one. */
export interface ElasticMapping {
  readonly source: string;
  /** Event time. */
  readonly time: string;
  /** Time of arrival, by which plain detections select. */
  readonly arrival: string;
  /** Field that duplicates share; undefined: the document is the event. */
  readonly id: string | undefined;
  readonly foreign: boolean;
  readonly column: (field: string) => Column;
  /** Columns that can hold text, for keywords without a field; undefined: any. */
  readonly textColumns: readonly Column[] | undefined;
}

/** Data stream of governance events. */
export const DATA_STREAM = 'logs-ai_governance-*';
/** Arrival time, written by the ingest pipeline. */
export const ARRIVAL_FIELD = 'event.ingested';

const byPath: ReadonlyMap<string, FieldFacts> = new Map(FIELDS.map((facts) => [facts.path, facts]));

const ownColumn = (facts: FieldFacts): Column => ({
  name: facts.path === 'timestamp' ? '@timestamp' : facts.path,
  type: facts.time === true ? 'time' : facts.type,
  lower: facts.lower === true || facts.hash === true,
  money: facts.name.endsWith('_usd'),
});

const unknownColumn = (name: string): Column => ({ name, type: 'unknown', lower: false, money: name.endsWith('_usd') });

const OWN: ElasticMapping = {
  source: DATA_STREAM,
  time: '@timestamp',
  arrival: ARRIVAL_FIELD,
  id: 'event_id',
  foreign: false,
  column: (field) => {
    const facts = byPath.get(field);
    return facts === undefined ? unknownColumn(field) : ownColumn(facts);
  },
  textColumns: FIELDS.filter((facts) => facts.type === 'string' || facts.type === 'strings').map(ownColumn),
};

/** The mapping for a rule: ours for the taxonomy agent-governance, otherwise the field names as they stand or as mapped. */
export const elasticMapping = (meta: RuleMetadata, map?: FieldMap): ElasticMapping => {
  if (map === undefined && meta.taxonomy === 'agent-governance') return OWN;
  const time = map?.time ?? '@timestamp';
  return {
    source: map?.source ?? 'logs-*',
    time,
    arrival: time,
    id: map?.id,
    foreign: true,
    column: (field) => unknownColumn(map?.fields[field] ?? field),
    textColumns: undefined,
  };
};

/** Mapping of a lookup index such as agent_scope (index mode `lookup`): one document a row. */
export const lookupProperties: Readonly<Record<string, { readonly type: 'keyword' }>> = {
  agent_id: { type: 'keyword' },
  kind: { type: 'keyword' },
  value: { type: 'keyword' },
  /** The table's own name in every row: joined on to learn whether the table has rows at all. */
  table: { type: 'keyword' },
};
