// Rows of the interpreter as columns of a frame, and what comes back as rows that can be compared.
import { fromList, isMulti, toList, type FieldValue, type Row } from '../../spl/value.js';

/** How a column is typed in Spark. SPL has no types: a column is what its values look like. */
type ColumnType = 'text' | 'texts' | 'long' | 'double' | 'time';

/** What pth_10 is asked. */
export interface Asked {
  readonly query: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

const typeOf = (name: string, values: readonly FieldValue[]): ColumnType => {
  if (name === '_time') return 'time';
  if (name.endsWith('{}') || values.some(isMulti)) return 'texts';
  if (values.length === 0 || values.some((value) => typeof value !== 'number')) return 'text';
  return values.every((value) => Math.abs(Number(value)) < 2 ** 31 && Number.isInteger(value)) ? 'long' : 'double';
};

/** Names that a text may read: a frame without the column would be an error, where Splunk sees a missing field. */
const namesIn = (query: string): readonly string[] => {
  const read = query.replaceAll(/\bAS\s+(?:"[^"]*"|[\w.]+)/g, '');
  const text = /"((?:[^"\\]|\\[\s\S])*)"/g;
  // A name in double quotes stands only behind rename and table, and holds braces.
  const quoted = [...read.matchAll(text)].flatMap(([, name = '']) => (/^[\w.]+\{\}$/.test(name) ? [name] : []));
  const bare = read
    .replaceAll(text, '""')
    .replaceAll(/\|\s*\w+|\b(?:AND|OR|NOT|BY)\b/g, ' ')
    .match(/'[^']+'|\b[A-Za-z_][\w.]*(?![\w.]*\()/g);
  return [...quoted, ...(bare ?? []).map((name) => name.replaceAll("'", ''))];
};

/** Columns that tell rows apart, whatever a query reads. */
const KEPT = ['_time', 'event_id', 'index'];

/** Rows with the columns that a query reads, and those that tell them apart: all else would only be carried along. */
export const narrowed = (query: string, rows: readonly Row[]): readonly Row[] => {
  const names = new Set([...namesIn(query), ...KEPT]);
  return rows.map((row) => new Map([...row].filter(([name]) => names.has(name))));
};

/** Rows with the query that runs on them. `index` is there so that `index=ai_governance` finds all of them. */
export const frameOf = (query: string, rows: readonly Row[]): Asked => {
  const all = rows.map((row) => new Map<string, FieldValue>([['index', 'ai_governance'], ...row]));
  const names = [...new Set([...all.flatMap((row) => [...row.keys()]), ...namesIn(query)])];
  const isGroup = (name: string): boolean => names.some((other) => other.startsWith(`${name}.`));
  const columns = Object.fromEntries(
    names
      .filter((name) => !isGroup(name))
      .map(
        (name) =>
          [
            name,
            typeOf(
              name,
              all.map((row) => row.get(name) ?? null).filter((value) => value !== null),
            ),
          ] as const,
      ),
  );
  return {
    query,
    columns,
    rows: all.map((row) =>
      Object.fromEntries(
        [...row].map(([name, value]) => [name, columns[name] === 'texts' ? toList(value) : value] as const),
      ),
    ),
  };
};

/** A value as text. A number is one however it is written; several values are their texts, a line each. */
const plain = (value: FieldValue): string => {
  if (typeof value === 'number') return `number ${String(Number(value.toPrecision(12)))}`;
  return `text ${toList(value).map(String).join('\n')}`;
};

/** A row as text, without what is missing. */
const line = (fields: readonly (readonly [string, FieldValue])[]): string =>
  JSON.stringify(
    fields
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, plain(value)])
      .sort(),
  );

/** Columns to compare: all but those in which a known fault shows. */
export type Counts = (name: string) => boolean;

/** What the interpreter found. */
export const ours = (rows: readonly Row[], counts: Counts): readonly string[] =>
  rows.map((row) => line([...row].filter(([name]) => counts(name))));

const given = (value: unknown): FieldValue =>
  Array.isArray(value) ? fromList(value as (string | number)[]) : (value as FieldValue);

/** What pth_10 found, typed as the interpreter typed it: pth_10 gives most numbers as text. */
export const theirs = (
  found: readonly Readonly<Record<string, unknown>>[],
  rows: readonly Row[],
  counts: Counts,
): readonly string[] => {
  const columns = new Set(rows.flatMap((row) => [...row.keys()]));
  const numeric = new Set(
    rows.flatMap((row) => [...row].filter(([, value]) => typeof value === 'number').map(([name]) => name)),
  );
  const typed = (name: string, value: FieldValue): FieldValue => {
    if (!numeric.has(name) || typeof value !== 'string' || value.trim() === '') return value;
    return Number.isNaN(Number(value)) ? value : Number(value);
  };
  return found.map((row) =>
    line(
      Object.entries(row)
        // The column that was added for the search in front.
        .filter(([name]) => counts(name) && (name !== 'index' || columns.has('index')))
        .map(([name, value]) => [name, typed(name, given(value))] as const),
    ),
  );
};
