/**
 * Monitor definitions (bodies of POST /api/v1/monitor).
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { numbersOf, type Mark } from '../parameters.js';
import type { Unsupported } from '../target.js';
import { compileDatadog } from './compile.js';
import { anomalyQuery, metricOf, tagName, type LogMetric } from './log-metric.js';
import { logMonitorQuery } from './log-monitor-query.js';

/** A monitor body. */
export interface Monitor {
  readonly name: string;
  readonly type: 'log alert' | 'query alert';
  readonly query: string;
  readonly message: string;
  readonly tags: readonly string[];
  readonly priority: 1 | 2 | 3 | 4 | 5;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Monitors of one rule and the log-based metric they read, where they need one. */
export type MonitorOutcome =
  | {
      readonly ok: true;
      readonly monitors: readonly Monitor[];
      readonly metric: LogMetric | undefined;
      readonly accepted: readonly Unsupported[];
    }
  | { readonly ok: false; readonly unsupported: readonly Unsupported[] };

const PRIORITY = { critical: 1, high: 2, medium: 3, low: 4, informational: 5 } as const;

/** Text of a title: no handle that would notify, no template. */
const plainTitle = (title: string): string => title.replaceAll(/[@{}]/g, '');

const defaultMessage = (rule: Rule, variables: readonly string[]): string =>
  [
    plainTitle(rule.meta.title),
    ...variables,
    'Value: {{value}}',
    ...(rule.meta.runbook === undefined ? [] : [`Runbook: ${plainTitle(rule.meta.runbook)}`]),
  ].join('\n');

/** A group attribute as a log monitor and as a metric monitor writes it. */
const logVariable = (path: string): string => `${path.replace('@', '')}: {{[${path}].name}}`;
const tagVariable = (path: string): string => `${path.replace('@', '')}: {{${tagName(path)}.name}}`;

const tags = (rule: Rule): readonly string[] => [
  'managed_by:agent-siem',
  `rule:${rule.meta.ruleId}`,
  ...(rule.meta.priority === undefined ? [] : [`rule_priority:${rule.meta.priority.toLowerCase()}`]),
];

/**
 * The monitors of a rule. A detection has a second one for logs that lack part of the group: a log monitor drops those
 * when it groups. Rules that only Cloud SIEM can say have none.
 */
export const monitorsFor = (rule: Rule, message?: string, mark?: Mark): MonitorOutcome => {
  const numbers = mark === undefined ? undefined : numbersOf(rule, mark);
  const compiled = compileDatadog(rule);
  if (!compiled.ok) return compiled;
  const { query } = compiled;
  const body = (
    type: Monitor['type'],
    text: string,
    critical: number,
    suffix: string,
    variables: readonly string[],
    options: object,
  ): Monitor => ({
    name: `[AI governance] ${plainTitle(rule.meta.title)}${suffix}`,
    type,
    query: text,
    message: message ?? defaultMessage(rule, variables),
    tags: tags(rule),
    priority: PRIORITY[rule.meta.level],
    options: { thresholds: { critical }, notify_no_data: false, include_tags: true, ...options },
  });
  const anomaly = anomalyQuery(rule, query, numbers);
  if (anomaly !== undefined) {
    const windows = { trigger_window: 'last_1h', recovery_window: 'last_1h' };
    const options = { thresholds: { critical: 1, critical_recovery: 0 }, threshold_windows: windows };
    return {
      ok: true,
      accepted: compiled.accepted,
      metric: metricOf(rule, query),
      monitors: [body('query alert', anomaly, 1, '', query.by.map(tagVariable), options)],
    };
  }
  const logOptions = {
    enable_logs_sample: true,
    on_missing_data: 'resolve',
    groupby_simple_monitor: false,
    require_full_window: false,
  };
  const text = logMonitorQuery(query, query.filter, query.by, numbers);
  const main =
    text === undefined
      ? []
      : [body('log alert', text, query.threshold.value, '', query.by.map(logVariable), logOptions)];
  const perEvent = query.correlation === undefined || query.correlation.type === 'lookup';
  const rest =
    perEvent && query.by.length > 0
      ? logMonitorQuery(query, `${query.filter} -(${query.by.map((path) => `${path}:*`).join(' ')})`, [], numbers)
      : undefined;
  return {
    ok: true,
    accepted: compiled.accepted,
    metric: undefined,
    monitors: [
      ...main,
      ...(rest === undefined
        ? []
        : [body('log alert', rest, query.threshold.value, ' (agent or user unknown)', [], logOptions)]),
    ],
  };
};

/** The first monitor of a rule; undefined where only Cloud SIEM can say it. */
export const monitorFor = (rule: Rule, message?: string): Monitor | undefined => {
  const outcome = monitorsFor(rule, message);
  return outcome.ok ? outcome.monitors[0] : undefined;
};
