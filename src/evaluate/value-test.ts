/**
 * Tests of the IR on field values.
 * @module
 */
import { AgentSiemError } from '../error.js';
import type { Comparator, Test } from '../rules/ir.js';
import { parseTime, timePart } from './event-time.js';
import { fieldReader } from './field-reader.js';
import {
  anyScalar,
  scalarNumber,
  scalars,
  scalarText,
  type EventObject,
  type FieldValue,
  type Scalar,
} from './field-value.js';
import { networkTest } from './network.js';
import { regexSearch } from './regex/search.js';
import { equalsText, foldCase, patternText } from './text-pattern.js';

/** Compares two numbers. */
export const compareNumbers = (left: number, comparator: Comparator, right: number): boolean => {
  switch (comparator) {
    case 'eq':
      return left === right;
    case 'neq':
      return left !== right;
    case 'lt':
      return left < right;
    case 'lte':
      return left <= right;
    case 'gt':
      return left > right;
    case 'gte':
      return left >= right;
  }
};

const networkOrThrow = (network: string): ((address: string) => boolean) => {
  const test = networkTest(network);
  if (test === undefined)
    throw new AgentSiemError(`${network} is not a network`, {
      code: 'rule.cidr',
      mend: 'Write it as 10.0.0.0/8 or 2001:db8::/32',
    });
  return test;
};

/** Tests that look at single scalars (any element of an array). */
type ScalarTestOf = Exclude<Test, { readonly op: 'null' | 'exists' | 'field' }>;

/** Compiles a test on one scalar. @throws AgentSiemError for a bad expression or network. */
export const scalarTest = (test: ScalarTestOf): ((scalar: Scalar) => boolean) => {
  switch (test.op) {
    case 'equals': {
      const passes = equalsText(test.value, test.cased);
      return (scalar) => passes(scalarText(scalar));
    }
    case 'pattern': {
      const passes = patternText(test.parts, test.cased);
      return (scalar) => passes(scalarText(scalar));
    }
    case 'number':
      // A value that is no number cannot be compared: false, also for neq.
      return (scalar) => {
        const number = scalarNumber(scalar);
        return number !== undefined && compareNumbers(number, test.comparator, test.value);
      };
    case 'boolean':
      return (scalar) =>
        scalar === test.value || (typeof scalar === 'string' && foldCase(scalar) === String(test.value));
    case 'empty':
      return (scalar) => scalar === '';
    case 'regex': {
      const found = regexSearch(test.source, test);
      return (scalar) => found(scalarText(scalar));
    }
    case 'cidr': {
      const within = networkOrThrow(test.network);
      return (scalar) => typeof scalar === 'string' && within(scalar);
    }
    case 'time':
      return (scalar) => {
        const time = parseTime(scalar);
        return time !== undefined && compareNumbers(timePart(time, test.part), test.comparator, test.value);
      };
  }
};

const fieldTest = (
  test: Extract<Test, { readonly op: 'field' }>,
): ((value: FieldValue, event: EventObject) => boolean) => {
  const other = fieldReader(test.other);
  const text = test.cased ? scalarText : (scalar: Scalar): string => foldCase(scalarText(scalar));
  const compare = (left: string, right: string): boolean => {
    switch (test.mode) {
      case 'equals':
        return left === right;
      case 'contains':
        return left.includes(right);
      case 'startswith':
        return left.startsWith(right);
      case 'endswith':
        return left.endsWith(right);
    }
  };
  return (value, event) => {
    const rights = scalars(other(event)).map(text);
    return anyScalar(value, (scalar) => rights.some((right) => compare(text(scalar), right)));
  };
};

/** Compiles a test on what a field holds. */
export const valueTest = (test: Test): ((value: FieldValue, event: EventObject) => boolean) => {
  switch (test.op) {
    case 'null':
      return (value) => value === undefined;
    case 'exists':
      return (value) => (value !== undefined) === test.value;
    case 'field':
      return fieldTest(test);
    case 'equals':
    case 'pattern':
    case 'number':
    case 'boolean':
    case 'empty':
    case 'regex':
    case 'cidr':
    case 'time': {
      const passes = scalarTest(test);
      return (value) => value !== undefined && anyScalar(value, passes);
    }
  }
};
