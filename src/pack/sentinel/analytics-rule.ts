/**
 * A rule as Sentinel knows it: schedule, entities, details, grouping; in ARM and in the YAML form.
 * @module
 */
import { stableId } from '../../dashboards/stable-id.js';
import type { Rule, RuleMetadata } from '../../rules/ir.js';
import {
  compileKql,
  resultColumn,
  SENTINEL_CAPS,
  sentinelMapping,
  sentinelSchedule,
} from '../../targets/sentinel/index.js';
import { collectProblems } from '../../targets/problems.js';
import { isPerEvent } from '../../targets/schedule.js';
import { alertFields, alertTitle, computedFields, groupOf, guide, tagsOf } from '../alert-text.js';
import { byTactic } from '../attack.js';
import type { JsonObject } from '../pack-files.js';
import { isoDuration } from './arm.js';

/** A compiled rule and everything around its query. */
export interface AnalyticsRule {
  readonly rule: Rule;
  readonly id: string;
  /** NRT rules run every minute. */
  readonly kind: 'Scheduled' | 'NRT';
  readonly query: string;
  readonly frequencyMs: number;
  readonly periodMs: number;
  readonly severity: 'Informational' | 'Low' | 'Medium' | 'High';
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly entityMappings: readonly JsonObject[];
  readonly customDetails: Readonly<Record<string, string>>;
  readonly description: string;
}

const SEVERITY = {
  informational: 'Informational',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'High',
} as const;

/** Entities by the event field that identifies them. */
const ENTITIES: readonly (readonly [string, string, string])[] = [
  ['identity.email', 'Account', 'FullName'],
  ['identity.source_ip', 'IP', 'Address'],
  ['agent.agent_id', 'CloudApplication', 'Name'],
  ['source.host', 'Host', 'HostName'],
];

const mapping = sentinelMapping({ taxonomy: 'agent-governance' } as RuleMetadata);

/** Column of the result that holds a field or group name. */
const columnOf = (field: string): string => resultColumn(field, { mapping, problems: collectProblems() });

/** Detail keys take letters and digits, at most twenty. */
const detailKey = (label: string): string =>
  label
    .split(/\W+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .slice(0, SENTINEL_CAPS.customDetailKey);

/** Details of an alert: key to result column. */
export const detailsOf = (rule: Rule, columns: readonly string[]): Readonly<Record<string, string>> => {
  const details = new Map<string, string>([
    ['GroupKey', 'GroupKey'],
    ['AlertKey', 'AlertKey'],
    ['Value', 'Value'],
  ]);
  const computed = computedFields(rule, columns).map(({ path, label }) => ({ column: path, label }));
  const facts = alertFields(rule).map(({ path, label }) => ({ column: columnOf(path), label }));
  for (const { column, label } of [...computed, ...facts]) {
    if (label === 'Value') continue;
    if (columns.includes(column) && details.size < SENTINEL_CAPS.customDetails) details.set(detailKey(label), column);
  }
  return Object.fromEntries(details);
};

/** Entity mappings over these result columns. */
export const entitiesOf = (columns: readonly string[]): readonly JsonObject[] =>
  ENTITIES.flatMap(([field, entityType, identifier]) => {
    const columnName = columnOf(field);
    return columns.includes(columnName) ? [{ entityType, fieldMappings: [{ identifier, columnName }] }] : [];
  }).slice(0, SENTINEL_CAPS.entityMappings);

const DAY_MS = 86_400_000;

/** A period that Sentinel takes: at least the frequency, at most two weeks. */
const periodOf = (lookbackMs: number, frequencyMs: number): number =>
  Math.min(Math.max(Math.ceil(lookbackMs / 60_000) * 60_000 + 5 * 60_000, frequencyMs), 14 * DAY_MS);

/** Compiles a rule; `text` gives its query in another form (with placeholders). Undefined: Sentinel cannot say it. */
export const analyticsRule = (rule: Rule): AnalyticsRule | undefined => {
  const compilation = compileKql(rule);
  if (!compilation.ok) return undefined;
  const { columns } = compilation.query;
  const schedule = sentinelSchedule(rule);
  const tactics = byTactic(tagsOf(rule).attack);
  return {
    rule,
    id: stableId(`sentinel/rule/${rule.meta.ruleId}`),
    kind: rule.meta.priority === 'P2' && isPerEvent(rule) ? 'NRT' : 'Scheduled',
    query: compilation.query.text,
    frequencyMs: schedule.intervalMs,
    periodMs: periodOf(schedule.lookbackMs, schedule.intervalMs),
    severity: SEVERITY[rule.meta.level],
    tactics: [...tactics.values()].map(({ name }) => name.replaceAll(' ', '')),
    techniques: [...tactics.values()].flatMap(({ techniques }) => techniques.map(([id]) => id.slice(0, 5))),
    entityMappings: entitiesOf(columns),
    customDetails: detailsOf(rule, columns),
    description: guide(rule).slice(0, 5000),
  };
};

/** Alerts of one group within five hours are one incident. */
export const incident = (): JsonObject => ({
  createIncident: true,
  groupingConfiguration: {
    enabled: true,
    reopenClosedIncident: false,
    lookbackDuration: 'PT5H',
    matchingMethod: 'Selected',
    groupByEntities: [],
    groupByAlertDetails: [],
    groupByCustomDetails: ['GroupKey'],
  },
});

/** Name of an alert: the rule and the group. */
export const alertDetails = (rule: Rule): JsonObject => ({
  alertDisplayNameFormat: `${alertTitle(rule).replaceAll(/[{}]/g, '')}: {{GroupKey}}`,
});

/** Properties of the ARM resource. */
export const armProperties = (compiled: AnalyticsRule, query: string): JsonObject => ({
  displayName: alertTitle(compiled.rule),
  description: compiled.description,
  enabled: "[parameters('enabled')]",
  severity: compiled.severity,
  query,
  ...(compiled.kind === 'NRT'
    ? {}
    : {
        queryFrequency: isoDuration(compiled.frequencyMs),
        queryPeriod: isoDuration(compiled.periodMs),
        triggerOperator: 'GreaterThan',
        triggerThreshold: 0,
      }),
  // Sentinel's suppression silences the whole rule, for every group: never used. The duration is required all the same.
  suppressionEnabled: false,
  suppressionDuration: 'PT5H',
  tactics: compiled.tactics,
  techniques: compiled.techniques,
  eventGroupingSettings: { aggregationKind: 'AlertPerResult' },
  entityMappings: compiled.entityMappings,
  customDetails: compiled.customDetails,
  alertDetailsOverride: alertDetails(compiled.rule),
  incidentConfiguration: incident(),
  templateVersion: compiled.rule.meta.version,
});

/** Group names, for tests and INSTALL. */
export const groupNamesOf = (rule: Rule): readonly string[] => groupOf(rule);
