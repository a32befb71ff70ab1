/**
 * Many predicates over few simple tests, decided at once: the outcomes of the tests are the bits of a number, and what
 * matches is worked out once for each number that comes up.
 * @module
 */
import type { Predicate, Test } from '../rules/ir.js';
import { fieldBits } from './field-bits.js';
import type { Leaf, LeafIndex } from './leaf.js';

/** So many different tests fit the bits of a small integer. */
const MAX_TESTS = 30;
/** Numbers that are remembered; further ones are worked out each time. */
const MAX_SIGNATURES = 4096;
type MatchPredicate = Extract<Predicate, { readonly kind: 'match' }>;

const CHEAP: ReadonlySet<Test['op']> = new Set(['equals', 'null', 'exists', 'empty', 'boolean', 'number']);

/** Cheap to try, and told from others by its JSON. */
const isCheap = (test: Test): boolean => CHEAP.has(test.op) && (test.op !== 'number' || Number.isFinite(test.value));

/** The match predicates within one; undefined when it asks for more than cheap tests on fields. */
const cheapMatches = (predicate: Predicate): readonly MatchPredicate[] | undefined => {
  switch (predicate.kind) {
    case 'true':
    case 'false':
      return [];
    case 'keyword':
      return undefined;
    case 'not':
      return cheapMatches(predicate.part);
    case 'and':
    case 'or': {
      const parts = predicate.parts.map(cheapMatches);
      return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
    }
    case 'match':
      return isCheap(predicate.test) ? [predicate] : undefined;
  }
};

const keyOf = ({ field, test }: MatchPredicate): string => JSON.stringify([field, test]);

/** Decides a predicate by the outcomes of its tests. */
const decide = (predicate: Predicate, bits: ReadonlyMap<string, number>, outcomes: number): boolean => {
  switch (predicate.kind) {
    case 'true':
      return true;
    case 'not':
      return !decide(predicate.part, bits, outcomes);
    case 'and':
      return predicate.parts.every((part) => decide(part, bits, outcomes));
    case 'or':
      return predicate.parts.some((part) => decide(part, bits, outcomes));
    case 'match':
      return (outcomes & (bits.get(keyOf(predicate)) ?? 0)) !== 0;
    default:
      return false;
  }
};

/** Remembered answers: few bits are places of a list, many are keys of a map that does not grow for ever. */
const answersBy = <T>(
  bits: number,
): { get(outcomes: number): T | undefined; set(outcomes: number, answer: T): void } => {
  if (1 << bits <= MAX_SIGNATURES) {
    const list = new Array<T | undefined>(1 << bits).fill(undefined);
    return {
      get: (outcomes) => list[outcomes],
      set: (outcomes, answer) => {
        list[outcomes] = answer;
      },
    };
  }
  const map = new Map<number, T>();
  return {
    get: (outcomes) => map.get(outcomes),
    set: (outcomes, answer) => {
      if (map.size < MAX_SIGNATURES) map.set(outcomes, answer);
    },
  };
};

/** True for predicates that a table can hold. */
export const isSimple = (predicate: Predicate): boolean => cheapMatches(predicate) !== undefined;

/** A table of simple predicates; undefined when they ask for too many different tests. */
export const decisionTable = <T>(leaves: readonly Leaf<T>[]): LeafIndex<T> | undefined => {
  const bits = new Map<string, number>();
  const byField = new Map<string, { readonly bit: number; readonly test: Test }[]>();
  for (const match of leaves.flatMap(({ predicate }) => cheapMatches(predicate) ?? [])) {
    const key = keyOf(match);
    if (bits.has(key)) continue;
    if (bits.size === MAX_TESTS) return undefined;
    const bit = 1 << bits.size;
    bits.set(key, bit);
    const tests = byField.get(match.field);
    if (tests === undefined) byField.set(match.field, [{ bit, test: match.test }]);
    else tests.push({ bit, test: match.test });
  }
  const fields = [...byField].map(([field, tests]) => fieldBits(field, tests));
  const known = answersBy<readonly T[]>(bits.size);
  const learn = (outcomes: number): readonly T[] => {
    const payloads = leaves.filter(({ predicate }) => decide(predicate, bits, outcomes)).map(({ payload }) => payload);
    known.set(outcomes, payloads);
    return payloads;
  };
  return (event, visit) => {
    let outcomes = 0;
    for (const bitsOf of fields) outcomes |= bitsOf(event);
    const payloads = known.get(outcomes) ?? learn(outcomes);
    if (payloads.length > 0) visit(payloads);
  };
};
