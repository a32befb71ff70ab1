/**
 * What every correlation has: sources, groups, window, grid.
 * @module
 */
import type { Comparator } from './test.js';
import type { Rule } from './rule.js';

/** What a correlation counts: a detection or another correlation (chained). */
export interface CorrelationSource {
  /** The name or id by which the correlation refers to it. */
  readonly ref: string;
  readonly rule: Rule;
  /** Field in this source's events for each entry of `groupBy`, in order: aliases are resolved here. */
  readonly groupFields: readonly string[];
}

/** All comparisons must hold. */
export interface Threshold {
  readonly comparator: Comparator;
  readonly value: number;
}

/** Sources, groups and window. */
export interface WindowedBase {
  readonly sources: readonly CorrelationSource[];
  /** Names of the group's parts: field paths or aliases. May be empty: one group. */
  readonly groupBy: readonly string[];
  /** Window length, milliseconds. Windows are [T - timespan, T). */
  readonly timespanMs: number;
  /** Grid of instants in milliseconds, or `event` (foreign rules): at each matching event t over (t - timespan, t]. */
  readonly every: number | 'event';
}
