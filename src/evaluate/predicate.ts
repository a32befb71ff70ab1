/**
 * Predicates of the IR as functions.
 * @module
 */
import type { Predicate, Test } from '../rules/ir.js';
import { fieldReader } from './field-reader.js';
import type { EventObject } from './field-value.js';
import { scalarTest, valueTest } from './value-test.js';

/** Answers whether one event matches. Never throws, whatever the event holds. */
export type EventPredicate = (event: EventObject) => boolean;

/** Visits every scalar value of an event, at any depth, until one passes; keys are not values. */
const anyValue = (event: EventObject, passes: (value: string | number) => boolean): boolean => {
  const stack: unknown[] = [event];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value === 'string' || typeof value === 'number') {
      if (passes(value)) return true;
    } else if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) stack.push(inner);
    }
  }
  return false;
};

/** A keyword looks at string values; a keyword that is a number also at numbers. */
const keywordTest = (test: Test): EventPredicate => {
  if (test.op === 'null' || test.op === 'exists' || test.op === 'field') return () => false;
  const passes = scalarTest(test);
  return test.op === 'number'
    ? (event) => anyValue(event, passes)
    : (event) => anyValue(event, (value) => typeof value === 'string' && passes(value));
};

/**
 * Compiles a predicate. Negation is exactly "not true".
 * @throws AgentSiemError when a regular expression or network in it cannot be used.
 */
export const compilePredicate = (predicate: Predicate): EventPredicate => {
  switch (predicate.kind) {
    case 'true':
      return () => true;
    case 'false':
      return () => false;
    case 'not': {
      const part = compilePredicate(predicate.part);
      return (event) => !part(event);
    }
    case 'and': {
      const parts = predicate.parts.map(compilePredicate);
      const [first, second, third] = parts;
      // Written out, they are calls; a loop over them is slower than most tests.
      if (parts.length === 2 && first !== undefined && second !== undefined)
        return (event) => first(event) && second(event);
      if (parts.length === 3 && first !== undefined && second !== undefined && third !== undefined)
        return (event) => first(event) && second(event) && third(event);
      return (event) => {
        for (const part of parts) if (!part(event)) return false;
        return true;
      };
    }
    case 'or': {
      const parts = predicate.parts.map(compilePredicate);
      const [first, second] = parts;
      if (parts.length === 2 && first !== undefined && second !== undefined)
        return (event) => first(event) || second(event);
      return (event) => {
        for (const part of parts) if (part(event)) return true;
        return false;
      };
    }
    case 'keyword':
      return keywordTest(predicate.test);
    case 'match': {
      const read = fieldReader(predicate.field);
      const test = valueTest(predicate.test);
      return (event) => test(read(event), event);
    }
  }
};
