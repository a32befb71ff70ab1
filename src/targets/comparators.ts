/**
 * Comparisons of numbers as ES|QL, Kusto and log monitors of Datadog write them.
 * @module
 */
import type { Comparator } from '../rules/ir.js';

/** Operator of each comparison. */
export const COMPARATORS: Readonly<Record<Comparator, string>> = {
  eq: '==',
  neq: '!=',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};
