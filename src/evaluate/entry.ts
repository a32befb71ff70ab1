/**
 * What correlations keep of an event, and the keys of groups.
 * @module
 */
import type { Details } from './details.js';

/** One value, as nearly every event has it, or all of them: without a list for the one. */
export type OneOrMore<T> = T | readonly T[];

/** What an event or firing counts for: the part that depends on the correlation's type. */
export interface Counts {
  /** Distinct keys of the counted field, or of the combination of fields. */
  readonly keys?: OneOrMore<string> | undefined;
  /** Distinct keys of each counted field apart; undefined where a field is missing. */
  readonly keysOfEach?: readonly (OneOrMore<string> | undefined)[] | undefined;
  /** Numbers of the summed field; money in micro-dollars. */
  readonly numbers?: OneOrMore<number> | undefined;
  /** Place in a trail, for events of the same millisecond. */
  readonly trail?: { readonly id: string; readonly sequence: number } | undefined;
}

/** Counts for no more than being there. */
export const ONE: Counts = {};

/**
 * One counted event (or one firing of a chained correlation) in one group.
 *
 * A class, not a literal: V8 moves literals that often outlive a collection to its old generation, where each dead one
 * keeps its values alive until the next full collection.
 */
export class Entry {
  readonly keys: Counts['keys'];
  readonly keysOfEach: Counts['keysOfEach'];
  readonly numbers: Counts['numbers'];
  readonly trail: Counts['trail'];

  constructor(
    /** Unix milliseconds. */
    readonly time: number,
    /** event_id, `#<line>`, or the key of the chained firing. Empty: read later, by `line`. */
    readonly id: string,
    /** Number of the event in the input, from 1; 0: not an event of the input. */
    readonly line: number,
    /** Bit i is set when source i matched; 1 where a correlation does not tell its sources apart. */
    readonly sources: number,
    counts: Counts,
    /** Values of the fields the alert carries; undefined also where they are read later, by `line`. */
    readonly details: Details | undefined,
    /** Chained firings: the events behind it. */
    readonly eventIds: readonly string[] | undefined,
    /** Hash of the id, which an event that is read later must have. */
    readonly check: number,
  ) {
    this.keys = counts.keys;
    this.keysOfEach = counts.keysOfEach;
    this.numbers = counts.numbers;
    this.trail = counts.trail;
  }

  /** The same event, with the id that was read again. */
  withId(id: string): Entry {
    return new Entry(this.time, id, this.line, this.sources, this, this.details, this.eventIds, this.check);
  }

  /** The same event as seen by further sources. */
  alsoFrom(sources: number): Entry {
    const all = this.sources | sources;
    return all === this.sources
      ? this
      : new Entry(this.time, this.id, this.line, all, this, this.details, this.eventIds, this.check);
  }
}

/** One group: its key and the values behind it, in the order of group-by. */
export class Group {
  /** What machines keep of it, by their numbers: without looking the key up. */
  readonly states: (object | undefined)[] = [];

  constructor(
    readonly key: string,
    readonly values: readonly string[],
  ) {}
}

const NONE: readonly never[] = [];

/** All of them as a list. */
export const listOf = <T extends string | number>(values: OneOrMore<T> | undefined): readonly T[] =>
  values === undefined ? NONE : typeof values === 'object' ? values : [values];

const escapePart = (value: string): string =>
  value.includes('|') || value.includes('\\') ? value.replace(/[|\\]/g, '\\$&') : value;

/** group_key: the values joined by `|`; a `|` or backslash inside a value is escaped by a backslash. */
export const groupKey = (values: readonly string[]): string => values.map(escapePart).join('|');

/** By time, then by id: the order in which alerts list events, whatever the order they arrived in. */
export const compareEntries = (a: Entry, b: Entry): number =>
  a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** All events behind the entries, each once, ordered. */
export const eventIdsOf = (entries: readonly Entry[]): readonly string[] => [
  ...new Set([...entries].sort(compareEntries).flatMap((entry) => entry.eventIds ?? [entry.id])),
];
