/**
 * The predicate of a correlation's source.
 * @module
 */
import type { Predicate, Rule } from '../../rules/ir.js';
import type { Dialect } from './dialect.js';

/** The predicate of a detection; a correlation as a source is reported. */
export const predicateOf = (dialect: Dialect, rule: Rule): Predicate => {
  if (rule.kind === 'detection') return rule.predicate;
  dialect.report('correlation.chained', true);
  return { kind: 'false' };
};
