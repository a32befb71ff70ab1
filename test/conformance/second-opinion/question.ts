// One question to both: rows and a query in, and whether pth_10 finds the rows that the interpreter finds.
import { isMulti, type Row } from '../../spl/value.js';
import type { Fault, Found } from './fault.js';
import { frameOf, ours, theirs, type Asked } from './frame.js';
import { faultOf, lackOf, silentFaults, type SilentFault } from './known.js';

/** pth_10 at work. */
export interface Pth10 {
  readonly run: (asked: Asked) => Promise<{ readonly rows?: Found; readonly error?: string }>;
}

/** How it ended. `faults` are those that kept pth_10 from some of the rows or columns. */
export type Outcome =
  | { readonly kind: 'alike'; readonly rows: number; readonly faults: readonly Fault[] }
  | { readonly kind: 'lacks'; readonly what: string }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'different'; readonly what: string };

/** One question to both. */
export interface Question {
  readonly query: string;
  readonly command: string;
  readonly rows: readonly Row[];
  /** The interpreter on these rows or some of them. */
  readonly mine: (rows: readonly Row[]) => readonly Row[];
}

const all = (): boolean => true;

const sameRows = (command: string, mine: readonly string[], other: readonly string[]): boolean => {
  const ordered = (list: readonly string[]): readonly string[] => (command === 'sort' ? list : [...list].sort());
  return JSON.stringify(ordered(mine)) === JSON.stringify(ordered(other));
};

const difference = (query: string, mine: readonly string[], other: readonly string[]): string =>
  [
    query,
    `ours, ${String(mine.length)} rows, of which pth_10 has not:`,
    ...mine.filter((row) => !other.includes(row)).slice(0, 3),
    `pth_10, ${String(other.length)} rows, of which we have not:`,
    ...other.filter((row) => !mine.includes(row)).slice(0, 3),
  ].join('\n');

/** A difference that a fault explains: what is compared besides it has to be alike. */
const explained = async (
  engine: Pth10,
  question: Question,
  fault: SilentFault,
  found: Found,
): Promise<Outcome | undefined> => {
  const { query, command, rows, mine } = question;
  const { known } = fault;
  if (known.rows !== undefined) {
    const others = rows.filter((row) => known.rows?.(row, query) === false);
    if (others.length === rows.length) return undefined;
    if (others.length === 0) return { kind: 'fault', fault };
    const rest = await once(engine, { ...question, rows: others });
    return rest.kind === 'alike' ? { ...rest, faults: [fault, ...rest.faults] } : undefined;
  }
  if (known.columns === undefined) return { kind: 'fault', fault };
  const wrong = known.columns(query, found);
  const counts = (name: string): boolean => !wrong.includes(name);
  const expected = mine(rows);
  return sameRows(command, ours(expected, counts), theirs(found, expected, counts))
    ? { kind: 'alike', rows: rows.length, faults: [fault] }
    : undefined;
};

/** Asks once, about all the rows. */
export const once = async (engine: Pth10, question: Question): Promise<Outcome> => {
  const { query, command, rows, mine } = question;
  const expected = mine(rows);
  const { rows: found, error = 'no answer' } = await engine.run(frameOf(query, rows));
  if (found === undefined) {
    const what = lackOf(error, query);
    if (what !== undefined) return { kind: 'lacks', what };
    const fault = faultOf(error);
    return fault === undefined ? { kind: 'different', what: `${query}\n${error}` } : { kind: 'fault', fault };
  }
  const [left, right] = [ours(expected, all), theirs(found, expected, all)];
  if (sameRows(command, left, right)) return { kind: 'alike', rows: rows.length, faults: [] };
  for (const fault of silentFaults(query, found)) {
    const outcome = await explained(engine, question, fault, found);
    if (outcome !== undefined) return outcome;
  }
  return { kind: 'different', what: difference(query, left, right) };
};

/**
 * Parts that a missing field, or a text among numbers, keeps apart: rows that have the same columns, and numbers in the
 * same. What stats makes of rows is not the sum of what it makes of parts: there, those that have all columns.
 */
const parts = (command: string, rows: readonly Row[]): readonly (readonly Row[])[] => {
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const isMissing = (row: Row, name: string): boolean => (row.get(name) ?? null) === null;
  if (command === 'stats') {
    const whole = rows.filter((row) => !columns.some((name) => isMissing(row, name)));
    return whole.length === 0 ? [] : [whole];
  }
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = columns.map((name) => {
      const value = row.get(name) ?? null;
      return value === null ? '-' : isMulti(value) || Number.isNaN(Number(value)) ? 'a' : '0';
    });
    groups.set(key.join(''), [...(groups.get(key.join('')) ?? []), row]);
  }
  return [...groups.values()];
};

/** Asks; where a missing field ends the whole search in pth_10, again with such rows apart. */
export const ask = async (engine: Pth10, question: Question): Promise<Outcome> => {
  const { command, rows } = question;
  const whole = await once(engine, question);
  if (whole.kind !== 'fault') return whole;
  if (whole.fault.known.by !== 'error' || whole.fault.known.perRow !== true) return whole;
  const faults = new Set([whole.fault]);
  let alike = 0;
  for (const part of parts(command, rows)) {
    const outcome = part.length === rows.length ? whole : await once(engine, { ...question, rows: part });
    if (outcome.kind === 'different' || outcome.kind === 'lacks') return outcome;
    for (const fault of outcome.kind === 'fault' ? [outcome.fault] : outcome.faults) faults.add(fault);
    if (outcome.kind === 'alike') alike += outcome.rows;
  }
  return alike === 0 ? whole : { kind: 'alike', rows: alike, faults: [...faults] };
};
