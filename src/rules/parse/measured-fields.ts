/**
 * What a correlation measures.
 * @module
 */
import type { Correlation } from '../ir.js';

/** Fields a correlation aggregates, and whether they must be numbers. */
export const measuredFields = (
  correlation: Correlation,
): readonly { readonly field: string; readonly numeric: boolean }[] => {
  switch (correlation.type) {
    case 'value_count':
    case 'value_count_each':
      return correlation.fields.map((field) => ({ field, numeric: false }));
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile':
      return correlation.fields.map((field) => ({ field, numeric: true }));
    case 'baseline':
    case 'ratio':
      return correlation.field === undefined ? [] : [{ field: correlation.field, numeric: true }];
    case 'new_value':
      return [{ field: correlation.field, numeric: false }];
    case 'lookup':
      return [...(correlation.keyField === '' ? [] : [correlation.keyField]), ...Object.values(correlation.kinds)].map(
        (field) => ({ field, numeric: false }),
      );
    default:
      return [];
  }
};
