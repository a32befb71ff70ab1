/**
 * Predicates filed by the values of one field.
 * @module
 */
import { fieldReader } from './field-reader.js';
import { isScalar, scalars, type Scalar } from './field-value.js';
import type { Leaf, LeafIndex } from './leaf.js';
import { givenField, neededKeys, scalarKeys } from './partial.js';
import { compilePredicate, type EventPredicate } from './predicate.js';

/** Values remembered for each field; further ones are decided anew each time. */
const MAX_VALUES = 256;
const MAX_VALUE_LENGTH = 200;

interface Filed<T> extends Leaf<T> {
  readonly matches: EventPredicate;
  readonly alone: readonly T[];
}

/** Predicates that all need one field. `indexOf` indexes what a value of it leaves open. */
export const fieldIndex = <T>(
  field: string,
  leaves: readonly Leaf<T>[],
  indexOf: (leaves: readonly Leaf<T>[]) => LeafIndex<T>,
): LeafIndex<T> => {
  const read = fieldReader(field);
  const byKey = new Map<string, Filed<T>[]>();
  const rest: Filed<T>[] = [];
  for (const { predicate, payload } of leaves) {
    const filed = { predicate, payload, matches: compilePredicate(predicate), alone: [payload] };
    const keys = neededKeys(predicate, field);
    if (keys === undefined) rest.push(filed);
    else {
      for (const key of keys) {
        const list = byKey.get(key);
        if (list === undefined) byKey.set(key, [filed]);
        else list.push(filed);
      }
    }
  }
  const possible = (value: Scalar): Iterable<Filed<T>> => {
    const lists = scalarKeys(value).flatMap((key) => byKey.get(key) ?? []);
    return lists.length === 0 ? rest : new Set([...lists, ...rest]);
  };
  const known = new Map<Scalar, LeafIndex<T>>();
  const learn = (value: Scalar): LeafIndex<T> => {
    const open: Leaf<T>[] = [];
    for (const { predicate, payload } of possible(value)) {
      const left = givenField(predicate, field, value);
      if (left.kind !== 'false') open.push({ predicate: left, payload });
    }
    const index = indexOf(open);
    known.set(value, index);
    return index;
  };
  return (event, visit) => {
    const value = read(event);
    if (value === undefined) return;
    if (isScalar(value)) {
      const index = known.get(value);
      if (index !== undefined) {
        index(event, visit);
        return;
      }
      if (known.size < MAX_VALUES && (typeof value !== 'string' || value.length <= MAX_VALUE_LENGTH)) {
        learn(value)(event, visit);
        return;
      }
      for (const { matches, alone } of possible(value)) if (matches(event)) visit(alone);
      return;
    }
    const all = new Set<Filed<T>>(rest);
    for (const scalar of scalars(value))
      for (const key of scalarKeys(scalar)) for (const filed of byKey.get(key) ?? []) all.add(filed);
    for (const { matches, alone } of all) if (matches(event)) visit(alone);
  };
};
