/**
 * Tests on one value of an event.
 * @module
 */

/** One piece of a wildcard pattern: literal text, `*` (any run, also none) or `?` (one character). */
export type PatternPart =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'any' } | { readonly kind: 'one' };

/** Comparison of numbers. `eq` also stands for numbers written as plain Sigma values. */
export type Comparator = 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte';

/**
 * A test on one value. Every test except `null`, `exists: false` and `empty` is false when the field is missing.
 * On an array a test is true when any element passes. `cased: false` folds A to Z only.
 */
export type Test =
  /** The whole string equals. A number or boolean in the event is compared by its JSON text. */
  | { readonly op: 'equals'; readonly value: string; readonly cased: boolean }
  /** The whole string matches the pattern; contains, startswith, endswith, base64, windash and wide all end here. */
  | { readonly op: 'pattern'; readonly parts: readonly PatternPart[]; readonly cased: boolean }
  /** Numeric; a string that is a plain decimal number counts as that number. */
  | { readonly op: 'number'; readonly comparator: Comparator; readonly value: number }
  | { readonly op: 'boolean'; readonly value: boolean }
  /** Field missing or null. */
  | { readonly op: 'null' }
  /** Field present and the empty string. */
  | { readonly op: 'empty' }
  | { readonly op: 'exists'; readonly value: boolean }
  /** Unanchored search with a regular expression of the linear-time (RE2) dialect. */
  | {
      readonly op: 'regex';
      readonly source: string;
      readonly ignoreCase: boolean;
      readonly multiline: boolean;
      readonly dotAll: boolean;
    }
  /** Address within the network (IPv4 or IPv6), such as `10.0.0.0/8`. */
  | { readonly op: 'cidr'; readonly network: string }
  /** Compared with another field of the same event; false when either is missing. */
  | {
      readonly op: 'field';
      readonly other: string;
      readonly mode: 'equals' | 'contains' | 'startswith' | 'endswith';
      readonly cased: boolean;
    }
  /** A part of a time in UTC. */
  | {
      readonly op: 'time';
      readonly part: 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
      readonly comparator: Comparator;
      readonly value: number;
    };
