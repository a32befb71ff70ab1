/**
 * Log-based metrics, and the anomaly monitors over them: Datadog's log monitors have no anomaly detection of their own.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { decimalText } from '../literal-text.js';
import type { Numbers } from '../parameters.js';
import { DATADOG } from './mapping.js';
import type { RuleQuery } from './rule-query.js';

/** Body of POST /api/v2/logs/config/metrics. */
export interface LogMetric {
  readonly data: {
    readonly id: string;
    readonly type: 'logs_metrics';
    readonly attributes: {
      readonly compute:
        | { readonly aggregation_type: 'count' }
        | { readonly aggregation_type: 'distribution'; readonly path: string; readonly include_percentiles: false };
      readonly filter: { readonly query: string };
      readonly group_by: readonly { readonly path: string; readonly tag_name: string }[];
    };
  };
}

const metricName = (rule: Rule): string =>
  `${DATADOG.metricPrefix}.${rule.meta.ruleId.toLowerCase().replaceAll(/[^a-z0-9_]+/g, '_')}`;

/** Tag that a metric carries for an attribute. */
export const tagName = (attribute: string): string => attribute.replace('@', '').replaceAll(/[^A-Za-z0-9_]/g, '_');

/** The metric that a baseline or ratio rule needs; undefined for the others. */
export const metricOf = (rule: Rule, query: RuleQuery): LogMetric | undefined => {
  const { correlation } = query;
  if (correlation?.type !== 'baseline' && correlation?.type !== 'ratio') return undefined;
  return {
    data: {
      id: metricName(rule),
      type: 'logs_metrics',
      attributes: {
        compute:
          correlation.field === undefined
            ? { aggregation_type: 'count' }
            : { aggregation_type: 'distribution', path: `@${correlation.field}`, include_percentiles: false },
        filter: { query: query.filter },
        group_by: query.by.map((path) => ({ path, tag_name: tagName(path) })),
      },
    },
  };
};

/** Monitor query over that metric; undefined for rules without one. */
export const anomalyQuery = (rule: Rule, query: RuleQuery, numbers?: Numbers): string | undefined => {
  const { correlation } = query;
  if (correlation?.type !== 'baseline' && correlation?.type !== 'ratio') return undefined;
  const group = query.by.length === 0 ? '' : ` by {${query.by.map(tagName).join(',')}}`;
  const seasonality = correlation.timespanMs >= 86_400_000 ? 'weekly' : 'daily';
  const sigma = correlation.type === 'baseline' ? correlation.sigma : 3;
  const deviations = numbers?.number(sigma, 'correlation.condition.sigma') ?? decimalText(sigma);
  return `avg(last_1d):anomalies(sum:${metricName(rule)}{*}${group}.as_count(), 'agile', ${deviations}, direction='above', interval=300, alert_window='last_1h', count_default_zero='true', seasonality='${seasonality}') >= 1`;
};
