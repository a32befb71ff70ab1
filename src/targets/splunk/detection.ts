/**
 * Plain detections as SPL: one row per event, selected by arrival.
 * @module
 */
import type { Predicate, RuleMetadata } from '../../rules/ir.js';
import { column, type Dialect } from './dialect.js';
import { presentGroupKey, ruleText } from './instant-stages.js';
import { fieldArgument, fieldExpression } from './literal.js';
import { baseTerms } from './base-terms.js';
import { whereStage } from './predicate.js';
import type { Stages } from './stages.js';

const OUTPUT = ['T', 'value', 'event_id', 'outside', 'agent_scope'];

/** Events of the predicate that arrived in the range, once each. */
export const detectionStart = (dialect: Dialect, predicate: Predicate): readonly string[] => {
  const { base, id } = dialect.mapping;
  const terms = baseTerms(dialect, predicate);
  return [
    terms === undefined ? base : `${base} ${terms}`,
    // Late events are events too: the time of arrival decides, the event's own time is only reported.
    `where _indextime > ${dialect.from} AND _indextime <= ${dialect.to}`,
    ...whereStage(dialect, predicate),
    ...(id === undefined ? [] : [`dedup ${id}`]),
  ];
};

/** Last stages of rules that answer per event. */
export const detectionEnd = (
  dialect: Dialect,
  meta: Pick<RuleMetadata, 'ruleId' | 'group' | 'details'> & RuleMetadata,
  extra: readonly string[] = [],
): { readonly stages: readonly string[]; readonly columns: readonly string[] } => {
  const { mapping } = dialect;
  const parts = meta.group.map((path) =>
    mapping.isArray(path) ? dialect.report('group.array', true) : column(dialect, path),
  );
  const id = mapping.id === undefined ? 'tostring(_time) . "|" . md5(_raw)' : fieldExpression(mapping.id);
  const named = [...meta.group, ...meta.details.filter((path) => !meta.group.includes(path) && !OUTPUT.includes(path))];
  for (const path of named) column(dialect, path);
  // Alert text and filters name a column as the rule does; an array has another name in Splunk.
  const renamed = named.filter((path) => mapping.governance && mapping.isArray(path));
  const columns = ['T', 'value', ...(mapping.id === undefined ? [] : [mapping.id]), ...extra, ...named];
  return {
    columns,
    stages: [
      `eval T=round(_time * 1000), value=1, group_key=${presentGroupKey(parts)}, alert_key=${ruleText(dialect, meta)} . ${id}`,
      ...(renamed.length === 0
        ? []
        : [
            `rename ${renamed.map((path) => `${fieldArgument(mapping.field(path))} AS ${fieldArgument(path)}`).join(', ')}`,
          ]),
      'sort 0 -value, +group_key, +T',
      `table ${['group_key', 'alert_key', ...columns].map((path) => fieldArgument(named.includes(path) && !renamed.includes(path) ? mapping.field(path) : path)).join(', ')}`,
    ],
  };
};

/** The stages and columns. */
export const detectionStages = (dialect: Dialect, meta: RuleMetadata, predicate: Predicate): Stages => {
  const end = detectionEnd(dialect, meta);
  return {
    columns: end.columns,
    everyMs: 0,
    lookbackMs: 0,
    stages: [...detectionStart(dialect, predicate), ...end.stages],
  };
};
