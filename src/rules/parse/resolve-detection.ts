/**
 * A detection with the filters that apply to it.
 * @module
 */
import type { AppliedFilter, DetectionRule, Predicate } from '../ir.js';
import type { AssignedFilter } from './assign-filters.js';
import { detailFields, type DetectionDocument } from './documents.js';

/** What a person has written as an exception. */
export const exceptionsAmong = (filters: readonly AssignedFilter[]): readonly AppliedFilter[] =>
  filters.filter(({ made }) => made !== true);

/** The rule: its own condition and that of each filter. */
export const resolveDetection = (document: DetectionDocument, filters: readonly AssignedFilter[]): DetectionRule => {
  const { predicate } = document.detection;
  const folded: Predicate =
    filters.length === 0
      ? predicate
      : { kind: 'and', parts: [predicate, ...filters.map((filter) => filter.predicate)] };
  return {
    kind: 'detection',
    meta: { ...document.read.meta, details: detailFields(document) },
    predicate: folded,
    filters: exceptionsAmong(filters),
  };
};
