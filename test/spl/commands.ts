/** Commands of the subset. */
import { AGGREGATES } from './aggregates.js';
import { parseAssignments, parseExpression, type Scope } from './expression.js';
import { compare, fromList, isMulti, SplError, textOf, toList, type FieldValue, type Row } from './value.js';

/** Rows of a lookup table, in file order. */
export type Lookups = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;

/** What a search runs in. */
export interface Context {
  readonly lookups: Lookups;
  /** When the search began, epoch seconds. */
  readonly now: number;
}

type Command = (args: string, rows: readonly Row[], context: Context) => readonly Row[];

/** transforms.conf of the app: max_matches of the lookup. */
const MAX_MATCHES = 1000;

const unquote = (name: string): string => (name.startsWith('"') ? name.slice(1, -1) : name);
const names = (text: string): readonly string[] =>
  [...text.matchAll(/"[^"]*"|[^\s,]+/g)].map(([name]) => unquote(name));

const scopeOf = (row: ReadonlyMap<string, FieldValue>, now: number): Scope => ({
  get: (name) => row.get(name) ?? null,
  now,
});

const where: Command = (args, rows, context) => {
  const condition = parseExpression(args);
  return rows.filter((row) => condition(scopeOf(row, context.now)) === true);
};

const evaluate: Command = (args, rows, context) => {
  const assignments = parseAssignments(args);
  return rows.map((row) => {
    const result = new Map(row);
    for (const [name, expression] of assignments) {
      const value = expression(scopeOf(result, context.now));
      if (typeof value === 'boolean') throw new SplError(`eval cannot assign a boolean to ${name}`);
      if (value === null) result.delete(name);
      else result.set(name, value);
    }
    return result;
  });
};

interface Aggregation {
  readonly name: string;
  readonly run: (rows: readonly Row[]) => FieldValue;
}

const aggregation = (text: string): Aggregation => {
  const parts = /^(\w+)(?:\(([\w.{}]+)\))? AS ([\w.]+)$/.exec(text.trim());
  if (parts === null) throw new SplError(`not an aggregation: ${text}`);
  const [, kind = '', field, name = ''] = parts;
  if (field === undefined) {
    if (kind !== 'count') throw new SplError(`${kind} needs a field`);
    return { name, run: (rows) => rows.length };
  }
  const run = AGGREGATES[kind];
  if (run === undefined) throw new SplError(`${kind}() is outside the subset`);
  return { name, run: (rows) => run(rows.map((row) => row.get(field) ?? null)) };
};

const parseStats = (
  args: string,
): { readonly aggregations: readonly Aggregation[]; readonly by: readonly string[] } => {
  const [list = '', by = ''] = args.split(/ BY /);
  return { aggregations: list.split(',').map(aggregation), by: names(by) };
};

/** Key of a row; undefined when it lacks one of the fields. */
const keyOf = (row: Row, by: readonly string[]): string | undefined => {
  const parts = by.map((name) => {
    const value = row.get(name) ?? null;
    if (isMulti(value)) throw new SplError(`BY ${name} with several values`);
    return value === null ? null : textOf(value);
  });
  return parts.includes(null) ? undefined : JSON.stringify(parts);
};

const groups = (rows: readonly Row[], by: readonly string[]): ReadonlyMap<string, Row[]> => {
  const result = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row, by);
    // Rows that lack a BY field are in no group.
    if (key === undefined) continue;
    const known = result.get(key);
    if (known === undefined) result.set(key, [row]);
    else known.push(row);
  }
  return result;
};

const stats: Command = (args, rows) => {
  const { aggregations, by } = parseStats(args);
  const grouped = [...groups(rows, by).values()];
  // Without BY there is one row even for no events.
  const sets = by.length === 0 && grouped.length === 0 ? [[]] : grouped;
  return sets.map((set) => {
    const result = new Map<string, FieldValue>();
    for (const name of by) result.set(name, set[0]?.get(name) ?? null);
    for (const { name, run } of aggregations) {
      const value = run(set);
      if (value !== null) result.set(name, value);
    }
    return result;
  });
};

