/**
 * What correlations keep of an event, and the keys of groups.
 * @module
 */
import type { FieldValue } from './field-reader.js';

/** One counted event (or one firing of a chained correlation) in one group. */
export interface Entry {
  /** Unix milliseconds. */
  readonly time: number;
  /** event_id, `#<line>`, or the key of the chained firing. */
  readonly id: string;
  /** Bit i is set when source i matched. */
  readonly sources: number;
  /** Distinct keys for each counted field (or the one combination). */
  readonly keys: readonly (readonly string[])[] | undefined;
  /** Numbers of the summed field; money in micro-dollars. */
  readonly numbers: readonly number[] | undefined;
  /** Place in a trail, for events of the same millisecond. */
  readonly trail: { readonly id: string; readonly sequence: number } | undefined;
  /** Values of the fields the alert carries, in the rule's order. */
  readonly details: readonly FieldValue[] | undefined;
  /** Chained firings: the events behind it. */
  readonly eventIds: readonly string[] | undefined;
}

/** One group: its key and the values behind it, in the order of group-by. */
export interface Group {
  readonly key: string;
  readonly values: readonly string[];
}

const escapePart = (value: string): string => (/[|\\]/.test(value) ? value.replace(/[|\\]/g, '\\$&') : value);

/** group_key: the values joined by `|`; a `|` or backslash inside a value is escaped by a backslash. */
export const groupKey = (values: readonly string[]): string => values.map(escapePart).join('|');

/** By time, then by id: the order in which alerts list events, whatever the order they arrived in. */
export const compareEntries = (a: Entry, b: Entry): number =>
  a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** All events behind the entries, each once, ordered. */
export const eventIdsOf = (entries: readonly Entry[]): readonly string[] => [
  ...new Set([...entries].sort(compareEntries).flatMap((entry) => entry.eventIds ?? [entry.id])),
];
