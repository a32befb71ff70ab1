/**
 * Text of a Datadog alert: the facts as template variables, what to do, whom to tell.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { tagName } from '../../targets/datadog/log-metric.js';
import { compileDatadog, type Monitor } from '../../targets/datadog/index.js';
import { alertFields, alertTitle, groupOf } from '../alert-text.js';
import { channelsOf, type Notify } from '../notify.js';

/** Rule text is data here: no handle that would notify, no variable. */
const plain = (text: string): string => text.replaceAll(/[@{}]/g, '');

/** Attributes, or tags of a metric, that the monitor groups by. */
const groupedBy = ({ query, type }: Monitor): readonly string[] => {
  const found = type === 'query alert' ? / by \{([^}]+)\}/.exec(query) : /\.by\("([^"]+)"\)/.exec(query);
  return found?.[1]?.split(',') ?? [];
};

/** Attribute of each field of the group: an alias that the pipeline writes has another name than in the rule. */
const attributesOf = (rule: Rule): ReadonlyMap<string, string> => {
  const compiled = compileDatadog(rule);
  const by = compiled.ok ? compiled.query.by : [];
  return new Map(groupOf(rule).map((path, index) => [path, by[index] ?? `@${path}`]));
};

/** The variable that holds a fact; a metric knows its group alone. */
const variable = (attribute: string, { type }: Monitor, grouped: readonly string[]): string | undefined => {
  if (type === 'query alert') {
    const tag = tagName(attribute);
    return grouped.includes(tag) ? `{{${tag}.name}}` : undefined;
  }
  return grouped.includes(attribute) ? `{{[${attribute}].name}}` : `{{log.attributes.${attribute.replace('@', '')}}}`;
};

/** The message of one monitor; the facts of single events behind a metric are in the logs it links to. */
export const monitorMessage = (rule: Rule, monitor: Monitor, notify: Notify): string => {
  const attributes = attributesOf(rule);
  const grouped = groupedBy(monitor);
  const facts = alertFields(rule).flatMap(({ path, label }) => {
    const text = variable(attributes.get(path) ?? `@${path}`, monitor, grouped);
    return text === undefined ? [] : [`- ${label}: ${text}`];
  });
  const handles = channelsOf(rule.meta, notify).flatMap(({ datadog }) => datadog ?? []);
  return [
    '{{#is_alert}}',
    `**${plain(alertTitle(rule))}**`,
    plain(rule.meta.description?.trim() ?? ''),
    ...facts,
    monitor.type === 'query alert'
      ? '- Observed and expected: the graph of the metric, with the band that Datadog has learned'
      : '- Value: {{value}}',
    '{{/is_alert}}',
    ...(rule.meta.runbook === undefined ? [] : ['', '**Response**', plain(rule.meta.runbook.trim())]),
    ...(handles.length === 0 ? [] : ['', handles.join(' ')]),
  ]
    .filter((line, index) => line !== '' || index > 3)
    .join('\n');
};