const eventstats: Command = (args, rows) => {
  const { aggregations, by } = parseStats(args);
  const values = new Map(
    [...groups(rows, by)].map(([key, set]) => [key, aggregations.map(({ name, run }) => [name, run(set)] as const)]),
  );
  return rows.map((row) => {
    const key = keyOf(row, by);
    const added = key === undefined ? [] : (values.get(key) ?? []);
    return new Map([...row, ...added.filter(([, value]) => value !== null)]);
  });
};

const dedup: Command = (args, rows) => {
  const by = names(args);
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = keyOf(row, by);
    if (key === undefined || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

const mvexpand: Command = (args, rows) => {
  const name = args.trim();
  return rows.flatMap((row) => {
    const values = toList(row.get(name) ?? null);
    return values.length === 0 ? [row] : values.map((value) => new Map([...row, [name, value] as const]));
  });
};

const rename: Command = (args, rows) => {
  const pairs = args.split(/,\s*(?=[\w"])/).map((pair) => {
    const parts = /^("[^"]*"|[\w.]+) AS ("[^"]*"|[\w.]+)$/.exec(pair.trim());
    if (parts === null) throw new SplError(`not a rename: ${pair}`);
    return [unquote(parts[1] ?? ''), unquote(parts[2] ?? '')] as const;
  });
  return rows.map((row) => {
    const result = new Map(row);
    for (const [from, to] of pairs) {
      const value = result.get(from);
      result.delete(from);
      if (value === undefined) result.delete(to);
      else result.set(to, value);
    }
    return result;
  });
};

const sort: Command = (args, rows) => {
  const [limit = '', ...rest] = names(args);
  if (limit !== '0') throw new SplError('sort without 0 cuts at 10,000 rows');
  const keys = rest.map((key) => ({ sign: key.startsWith('-') ? -1 : 1, name: key.replace(/^[+-]/, '') }));
  const order = (left: FieldValue, right: FieldValue): number =>
    left === null || right === null ? Number(left === null) - Number(right === null) : (compare(left, right) ?? 0);
  return [...rows].sort(
    (a, b) =>
      keys
        .map(({ sign, name }) => sign * order(a.get(name) ?? null, b.get(name) ?? null))
        .find((result) => result !== 0) ?? 0,
  );
};

const head: Command = (args, rows) => {
  if (!/^\d+$/.test(args)) throw new SplError('head takes a number');
  return rows.slice(0, Number(args));
};

const table: Command = (args, rows) => {
  const wanted = names(args);
  return rows.map(
    (row) => new Map(wanted.flatMap((name) => (row.has(name) ? [[name, row.get(name) ?? null] as const] : []))),
  );
};

const pairs = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/(\w+) AS (\w+)/g)].map(([, column = '', field = '']) => [column, field] as const);

const lookup: Command = (args, rows, context) => {
  const [, name = '', inputs = '', outputs = ''] = /^(\w+) (.+) OUTPUT (.+)$/.exec(args) ?? [];
  const lines = context.lookups[name];
  if (lines === undefined) throw new SplError(`there is no lookup ${name}`);
  const [keys, results] = [pairs(inputs), pairs(outputs)];
  return rows.map((row) => {
    const wanted = keys.map(([column, field]) => [column, row.get(field) ?? null] as const);
    // An event without an input field has no match; keys compare by case.
    const found = wanted.some(([, value]) => value === null || isMulti(value))
      ? []
      : lines
          .filter((line) => wanted.every(([column, value]) => line[column] === textOf(value as string | number)))
          .slice(0, MAX_MATCHES);
    const result = new Map(row);
    for (const [column, field] of results) {
      const value = fromList(found.flatMap((line) => (line[column] === undefined ? [] : [line[column]])));
      if (value === null) result.delete(field);
      else result.set(field, value);
    }
    return result;
  });
};

const inputlookup: Command = (args, rows, context) => {
  const name = /^append=true (\w+)$/.exec(args.trim())?.[1];
  const lines = context.lookups[name ?? ''];
  if (lines === undefined) throw new SplError(`inputlookup ${args}`);
  return [...rows, ...lines.map((line) => new Map(Object.entries(line)))];
};

/** Every command by its name. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  where,
  eval: evaluate,
  stats,
  eventstats,
  dedup,
  mvexpand,
  rename,
  sort,
  head,
  table,
  lookup,
  inputlookup,
};
