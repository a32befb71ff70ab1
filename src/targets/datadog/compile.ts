/**
 * IR to Datadog's query languages.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import type { Compilation, FieldMap, Unsupported } from '../target.js';
import { unsupported } from './capabilities.js';
import type { Dialect } from './dialect.js';
import { anomalyQuery } from './log-metric.js';
import { logMonitorQuery } from './log-monitor-query.js';
import { foreignMapping, GOVERNANCE } from './mapping.js';
import { ruleQuery, type RuleQuery } from './rule-query.js';

/** A rule read for Datadog. */
export type DatadogCompilation =
  | { readonly ok: false; readonly unsupported: readonly Unsupported[] }
  | {
      readonly ok: true;
      readonly query: RuleQuery;
      readonly accepted: readonly Unsupported[];
      /** Constructs said as documented that no engine here executes. */
      readonly declared: readonly string[];
    };

/** Reads the rule and answers what Datadog cannot say. */
export const compileDatadog = (rule: Rule, map?: FieldMap): DatadogCompilation => {
  const noted = new Map<string, boolean>();
  const declared = new Set<string>();
  const dialect: Dialect = {
    mapping: rule.meta.taxonomy === 'agent-governance' && map === undefined ? GOVERNANCE : foreignMapping(map),
    report: (construct, hard = false) => {
      noted.set(construct, hard || noted.get(construct) === true);
      return '*:*';
    },
    declare: (construct) => {
      declared.add(construct);
    },
  };
  const query = ruleQuery(dialect, rule);
  const accepts = new Set((rule.meta.accept['datadog'] ?? []).map(({ construct }) => construct));
  const refused = [...noted].filter(([construct, hard]) => hard || !accepts.has(construct));
  return refused.length > 0
    ? { ok: false, unsupported: refused.map(([construct]) => unsupported(construct)) }
    : { ok: true, query, accepted: [...noted.keys()].map(unsupported), declared: [...declared] };
};

/**
 * The target's `compile`. A plain detection gives its log search, a correlation its monitor query; where no monitor
 * says the correlation (accepted by the rule), the log search that its Cloud SIEM rule reads.
 */
export const compile = (rule: Rule, options: { readonly map?: FieldMap } = {}): Compilation => {
  const compiled = compileDatadog(rule, options.map);
  if (!compiled.ok) return compiled;
  const { query } = compiled;
  const text =
    rule.kind === 'detection' ? query.filter : (anomalyQuery(rule, query) ?? logMonitorQuery(query) ?? query.filter);
  return {
    ok: true,
    query: {
      ruleId: rule.meta.ruleId,
      language: 'datadog',
      text,
      columns: query.by,
      accepted: compiled.accepted,
    },
  };
};
