/**
 * The values an alert carries, kept of each event that counts.
 * @module
 */
import type { Rule } from '../rules/ir.js';
import { fieldReader } from './field-reader.js';
import type { EventObject, FieldValue } from './field-value.js';
import { rememberedInTurn } from './reading-turn.js';

/** Values of one event by field. */
export class Details {
  constructor(
    private readonly places: ReadonlyMap<string, number>,
    private readonly values: readonly FieldValue[],
  ) {}

  of(field: string): FieldValue {
    const place = this.places.get(field);
    return place === undefined ? undefined : this.values[place];
  }
}

/** Reads the details of an event; undefined where a rule carries none. */
export type DetailReader = (event: EventObject) => Details | undefined;

/** Up to this many different fields are read at once and kept once for all rules together. */
const MAX_SHARED = 48;

/** Reads nothing: no rule asks, or they are read later. */
export const readNone: DetailReader = () => undefined;

const readerOf = (fields: Iterable<string>): DetailReader => {
  const places = new Map([...new Set(fields)].map((field, place) => [field, place]));
  const readers = [...places.keys()].map(fieldReader);
  if (readers.length === 0) return readNone;
  const read = (event: EventObject): Details =>
    new Details(
      places,
      readers.map((reader) => reader(event)),
    );
  return rememberedInTurn(read);
};

/** How to read the details of each of these rules. */
export const detailReaders = (rules: readonly Rule[]): ((rule: Rule) => DetailReader) => {
  const all = new Set(rules.flatMap((rule) => rule.meta.details));
  if (all.size > MAX_SHARED) return (rule) => readerOf(rule.meta.details);
  const shared = readerOf(all);
  return () => shared;
};
