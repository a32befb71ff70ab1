/**
 * What an alert tells the person who reads it: the same fields in every SIEM.
 * @module
 */
import type { Rule } from '../rules/ir.js';

/** One fact of an alert. */
export interface AlertField {
  /** Event field, or a column that the compiled query adds. */
  readonly path: string;
  readonly label: string;
}

const LABELS: Readonly<Record<string, string>> = {
  'agent.agent_id': 'Agent',
  'agent.agent_name': 'Agent name',
  'agent.session_id': 'Session',
  'identity.email': 'User',
  'identity.user_id': 'User id',
  'identity.source_ip': 'Address',
  'identity.country': 'Country',
  'identity.department': 'Department of the user',
  'tool_call.tool_name': 'Tool',
  'tool_call.tool_server': 'Tool server',
  'tool_call.parameters_hash': 'Parameters hash',
  'governance.matched_rule': 'Policy',
  'governance.policies_failed': 'Policies failed',
  'governance.reason': 'Reason',
  'governance.decided_by': 'Decided by',
  'secret.secret_type': 'Secret type',
  'secret.location': 'Secret found in',
  'secret.fingerprint': 'Secret fingerprint',
  'target.department': 'Department touched',
  'target.data_classification': 'Data class touched',
};

const labelOf = (path: string): string => {
  const words = path.replaceAll(/[._]/g, ' ');
  return LABELS[path] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

/** The group's fields of a rule, in order. */
export const groupOf = (rule: Rule): readonly string[] => {
  if (rule.kind === 'detection') return rule.meta.group;
  const { correlation, meta } = rule;
  return correlation.groupBy.length > 0 ? correlation.groupBy : meta.group;
};

/** Group first, then the rule's details; each once. */
export const alertFields = (rule: Rule): readonly AlertField[] =>
  [...new Set([...groupOf(rule), ...rule.meta.details])].map((path) => ({ path, label: labelOf(path) }));

/** A computed fact: its label, and the names that SIEMs' results have for it. */
type Computed = readonly [label: string, ...columns: readonly string[]];

const VALUE: Computed = ['Value', 'value', 'Value'];
const OBSERVED: Computed = ['Observed', 'value', 'Value'];
const AVERAGES = ['average', 'Average', 'baseline_mean'] as const;
const COMPUTED: Readonly<Record<string, readonly Computed[]>> = {
  baseline: [
    OBSERVED,
    ['Baseline mean', 'baseline_mean', 'BaselineMean'],
    ['Baseline deviation', 'baseline_deviation', 'BaselineDeviation'],
  ],
  ratio: [
    ['Times the average', 'value', 'Value'],
    ['Today', 'observed', 'Observed'],
    ['Average', ...AVERAGES],
  ],
  lookup: [['Outside its scope by', 'outside'], ['Scope of the agent', 'agent_scope', 'AgentScope'], VALUE],
};

/** What the rule computed, by the columns that the result really has. */
export const computedFields = (rule: Rule, columns: readonly string[]): readonly AlertField[] => {
  const type = rule.kind === 'correlation' ? rule.correlation.type : undefined;
  // A learned form knows no average: its value is the amount itself.
  const learned = type === 'ratio' && !AVERAGES.some((name) => columns.includes(name));
  const all = learned ? [OBSERVED] : ((type === undefined ? undefined : COMPUTED[type]) ?? [VALUE]);
  return all.flatMap(([label, ...names]) => {
    const path = names.find((name) => columns.includes(name));
    return path === undefined ? [] : [{ path, label }];
  });
};

/** Title as people see it: the priority first. */
export const alertTitle = (rule: Rule): string =>
  rule.meta.priority === undefined ? rule.meta.title : `${rule.meta.priority} ${rule.meta.title}`;

/** Tags of the rule by kind. Sigma writes `owasp.asi02` and `atlas.t0053`, ATT&CK as `attack.t1059`. */
export const tagsOf = (
  rule: Rule,
): { readonly attack: readonly string[]; readonly atlas: readonly string[]; readonly owasp: readonly string[] } => {
  const upper = rule.meta.tags.map((tag) => tag.toUpperCase());
  const pick = (pattern: RegExp): readonly string[] => upper.flatMap((tag) => pattern.exec(tag)?.[1] ?? []);
  return {
    attack: pick(/^ATTACK\.(T\d{4}(?:\.\d{3})?)$/),
    atlas: pick(/ATLAS\.((?:AML\.)?T\d{4}(?:\.\d{3})?)$/).map((id) => (id.startsWith('AML.') ? id : `AML.${id}`)),
    owasp: pick(/(ASI\d{2})$/),
  };
};

/** Markdown for the investigation: what it means, what to do, what it may be instead. */
export const guide = (rule: Rule): string =>
  [
    `## ${alertTitle(rule)}`,
    rule.meta.description?.trim() ?? '',
    ...(rule.meta.runbook === undefined ? [] : ['### Response', rule.meta.runbook.trim()]),
    ...(rule.meta.falsePositives.length === 0
      ? []
      : ['### False positives', ...rule.meta.falsePositives.map((line) => `- ${line.trim()}`)]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
