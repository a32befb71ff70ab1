/**
 * Kibana detection rules: one JSON object a rule, as its import takes them.
 * @module
 */
import { stableId } from '../../dashboards/stable-id.js';
import type { Rule } from '../../rules/ir.js';
import { compileEsql, MINIMUM_INTERVAL_MS } from '../../targets/elastic/compile.js';
import { scheduleOf, selectsByArrival } from '../../targets/schedule.js';
import type { Mark } from '../../targets/parameters.js';
import type { Unsupported } from '../../targets/target.js';
import { alertTitle, computedFields, groupOf, guide, tagsOf } from '../alert-text.js';
import { byTactic } from '../attack.js';
import { channelsOf, type Notify } from '../notify.js';
import type { JsonObject } from '../pack-files.js';
import { parameterise } from '../parameters.js';
import { elasticThrottle } from '../throttle.js';
import { action } from './actions.js';
import { exceptionList, exceptionsOf } from './exceptions.js';
import { RISK, SEVERITY } from './severity.js';
import { placeholder, valueLines } from './values.js';

/** Kibana makes at most this many alerts in one run; rows come largest first. */
export const MAX_SIGNALS = 1000;
/** Runs may start late; the window of the request reaches this much further back. */
const SLACK_MS = 5 * 60_000;

const minutes = (ms: number): number => Math.ceil(ms / 60_000);

const threat = (rule: Rule): JsonObject[] =>
  [...byTactic(tagsOf(rule).attack)].map(([id, { name, techniques }]) => ({
    framework: 'MITRE ATT&CK',
    tactic: { id, name, reference: `https://attack.mitre.org/tactics/${id}/` },
    technique: techniques.map(([technique, title]) => ({
      id: technique,
      name: title,
      reference: `https://attack.mitre.org/techniques/${technique.replace('.', '/')}/`,
      subtechnique: [],
    })),
  }));

/** `value`: minutes, or what stands for them in a template; the loader puts a number without quotes in its place. */
const suppression = (rule: Rule, value?: string): JsonObject => {
  const { by, seconds } = elasticThrottle(rule);
  return {
    group_by: [by],
    duration: { value: value ?? seconds / 60, unit: 'm' },
    missing_fields_strategy: 'doNotSuppress',
  };
};

/** A query as the rule object needs it. */
interface CompiledQuery {
  readonly text: string;
  readonly columns: readonly string[];
}

const columnsOf = (rule: Rule): readonly string[] => {
  const compilation = compileEsql(rule);
  return compilation.ok ? compilation.query.columns : [];
};

const ruleObject = (rule: Rule, query: CompiledQuery, notify: Notify, throttle?: string): JsonObject => {
  const { meta } = rule;
  const schedule = scheduleOf(rule, { minimumMs: MINIMUM_INTERVAL_MS });
  const { attack, atlas, owasp } = tagsOf(rule);
  return {
    id: stableId(`elastic/rule/${meta.ruleId}`),
    rule_id: `agent-siem-${meta.ruleId}`,
    name: alertTitle(rule),
    description: meta.description?.trim() ?? meta.title,
    type: 'esql',
    language: 'esql',
    query: query.text,
    interval: `${minutes(schedule.intervalMs)}m`,
    from: `now-${minutes(schedule.lookbackMs + SLACK_MS)}m`,
    to: 'now',
    // Where the rule selects by arrival, so must the range that Kibana adds.
    ...(selectsByArrival(rule)
      ? { timestamp_override: 'event.ingested', timestamp_override_fallback_disabled: true }
      : {}),
    enabled: false,
    severity: SEVERITY[meta.level],
    severity_mapping: [],
    risk_score: RISK[meta.level],
    risk_score_mapping: [],
    max_signals: MAX_SIGNALS,
    alert_suppression: suppression(rule, throttle),
    threat: threat(rule),
    tags: [
      'AI governance',
      ...(meta.priority === undefined ? [] : [meta.priority]),
      ...attack,
      ...atlas,
      ...owasp,
      `version ${meta.version}`,
    ],
    false_positives: meta.falsePositives,
    references: meta.references,
    author: [meta.author ?? 'agent-siem'],
    license: 'Apache-2.0',
    note: guide(rule),
    setup: 'Import the index template, the ingest pipeline and the lookup index agent_scope first (INSTALL.md).',
    investigation_fields: {
      field_names: [
        ...new Set([
          ...groupOf(rule),
          ...meta.details,
          ...computedFields(rule, query.columns).map(({ path }) => path),
          'alert_key',
        ]),
      ],
    },
    exceptions_list: [exceptionsOf(rule)],
    actions: channelsOf(meta, notify).flatMap((channel) => action(rule, query.columns, channel)),
    related_integrations: [],
    required_fields: [],
    immutable: false,
    version: Number(meta.version.split('.')[0]),
    meta: { agent_siem_rule: meta.ruleId, agent_siem_version: meta.version },
  };
};

/** Rules that Elastic can run, their exception lists, and what it cannot say of the rest. */
export interface ElasticRules {
  readonly rules: readonly JsonObject[];
  /** The same with `@@rule.parameter@@` where a parameter stands. */
  readonly templates: readonly JsonObject[];
  /** Lines `rule.parameter=value` with a comment before each. */
  readonly values: string;
  readonly exceptionLists: readonly JsonObject[];
  readonly unsupported: ReadonlyMap<string, readonly Unsupported[]>;
}

const esql = (rule: Rule, mark: Mark): string | undefined => {
  const compilation = compileEsql(rule, { mark });
  return compilation.ok ? compilation.query.text : undefined;
};

/** Compiles every rule. */
export const elasticRules = (rules: readonly Rule[], notify: Notify): ElasticRules => {
  const parameterised = rules.flatMap((rule) => {
    const text = parameterise(rule, esql, placeholder(rule));
    return text === undefined ? [] : [{ rule, ...text }];
  });
  const compiled = rules.map((rule) => ({ rule, compilation: compileEsql(rule) }));
  return {
    rules: compiled.flatMap(({ rule, compilation }) =>
      compilation.ok ? [ruleObject(rule, compilation.query, notify)] : [],
    ),
    templates: parameterised.map(({ rule, text }) => {
      const { follows } = elasticThrottle(rule);
      return ruleObject(
        rule,
        { text, columns: columnsOf(rule) },
        notify,
        follows === undefined ? undefined : placeholder(rule)(follows),
      );
    }),
    values: valueLines(parameterised),
    exceptionLists: compiled.flatMap(({ rule, compilation }) => (compilation.ok ? [exceptionList(rule)] : [])),
    unsupported: new Map(
      compiled.flatMap(({ rule, compilation }) =>
        compilation.ok ? [] : [[rule.meta.ruleId, compilation.unsupported] as const],
      ),
    ),
  };
};
