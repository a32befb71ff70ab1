/**
 * What each rule needs and how it behaves in each SIEM: the manifest's part on rules.
 * @module
 */
import type { Rule } from '../rules/ir.js';
import { compileDatadog } from '../targets/datadog/index.js';
import { compileEsql, MINIMUM_INTERVAL_MS } from '../targets/elastic/compile.js';
import { isPerEvent, scheduleOf } from '../targets/schedule.js';
import { compileKql, sentinelSchedule } from '../targets/sentinel/index.js';
import { savedSearchFor } from '../targets/splunk/index.js';
import { scheduleOf as splunkScheduleOf } from '../targets/splunk/schedule.js';
import { throttleOf } from './throttle.js';
import { tunablesOf } from './tunables.js';
import { nativeForms, type NativeForm } from './native-forms.js';
import type { TargetName, Unsupported } from '../targets/target.js';
import type { ManifestRule, RuleInTarget } from './manifest.js';

const seconds = (ms: number): number => Math.ceil(ms / 1000);

/** Constructs by which Datadog answers with what it has learned instead of the rule's own arithmetic. */
const LEARNED = ['correlation.baseline', 'correlation.ratio', 'correlation.new_value'];

type Facts = Omit<RuleInTarget, 'form' | 'accepted' | 'missing' | 'native' | 'tunable' | 'fixed' | 'throttle'>;

const splunk = (rule: Rule): Facts => {
  const { periodMs, delayMs } = splunkScheduleOf(rule);
  const everyMs =
    rule.kind === 'correlation' && !isPerEvent(rule) && rule.correlation.every !== 'event' ? rule.correlation.every : 0;
  return {
    minimumVersion: 'Splunk Enterprise or Cloud 9.0',
    licence: 'Splunk Enterprise',
    permissions: ['schedule_search', 'read on the indexes of the macro ai_governance_index'],
    caps: ['fields are extracted from the first 5,000 bytes of an event; the schema caps a line at 4,800'],
    detectionLatencySeconds: seconds(periodMs + delayMs + everyMs),
  };
};

const elastic = (rule: Rule): Facts => {
  const { intervalMs, delayMs } = scheduleOf(rule, { minimumMs: MINIMUM_INTERVAL_MS });
  const everyMs =
    rule.kind === 'correlation' && !isPerEvent(rule) && rule.correlation.every !== 'event' ? rule.correlation.every : 0;
  return {
    minimumVersion: 'Elastic Stack 8.19',
    licence: 'Basic; alert suppression from Platinum on (without it a rule that aggregates alerts again in each run)',
    permissions: ['read on logs-ai_governance-* and agent_scope', 'Kibana feature Security: all'],
    caps: ['1,000 alerts a run (max_signals), largest first', '10,000 rows a query'],
    detectionLatencySeconds: seconds(intervalMs + delayMs + everyMs),
  };
};

const sentinel = (rule: Rule): Facts => {
  const { intervalMs, delayMs } = sentinelSchedule(rule);
  const everyMs =
    rule.kind === 'correlation' && !isPerEvent(rule) && rule.correlation.every !== 'event' ? rule.correlation.every : 0;
  const nrt = rule.meta.priority === 'P2' && isPerEvent(rule);
  return {
    minimumVersion: 'Microsoft Sentinel, API 2025-09-01',
    licence: 'Microsoft Sentinel',
    permissions: [
      'Microsoft Sentinel Contributor',
      'Monitoring Metrics Publisher on the data collection rule for senders',
    ],
    caps: [nrt ? '30 alerts a run' : '150 alerts a run', 'the service runs scheduled rules five minutes late'],
    detectionLatencySeconds: nrt ? 120 : seconds(intervalMs + delayMs + everyMs + 5 * 60_000),
  };
};

const datadog = (rule: Rule): Facts => ({
  minimumVersion: 'Datadog API v1 and v2',
  licence: 'Log Management; Cloud SIEM for the Cloud SIEM form',
  permissions: ['logs_write_pipelines', 'monitors_write', 'security_monitoring_rules_write', 'dashboards_write'],
  caps: ['copies of an event are counted', 'four group attributes a log monitor'],
  detectionLatencySeconds: rule.kind === 'correlation' && !isPerEvent(rule) ? 300 : 60,
});

interface Said {
  readonly accepted: readonly Unsupported[];
  readonly missing: readonly Unsupported[];
}

const said = (ok: boolean, constructs: readonly Unsupported[]): Said =>
  ok ? { accepted: constructs, missing: [] } : { accepted: [], missing: constructs };

const entry = (
  rule: Rule,
  target: TargetName,
  { accepted, missing }: Said,
  facts: Facts,
  native: readonly NativeForm[],
): RuleInTarget => {
  const declared = accepted.some(({ construct }) => LEARNED.includes(construct));
  const form = missing.length > 0 ? 'none' : declared ? 'declared' : accepted.length > 0 ? 'accepted' : 'exact';
  const throttle = form === 'none' ? undefined : throttleOf(rule, target);
  const tuning = form === 'none' ? { tunable: [], fixed: [] } : tunablesOf(rule, target);
  return {
    form,
    accepted,
    ...(missing.length === 0 ? {} : { missing }),
    ...(native.length === 0 ? {} : { native }),
    ...tuning,
    ...(throttle === undefined ? {} : { throttle }),
    ...facts,
  };
};

const inTargets = (rule: Rule): Readonly<Partial<Record<TargetName, RuleInTarget>>> => {
  const search = savedSearchFor(rule);
  const esql = compileEsql(rule);
  const kql = compileKql(rule);
  const monitor = compileDatadog(rule);
  const native = nativeForms(rule);
  return {
    splunk: entry(
      rule,
      'splunk',
      said(search.ok, search.ok ? search.search.accepted : search.unsupported),
      splunk(rule),
      native.splunk,
    ),
    elastic: entry(
      rule,
      'elastic',
      said(esql.ok, esql.ok ? esql.query.accepted : esql.unsupported),
      elastic(rule),
      native.elastic,
    ),
    sentinel: entry(
      rule,
      'sentinel',
      said(kql.ok, kql.ok ? kql.query.accepted : kql.unsupported),
      sentinel(rule),
      native.sentinel,
    ),
    datadog: entry(
      rule,
      'datadog',
      said(monitor.ok, monitor.ok ? monitor.accepted : monitor.unsupported),
      datadog(rule),
      native.datadog,
    ),
  };
};

/** The manifest's entry of a rule. */
export const manifestRule = (rule: Rule): ManifestRule => ({
  id: rule.meta.ruleId,
  title: rule.meta.title,
  version: rule.meta.version,
  level: rule.meta.level,
  ...(rule.meta.priority === undefined ? {} : { priority: rule.meta.priority }),
  parameters: Object.fromEntries(rule.meta.parameters.map(({ name, value }) => [name, value])),
  compliance: rule.meta.compliance,
  sources: rule.meta.sources,
  targets: inTargets(rule),
});

/** One line for each rule that a SIEM cannot say and the rule does not accept. */
export const missingLines = (rules: readonly ManifestRule[]): readonly string[] =>
  rules.flatMap(({ id, targets }) =>
    Object.entries(targets).flatMap(([target, { missing }]) =>
      missing === undefined
        ? []
        : [
            `${id} is not in the ${target} pack: ${missing.map(({ construct, reason }) => `${construct} (${reason})`).join('; ')}`,
          ],
    ),
  );
