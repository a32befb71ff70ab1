/**
 * How a Cloud SIEM rule detects: the queries of each correlation, its condition and the options of its method.
 * @module
 */
import type { Comparator } from '../../rules/ir.js';
import { decimalText } from '../literal-text.js';
import { DATADOG_CAPS } from './capabilities.js';
import { base, type CloudSiemQuery } from './cloud-siem-query.js';
import type { RuleQuery } from './rule-query.js';

const OPERATOR: Readonly<Record<Comparator, string>> = { eq: '==', neq: '!=', lt: '<', lte: '<=', gt: '>', gte: '>=' };
const letter = (index: number): string => String.fromCharCode(97 + index);

/** The smallest window that Cloud SIEM offers and that holds the rule's. */
const evaluationWindow = (ms: number): number =>
  DATADOG_CAPS.evaluationWindows.find((seconds) => seconds * 1000 >= ms) ?? 86_400;

const DAY_MS = 86_400_000;
const daysIn = (ms: number, allowed: readonly number[]): number =>
  allowed.find((days) => days * DAY_MS >= ms) ?? allowed.at(-1) ?? 1;

/** What differs from rule to rule; no queries where Cloud SIEM has no form. */
export interface Method {
  readonly queries: readonly CloudSiemQuery[];
  readonly condition: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

const threshold = (query: RuleQuery, queries: readonly CloudSiemQuery[], condition: string): Method => ({
  queries: queries.map((one, index) => (queries.length === 1 ? one : { ...one, name: letter(index) })),
  condition,
  options: { detectionMethod: 'threshold', evaluationWindow: evaluationWindow(query.windowMs) },
});

/** The method of a rule. */
export const methodOf = (query: RuleQuery): Method => {
  const { correlation, filter } = query;
  const compare = (name: string): string =>
    `${name} ${OPERATOR[query.threshold.comparator]} ${decimalText(query.threshold.value)}`;
  const count: CloudSiemQuery = { ...base(query, filter), aggregation: 'count' };
  switch (correlation?.type) {
    case undefined:
    case 'lookup':
      return threshold(query, [{ ...count, hasOptionalGroupByFields: query.by.length > 0 }], 'a > 0');
    case 'event_count':
      return threshold(query, [count], compare('a'));
    case 'value_count':
    case 'value_count_each': {
      const distinct = correlation.fields.map((path): CloudSiemQuery => ({
        ...base(query, filter),
        aggregation: 'cardinality',
        distinctFields: [`@${path}`],
      }));
      return threshold(query, distinct, distinct.map((_, index) => compare(letter(index))).join(' && '));
    }
    case 'value_sum':
      return threshold(
        query,
        [
          {
            ...base(query, filter),
            aggregation: 'sum',
            metric: `@${correlation.fields[0] ?? ''}`,
            metrics: [`@${correlation.fields[0] ?? ''}`],
          },
        ],
        compare('a'),
      );
    case 'temporal': {
      const each = query.filters.map((one): CloudSiemQuery => ({ ...base(query, one), aggregation: 'count' }));
      return threshold(query, each, each.map((_, index) => `${letter(index)} > 0`).join(' && '));
    }
    case 'temporal_ordered': {
      const each = query.filters.map((one, index): CloudSiemQuery => ({
        ...base(query, one),
        name: letter(index),
        aggregation: 'count',
      }));
      const window = evaluationWindow(query.windowMs);
      return {
        queries: each,
        condition: undefined,
        options: {
          detectionMethod: 'sequence_detection',
          evaluationWindow: window,
          sequenceDetectionOptions: {
            steps: each.map((one) => ({
              name: `step_${one.name}`,
              condition: `${one.name} > 0`,
              evaluationWindow: window,
            })),
            stepTransitions: each.slice(1).map((one, index) => ({
              parent: `step_${letter(index)}`,
              child: `step_${one.name}`,
              evaluationWindow: window,
            })),
          },
        },
      };
    }
    case 'baseline':
    case 'ratio': {
      const { field } = correlation;
      const amount: CloudSiemQuery =
        field === undefined
          ? count
          : { ...base(query, filter), aggregation: 'sum', metric: `@${field}`, metrics: [`@${field}`] };
      return {
        queries: [amount],
        condition: 'a > 0.995',
        options: {
          detectionMethod: 'anomaly_detection',
          evaluationWindow: 3600,
          anomalyDetectionOptions: {
            bucketDuration: 3600,
            learningDuration: 168,
            detectionTolerance: 3,
            learningPeriodBaseline: 10,
          },
        },
      };
    }
    case 'new_value':
      return {
        queries: [
          {
            ...base(query, filter),
            aggregation: 'new_value',
            metric: `@${correlation.field}`,
            metrics: [`@${correlation.field}`],
          },
        ],
        condition: undefined,
        options: {
          detectionMethod: 'new_value',
          evaluationWindow: 0,
          newValueOptions: {
            forgetAfter: daysIn(correlation.historyMs, DATADOG_CAPS.forgetDays),
            learningMethod: 'duration',
            learningDuration: daysIn(correlation.minHistoryMs, DATADOG_CAPS.learningDays),
            learningThreshold: 0,
          },
        },
      };
    case 'value_avg':
    case 'late_count':
    case 'value_percentile':
      return { queries: [], condition: undefined, options: {} };
  }
};
