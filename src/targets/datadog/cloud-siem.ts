/**
 * Cloud SIEM detection rules (bodies of POST /api/v2/security_monitoring/rules).
 * @module
 */
import type { Comparator, Rule } from '../../rules/ir.js';
import { decimalText } from '../literal-text.js';
import type { Unsupported } from '../target.js';
import { DATADOG_CAPS } from './capabilities.js';
import { compileDatadog } from './compile.js';
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

/** A rule body. */
export interface CloudSiemRule {
  readonly name: string;
  readonly type: 'log_detection';
  readonly isEnabled: true;
  readonly message: string;
  readonly tags: readonly string[];
  readonly filters: readonly never[];
  readonly hasExtendedTitle: true;
  readonly queries: readonly CloudSiemQuery[];
  readonly cases: readonly {
    readonly name: string;
    readonly status: 'info' | 'low' | 'medium' | 'high' | 'critical';
    readonly notifications: readonly string[];
    readonly condition?: string;
  }[];
  readonly options: Readonly<Record<string, unknown>>;
}

const OPERATOR: Readonly<Record<Comparator, string>> = { eq: '==', neq: '!=', lt: '<', lte: '<=', gt: '>', gte: '>=' };
const STATUS = { informational: 'info', low: 'low', medium: 'medium', high: 'high', critical: 'critical' } as const;
const letter = (index: number): string => String.fromCharCode(97 + index);

/** The smallest window that Cloud SIEM offers and that holds the rule's. */
const evaluationWindow = (ms: number): number =>
  DATADOG_CAPS.evaluationWindows.find((seconds) => seconds * 1000 >= ms) ?? 86_400;

const DAY_MS = 86_400_000;
const daysIn = (ms: number, allowed: readonly number[]): number =>
  allowed.find((days) => days * DAY_MS >= ms) ?? allowed.at(-1) ?? 1;

interface Method {
  readonly queries: readonly CloudSiemQuery[];
  readonly condition: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

const base = (query: RuleQuery, filter: string): Omit<CloudSiemQuery, 'aggregation'> => ({
  name: '',
  query: filter,
  dataSource: 'logs',
  groupByFields: query.by,
  distinctFields: [],
  hasOptionalGroupByFields: false,
});

const threshold = (query: RuleQuery, queries: readonly CloudSiemQuery[], condition: string): Method => ({
  queries: queries.map((one, index) => (queries.length === 1 ? one : { ...one, name: letter(index) })),
  condition,
  options: { detectionMethod: 'threshold', evaluationWindow: evaluationWindow(query.windowMs) },
});

const methodOf = (query: RuleQuery): Method => {
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

const body = (rule: Rule, method: Method, suffix = ''): CloudSiemRule => ({
  name: `[AI governance] ${rule.meta.title.replaceAll(/[@{}]/g, '')}${suffix}`,
  type: 'log_detection',
  isEnabled: true,
  message: [rule.meta.title, rule.meta.description, rule.meta.runbook]
    .filter((text) => text !== undefined)
    .join('\n\n')
    .replaceAll(/[@{}]/g, ''),
  tags: ['source:ai-governance', 'managed_by:agent-siem', `rule:${rule.meta.ruleId}`],
  filters: [],
  hasExtendedTitle: true,
  queries: method.queries,
  cases: [
    {
      name: '',
      status: STATUS[rule.meta.level],
      notifications: [],
      ...(method.condition === undefined ? {} : { condition: method.condition }),
    },
  ],
  options: { keepAlive: 3600, maxSignalDuration: 86_400, ...method.options },
});

/** The Cloud SIEM rule of a rule; undefined where Cloud SIEM has no form for it. */
export const cloudSiemRuleFor = (
  rule: Rule,
):
  | { readonly ok: true; readonly rule: CloudSiemRule | undefined; readonly accepted: readonly Unsupported[] }
  | { readonly ok: false; readonly unsupported: readonly Unsupported[] } => {
  const compiled = compileDatadog(rule);
  if (!compiled.ok) return compiled;
  const method = methodOf(compiled.query);
  return {
    ok: true,
    accepted: compiled.accepted,
    rule: method.queries.length === 0 ? undefined : body(rule, method),
  };
};

/** Fields that say where somebody is. */
const LOCATIONS: readonly string[] = ['identity.country', 'identity.source_ip'];

/**
 * Datadog's own impossible-travel detection beside a rule on new locations: the same logs, grouped by the same user, over
 * the location that the pipeline derived from the address. Learned by Datadog: declared, not executed.
 */
export const impossibleTravelFor = (rule: Rule): CloudSiemRule | undefined => {
  const compiled = compileDatadog(rule);
  if (!compiled.ok) return undefined;
  const { correlation } = compiled.query;
  if (correlation?.type !== 'new_value' || !LOCATIONS.includes(correlation.field)) return undefined;
  return body(
    rule,
    {
      queries: [
        {
          ...base(compiled.query, compiled.query.filter),
          aggregation: 'geo_data',
          metric: '@network.client.geoip',
          metrics: ['@network.client.geoip'],
        },
      ],
      condition: undefined,
      options: {
        detectionMethod: 'impossible_travel',
        evaluationWindow: 900,
        impossibleTravelOptions: { baselineUserLocations: true },
      },
    },
    ' (impossible travel)',
  );
};
