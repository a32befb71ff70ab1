/**
 * What a taxonomy asks of a detection while it is read.
 * @module
 */
import type { Predicate, Test } from '../ir.js';

/** Looks at the parts of a detection and reports what is wrong; each answers whether the part is sound. */
export interface SchemaCheck {
  readonly field: (path: string, offset: number) => boolean;
  /** The tests of one value, any of which may hold. */
  readonly value: (path: string, tests: readonly Test[], offset: number) => boolean;
  readonly keyword: (offset: number) => void;
  /** A whole selection; parts that are not sound are OPEN in it. */
  readonly selection: (name: string, predicate: Predicate, offset: number) => boolean;
  /** The condition over the selections. */
  readonly condition: (predicate: Predicate, offset: number) => void;
}

/** Stands where a part cannot be read or used: it is reported by itself and says nothing about the whole. */
export const OPEN: Predicate = { kind: 'keyword', test: { op: 'exists', value: true } };

/** A predicate as far as it could be read; `broken` parts of it are OPEN. */
export interface ReadPredicate {
  readonly predicate: Predicate;
  readonly broken: boolean;
}

/** Several parts as one; broken when any is. */
export const joinRead = (kind: 'and' | 'or', parts: readonly ReadPredicate[]): ReadPredicate => {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  return {
    predicate: { kind, parts: parts.map(({ predicate }) => predicate) },
    broken: parts.some(({ broken }) => broken),
  };
};

/** A part that could not be read. */
export const BROKEN: ReadPredicate = { predicate: OPEN, broken: true };
