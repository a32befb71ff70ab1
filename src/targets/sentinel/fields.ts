/**
 * Where Microsoft Sentinel keeps events: table, times, id, and the typed column of each field.
 * @module
 */
import { FIELDS } from '../../event/index.js';
import type { FieldFacts } from '../../event/index.js';
import type { RuleMetadata } from '../../rules/ir.js';
import type { FieldMap } from '../target.js';
import { kqlName } from './text.js';

/** Types of a Log Analytics column that we use. */
export type ColumnType = 'string' | 'long' | 'real' | 'datetime' | 'dynamic';

/** One column of the table, in the order of the schema. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Field of the event it holds. */
  readonly field: string;
  readonly description: string;
}

/** What the queries know of a field. `unknown`: a foreign column, read as text whatever its type. */
export interface Column {
  /** As it stands in a query, quoted where needed. */
  readonly text: string;
  readonly type: ColumnType | 'unknown';
  /** The stored value is lower case (ASCII). */
  readonly lower: boolean;
  /** Summed as integer micro-dollars. */
  readonly money: boolean;
}

/** The mapping of one rule's world: our table, or a foreign one. */
export interface SentinelMapping {
  /** Undefined: the foreign table is not named. */
  readonly table: string | undefined;
  /** Event time. */
  readonly time: string;
  /** Expression of the time of arrival, by which plain detections select. */
  readonly arrival: string;
  /** Column that duplicates share; undefined: copies are not removed. */
  readonly id: string | undefined;
  readonly foreign: boolean;
  readonly column: (field: string) => Column;
  /** Columns that can hold text, for keywords without a field; undefined: not known. */
  readonly textColumns: readonly Column[] | undefined;
}

/** The table of governance events. */
export const TABLE = 'AIGovernance_CL';
/** Our own event time; TimeGenerated is the time of arrival and only bounds the scan. */
export const TIME_COLUMN = 'EventTime';

const pascal = (name: string): string =>
  name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/**
 * Column of a field: its path in PascalCase, the group's own name said once (`identity.user_id` is IdentityUserId,
 * `agent.agent_id` is AgentId).
 */
export const columnName = (facts: Pick<FieldFacts, 'path' | 'group' | 'name'>): string => {
  if (facts.path === 'timestamp') return TIME_COLUMN;
  if (facts.group === '') return pascal(facts.name);
  return facts.name.startsWith(`${facts.group}_`) ? pascal(facts.name) : pascal(facts.group) + pascal(facts.name);
};

const TYPES = { string: 'string', strings: 'dynamic', integer: 'long', number: 'real' } as const;

/** Every column of the table but TimeGenerated, from the event schema: for the table, the DCR and the checks. */
export const TABLE_COLUMNS: readonly TableColumn[] = FIELDS.map((facts) => ({
  name: columnName(facts),
  type: facts.time === true ? 'datetime' : TYPES[facts.type],
  field: facts.path,
  description: facts.description,
}));

const byPath = new Map(
  FIELDS.map((facts, index): [string, Column] => {
    const column = TABLE_COLUMNS[index];
    return [
      facts.path,
      {
        text: column?.name ?? facts.path,
        type: column?.type ?? 'string',
        lower: facts.lower === true || facts.hash === true,
        money: facts.name.endsWith('_usd'),
      },
    ];
  }),
);

const unknownColumn = (name: string): Column => ({
  text: kqlName(name),
  type: 'unknown',
  lower: false,
  money: name.endsWith('_usd'),
});

const OWN: SentinelMapping = {
  table: TABLE,
  time: TIME_COLUMN,
  arrival: 'ingestion_time()',
  id: 'EventId',
  foreign: false,
  column: (field) => byPath.get(field) ?? unknownColumn(field),
  textColumns: [...byPath.values()].filter((column) => column.type === 'string' || column.type === 'dynamic'),
};

/** The mapping for a rule: ours for the taxonomy agent-governance, otherwise the column names as they stand or as mapped. */
export const sentinelMapping = (meta: RuleMetadata, map?: FieldMap): SentinelMapping => {
  if (map === undefined && meta.taxonomy === 'agent-governance') return OWN;
  return {
    table: map?.source === undefined ? undefined : kqlName(map.source),
    time: kqlName(map?.time ?? 'TimeGenerated'),
    arrival: 'ingestion_time()',
    id: map?.id === undefined ? undefined : kqlName(map.id),
    foreign: true,
    column: (field) => unknownColumn(map?.fields[field] ?? field),
    textColumns: undefined,
  };
};
