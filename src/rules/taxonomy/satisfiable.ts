/**
 * Whether a predicate can match any event at all: it is tried on the values it mentions.
 * @module
 */
import { EVENT_TYPES, type FieldFacts } from '../../event/index.js';
import type { Predicate, Test } from '../ir.js';
import { fieldFacts, isRequired } from './field-table.js';
import { textPasses } from './text-passes.js';

type Value = string | number | null;
type Truth = boolean | undefined;

const MAX_COMBINATIONS = 40_000;
/** A text that no rule mentions. */
const OTHER_TEXT = '\u0001other';

const testsByField = (predicate: Predicate, into: Map<string, Test[]>): Map<string, Test[]> => {
  if (predicate.kind === 'and' || predicate.kind === 'or') {
    for (const part of predicate.parts) testsByField(part, into);
  } else if (predicate.kind === 'not') testsByField(predicate.part, into);
  else if (predicate.kind === 'match') {
    const tests = into.get(predicate.field);
    if (tests === undefined) into.set(predicate.field, [predicate.test]);
    else tests.push(predicate.test);
  }
  return into;
};

/** A number for each stretch that the bounds cut a field's range into, and the bounds themselves. */
const numbersAround = (bounds: readonly number[], facts: FieldFacts | undefined): readonly number[] => {
  const { minimum = -Infinity, maximum = Infinity, type } = facts ?? {};
  const sorted = [0, ...bounds].sort((a, b) => a - b);
  return sorted
    .flatMap((bound, index) => [bound - 1, bound, (bound + (sorted[index + 1] ?? bound)) / 2, bound + 1])
    .filter((value) => value >= minimum && value <= maximum && (type !== 'integer' || Number.isInteger(value)));
};

/** Values worth trying for a field; undefined when its tests cannot be told from single values. */
const candidatesOf = (field: string, tests: readonly Test[]): readonly Value[] | undefined => {
  const facts = fieldFacts(field);
  if (field === 'event_type') return EVENT_TYPES;
  // An array meets contradictory tests with different elements.
  if (facts?.type === 'strings') return undefined;
  if (facts?.values !== undefined) return [...facts.values, null];
  const values: Value[] = [null];
  const bounds: number[] = [];
  for (const test of tests) {
    if (test.op === 'equals') values.push(test.value);
    else if (test.op === 'number') bounds.push(test.value);
    else if (test.op !== 'exists' && test.op !== 'null' && test.op !== 'empty') return undefined;
  }
  const numeric = facts?.type === 'integer' || facts?.type === 'number' || bounds.length > 0;
  return [...new Set<Value>([...values, ...(numeric ? numbersAround(bounds, facts) : [OTHER_TEXT])])];
};

const numberPasses = (test: Extract<Test, { op: 'number' }>, value: number): boolean => {
  switch (test.comparator) {
    case 'eq':
      return value === test.value;
    case 'neq':
      return value !== test.value;
    case 'lt':
      return value < test.value;
    case 'lte':
      return value <= test.value;
    case 'gt':
      return value > test.value;
    case 'gte':
      return value >= test.value;
  }
};

const testTruth = (test: Test, value: Value): Truth => {
  if (value === null) return test.op === 'null' || (test.op === 'exists' && !test.value);
  if (test.op === 'number') return typeof value === 'number' ? numberPasses(test, value) : undefined;
  if (typeof value === 'number') return test.op === 'exists' ? test.value : test.op === 'null' ? false : undefined;
  return textPasses(test, value);
};

/** Three-valued: undefined where a field is not among the assigned ones. */
const truth = (predicate: Predicate, values: ReadonlyMap<string, Value>): Truth => {
  switch (predicate.kind) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'not': {
      const part = truth(predicate.part, values);
      return part === undefined ? undefined : !part;
    }
    case 'and':
    case 'or': {
      const decisive = predicate.kind === 'or';
      let open = false;
      for (const part of predicate.parts) {
        const found = truth(part, values);
        if (found === decisive) return decisive;
        if (found === undefined) open = true;
      }
      return open ? undefined : !decisive;
    }
    case 'keyword':
      return undefined;
    case 'match':
      return values.has(predicate.field) ? testTruth(predicate.test, values.get(predicate.field) ?? null) : undefined;
  }
};

/**
 * False only when no event of the schema can match. `missing` fields are taken as absent.
 * Bounded: beyond 40,000 combinations the least telling fields are left open.
 */
export const canMatch = (predicate: Predicate, missing: readonly string[] = []): boolean => {
  const fields = testsByField(predicate, new Map());
  const eventTypes = EVENT_TYPES.filter((type) => !missing.some((field) => isRequired(field, type)));
  let combinations = eventTypes.length;
  const dimensions: { readonly field: string; readonly values: readonly Value[] }[] = [];
  const candidates = [...fields]
    .filter(([field]) => field !== 'event_type' && !missing.includes(field))
    .flatMap(([field, tests]) => {
      const values = candidatesOf(field, tests);
      return values === undefined ? [] : [{ field, values }];
    })
    .sort((a, b) => a.values.length - b.values.length);
  for (const dimension of candidates) {
    if (combinations * dimension.values.length > MAX_COMBINATIONS) break;
    combinations *= dimension.values.length;
    dimensions.push(dimension);
  }
  const assigned = new Map<string, Value>(missing.map((field) => [field, null]));
  const tryFrom = (index: number, eventType: string): boolean => {
    const found = truth(predicate, assigned);
    // Decided already, whatever the remaining fields hold.
    if (found === false) return false;
    if (found === true) return true;
    const dimension = dimensions[index];
    if (dimension === undefined) return true;
    for (const value of dimension.values) {
      if (value === null && isRequired(dimension.field, eventType)) continue;
      assigned.set(dimension.field, value);
      if (tryFrom(index + 1, eventType)) return true;
    }
    assigned.delete(dimension.field);
    return false;
  };
  return eventTypes.some((eventType) => {
    assigned.set('event_type', eventType);
    return tryFrom(0, eventType);
  });
};
