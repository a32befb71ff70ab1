/**
 * Predicates as Kusto conditions that are never null: NOT means exactly "not true".
 * @module
 */
import type { Predicate, Test } from '../../rules/ir.js';
import type { PredicateContext } from './predicate-context.js';
import { testCondition } from './test-condition.js';

const keyword = (test: Test, context: PredicateContext): string => {
  const columns = context.mapping.textColumns;
  if (columns === undefined) {
    return context.problems.note('keyword', 'the columns of a foreign table are not known', 'false');
  }
  return `(${columns.map((column) => testCondition(column, test, context)).join(' or ')})`;
};

/** The predicate as a condition that is never null. */
export const kqlPredicate = (predicate: Predicate, context: PredicateContext): string => {
  switch (predicate.kind) {
    case 'true':
    case 'false':
      return predicate.kind;
    case 'not':
      return `not(${kqlPredicate(predicate.part, context)})`;
    case 'and':
    case 'or': {
      const [only] = predicate.parts;
      if (only === undefined) return String(predicate.kind === 'and');
      if (predicate.parts.length === 1) return kqlPredicate(only, context);
      return `(${predicate.parts.map((part) => kqlPredicate(part, context)).join(` ${predicate.kind} `)})`;
    }
    case 'match':
      return testCondition(context.mapping.column(predicate.field), predicate.test, context);
    case 'keyword':
      return keyword(predicate.test, context);
  }
};
