/**
 * What the kinds of correlation share in Kusto: what they are written from, and what they give.
 * @module
 */
import type { Numbers } from '../parameters.js';
import type { QueryRange } from '../target.js';
import type { PredicateContext } from './predicate-context.js';

/** What a kind of correlation is written from. */
export interface CorrelationInput {
  readonly context: PredicateContext;
  readonly range: QueryRange;
  /** Grid, milliseconds. */
  readonly every: number;
  /** The range begins this much earlier: for a correlation that feeds another. */
  readonly shiftMs: number;
  /** The rule's numbers: a parameter's may be marked. */
  readonly numbers: Numbers;
  /** Short names of the group's columns. */
  readonly groups: readonly string[];
  /** Stage one with these columns (short name to expression) besides the group and the details. */
  readonly select: (
    columns: Readonly<Record<string, string>>,
    options?: { readonly lookback?: readonly string[]; readonly bySource?: boolean; readonly laterThan?: string },
  ) => readonly string[];
  /** Aggregates that carry first and last seen and the details; `_t` in the first aggregation. `only`: where it counts. */
  readonly keep: (time?: '_t', only?: string) => readonly string[];
}

/** Lines that end with one row a firing: the group's columns, `_T`, `_value`, `_c`, `_first`, `_last` and the details. */
export interface Pipeline {
  readonly lines: readonly string[];
  /** Start of the window where it is not T - timespan. */
  readonly windowStart?: string;
  /** More result columns: name to expression. */
  readonly extra: readonly (readonly [string, string])[];
}
