/**
 * Predicates over one event, and the filters folded into them.
 * @module
 */
import type { Position } from './position.js';
import type { Test } from './test.js';

/** A predicate over one event. Negation means exactly "not true": NOT x holds when the field is missing. */
export type Predicate =
  | { readonly kind: 'and'; readonly parts: readonly Predicate[] }
  | { readonly kind: 'or'; readonly parts: readonly Predicate[] }
  | { readonly kind: 'not'; readonly part: Predicate }
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | { readonly kind: 'match'; readonly field: string; readonly test: Test; readonly at?: Position }
  /** A keyword without a field: true when any string value anywhere in the event passes. */
  | { readonly kind: 'keyword'; readonly test: Test; readonly at?: Position };

/** A Sigma filter folded into the rule: `predicate` already stands as `and not` (or as written) in the detection. */
export interface AppliedFilter {
  readonly name: string;
  readonly title: string;
  /** True when the filter lets the event pass (the event is kept). */
  readonly predicate: Predicate;
  readonly owner?: string;
  readonly reason?: string;
  /** ISO date; after it the exception warns. */
  readonly expires?: string;
  readonly at: Position;
}
