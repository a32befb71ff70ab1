/**
 * What a correlation counts and compares.
 * @module
 */
import type { Correlation, Threshold } from '../../rules/ir.js';
import type { Dialect } from './dialect.js';
import { attribute } from './search.js';

/** Rollup of a log monitor, and what its value is compared with. */
export interface Measure {
  /** Undefined where no log monitor says it. */
  readonly rollup: { readonly method: 'count' | 'cardinality' | 'sum' | 'avg'; readonly measure?: string } | undefined;
  readonly threshold: Threshold;
}

/** Any log at all. */
export const ANY: Threshold = { comparator: 'gt', value: 0 };

const single = (dialect: Dialect, condition: readonly Threshold[]): Threshold => {
  const first = condition[0];
  if (first === undefined || condition.length !== 1) {
    dialect.report('correlation.condition', true);
    return { comparator: 'gt', value: 0 };
  }
  return first;
};

/** Reads the kind of correlation and its condition; reports what Datadog counts in another way. */
export const measured = (dialect: Dialect, correlation: Correlation): Measure => {
  const first = (fields: readonly string[]): string => attribute(dialect, fields[0] ?? '');
  if (correlation.type === 'event_count' || correlation.type.startsWith('value_')) {
    dialect.report('correlation.instants');
  }
  switch (correlation.type) {
    case 'event_count':
      dialect.report('duplicates');
      return { threshold: single(dialect, correlation.condition), rollup: { method: 'count' } };
    case 'value_count':
      if (correlation.fields.length !== 1) dialect.report('correlation.value_count_fields', true);
      dialect.report('correlation.value_count');
      return {
        threshold: single(dialect, correlation.condition),
        rollup: { method: 'cardinality', measure: first(correlation.fields) },
      };
    case 'value_count_each':
      dialect.report('correlation.value_count_each');
      return {
        threshold: single(dialect, correlation.condition),
        rollup: { method: 'cardinality', measure: attribute(dialect, correlation.fields.at(-1) ?? '') },
      };
    case 'value_sum':
    case 'value_avg':
      dialect.report('duplicates');
      if (correlation.fields.some((field) => field.endsWith('_usd'))) dialect.report('correlation.money');
      return {
        threshold: single(dialect, correlation.condition),
        rollup: { method: correlation.type === 'value_sum' ? 'sum' : 'avg', measure: first(correlation.fields) },
      };
    case 'value_percentile':
      dialect.report('correlation.value_percentile', true);
      return { threshold: ANY, rollup: undefined };
    case 'temporal':
    case 'temporal_ordered':
      dialect.report(`correlation.${correlation.type}`, correlation.condition !== undefined);
      return { threshold: ANY, rollup: undefined };
    case 'baseline':
    case 'ratio':
    case 'new_value':
      dialect.report(`correlation.${correlation.type}`);
      return { threshold: ANY, rollup: undefined };
    case 'late_count':
      dialect.report('correlation.late_count', true);
      return { threshold: ANY, rollup: undefined };
    case 'lookup':
      dialect.report('correlation.lookup', correlation.mode === 'empty');
      return { threshold: ANY, rollup: { method: 'count' } };
  }
};
