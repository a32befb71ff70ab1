/**
 * One query of a Cloud SIEM rule.
 * @module
 */
import type { RuleQuery } from './rule-query.js';

/** One query of a rule. */
export interface CloudSiemQuery {
  readonly name: string;
  readonly query: string;
  readonly aggregation: 'count' | 'cardinality' | 'sum' | 'new_value' | 'geo_data';
  readonly dataSource: 'logs';
  readonly groupByFields: readonly string[];
  readonly distinctFields: readonly string[];
  /** A log without a group attribute counts under N/A instead of being dropped. */
  readonly hasOptionalGroupByFields: boolean;
  readonly metric?: string;
  readonly metrics?: readonly string[];
}

/** What every query of a rule says, over the filter. */
export const base = (query: RuleQuery, filter: string): Omit<CloudSiemQuery, 'aggregation'> => ({
  name: '',
  query: filter,
  dataSource: 'logs',
  groupByFields: query.by,
  distinctFields: [],
  hasOptionalGroupByFields: false,
});
