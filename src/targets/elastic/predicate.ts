/**
 * Predicates as ES|QL conditions. A condition that is null counts as not true; NOT is written out for that.
 * @module
 */
import type { Predicate } from '../../rules/ir.js';
import { joined, negate, total, type Condition, type PredicateContext } from './condition.js';
import { keywordCondition } from './pattern.js';
import { testCondition } from './test-condition.js';

export type { PredicateContext } from './condition.js';

/** De Morgan on the way down: full-text functions may be negated, but may not stand inside COALESCE. */
const write = (predicate: Predicate, negated: boolean, context: PredicateContext): Condition => {
  switch (predicate.kind) {
    case 'true':
    case 'false':
      return total(String((predicate.kind === 'true') !== negated));
    case 'not':
      return write(predicate.part, !negated, context);
    case 'and':
    case 'or': {
      const empty = (predicate.kind === 'and') !== negated;
      if (predicate.parts.length === 0) return total(String(empty));
      const word = (predicate.kind === 'and') !== negated ? 'AND' : 'OR';
      const parts = predicate.parts.map((part) => write(part, negated, context));
      return joined(parts, word);
    }
    case 'match': {
      const condition = testCondition(context.mapping.column(predicate.field), predicate.test, context);
      return negated ? negate(condition) : condition;
    }
    case 'keyword': {
      const condition = keywordCondition(predicate.test, context);
      return negated ? negate(condition) : condition;
    }
  }
};

/** The predicate as a condition that may stand in WHERE, or in STATS ... WHERE, right after FROM. */
export const esqlPredicate = (predicate: Predicate, context: PredicateContext): string =>
  write(predicate, false, context).text;
