/**
 * Predicates of an index.
 * @module
 */
import type { Predicate } from '../rules/ir.js';
import type { EventObject } from './field-value.js';

/** A predicate and what it stands for. */
export interface Leaf<T> {
  readonly predicate: Predicate;
  readonly payload: T;
}

/** Visits the payloads of all predicates that match, each once, in no particular order. */
export type LeafIndex<T> = (event: EventObject, visit: Visit<T>) => void;

/** Takes payloads, some at a time. */
export type Visit<T> = (payloads: readonly T[]) => void;
