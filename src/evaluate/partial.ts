/**
 * What remains of a predicate when the value of one field is known, and what a predicate cannot do without.
 * @module
 */
import type { Predicate, Test } from '../rules/ir.js';
import { scalarNumber, scalarText, type Scalar } from './field-value.js';
import { foldCase } from './text-pattern.js';
import { valueTest } from './value-test.js';

const TRUE: Predicate = { kind: 'true' };
const FALSE: Predicate = { kind: 'false' };

/** The predicate with every test on `field` decided by `value`; `true` and `false` are folded away. */
export const givenField = (predicate: Predicate, field: string, value: Scalar): Predicate => {
  switch (predicate.kind) {
    case 'match': {
      if (predicate.field !== field || predicate.test.op === 'field') return predicate;
      return valueTest(predicate.test)(value, {}) ? TRUE : FALSE;
    }
    case 'not': {
      const part = givenField(predicate.part, field, value);
      return part.kind === 'true' ? FALSE : part.kind === 'false' ? TRUE : { kind: 'not', part };
    }
    case 'and':
    case 'or': {
      const [neutral, deciding] = predicate.kind === 'and' ? [TRUE, FALSE] : [FALSE, TRUE];
      const parts: Predicate[] = [];
      for (const each of predicate.parts) {
        const part = givenField(each, field, value);
        if (part.kind === deciding.kind) return deciding;
        if (part.kind !== neutral.kind) parts.push(part);
      }
      const [only] = parts;
      return only === undefined ? neutral : parts.length === 1 ? only : { kind: predicate.kind, parts };
    }
    default:
      return predicate;
  }
};

const falseWhenMissing = (test: Test): boolean => test.op !== 'null' && !(test.op === 'exists' && !test.value);

/** Fields without which the predicate is false. */
export const neededFields = (predicate: Predicate): ReadonlySet<string> => {
  switch (predicate.kind) {
    case 'match':
      return new Set(falseWhenMissing(predicate.test) ? [predicate.field] : []);
    case 'and':
      return new Set(predicate.parts.flatMap((part) => [...neededFields(part)]));
    case 'or': {
      const [first, ...rest] = predicate.parts.map(neededFields);
      return new Set([...(first ?? [])].filter((field) => rest.every((fields) => fields.has(field))));
    }
    default:
      return new Set();
  }
};

/** Keys under which a scalar is looked up: its folded text and, when it is one, its number. */
export const scalarKeys = (value: Scalar): readonly string[] => {
  const number = scalarNumber(value);
  const text = `t${foldCase(scalarText(value))}`;
  return number === undefined ? [text] : [text, `n${number}`];
};

/** The keys one of which a scalar of `field` must have for the predicate to hold; undefined: no such set is known. */
export const neededKeys = (predicate: Predicate, field: string): ReadonlySet<string> | undefined => {
  switch (predicate.kind) {
    case 'match': {
      const { test } = predicate;
      if (predicate.field !== field) return undefined;
      if (test.op === 'equals') return new Set([`t${foldCase(test.value)}`]);
      return test.op === 'number' && test.comparator === 'eq' ? new Set([`n${test.value}`]) : undefined;
    }
    case 'and':
      return predicate.parts.map((part) => neededKeys(part, field)).find((keys) => keys !== undefined);
    case 'or': {
      const sets = predicate.parts.map((part) => neededKeys(part, field));
      return sets.length > 0 && sets.every((keys) => keys !== undefined)
        ? new Set(sets.flatMap((keys) => [...keys]))
        : undefined;
    }
    default:
      return undefined;
  }
};
