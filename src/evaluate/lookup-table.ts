/**
 * Lookup tables: which values of which kind belong to a key.
 * @module
 */

/** A row as read from a file: column to text. Either agent_id, kind, value or the short form agent_id, tool_name. */
export type LookupRow = Readonly<Record<string, string>>;

/** Lookup tables by name. */
export type Lookups = Readonly<Record<string, readonly LookupRow[]>>;

/** A table, indexed. Keys and values compare by exact bytes. */
export interface LookupTable {
  readonly size: number;
  has(key: string): boolean;
  /** Allowed values by kind for a key; a kind without a row is not there. `*` allows all. */
  allowed(key: string): ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

/** The kind that a row of the short form speaks about. */
const SHORT_KIND = 'tool';
const KEY_COLUMNS = ['agent_id', 'key'];

/** Indexes rows. A row without a key is ignored; one without a value only registers its key. */
export const lookupTable = (rows: readonly LookupRow[]): LookupTable => {
  const keys = new Map<string, Map<string, Set<string>>>();
  const allow = (key: string, kind: string | undefined, value: string | undefined): void => {
    const kinds = keys.get(key) ?? new Map<string, Set<string>>();
    keys.set(key, kinds);
    if (kind === undefined || kind === '' || value === undefined || value === '') return;
    const values = kinds.get(kind) ?? new Set<string>();
    kinds.set(kind, values.add(value));
  };
  for (const row of rows) {
    const key = KEY_COLUMNS.map((column) => row[column]).find((text) => text !== undefined && text !== '');
    if (key === undefined) continue;
    allow(key, SHORT_KIND, row.tool_name);
    allow(key, row.kind, row.value);
  }
  return {
    size: keys.size,
    has: (key) => keys.has(key),
    allowed: (key) => keys.get(key),
  };
};
