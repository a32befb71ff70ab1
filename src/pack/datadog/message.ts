/**
 * Text of a Datadog alert: the facts as template variables, what to do, whom to tell.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { tagName } from '../../targets/datadog/log-metric.js';
import type { Monitor } from '../../targets/datadog/index.js';
import { alertFields, alertTitle, groupOf } from '../alert-text.js';
import { channelsOf, type Notify } from '../notify.js';

/** Rule text is data here: no handle that would notify, no variable. */
const plain = (text: string): string => text.replaceAll(/[@{}]/g, '');

const variable = (path: string, grouped: boolean, type: Monitor['type']): string | undefined => {
  if (type === 'query alert') return grouped ? `{{${tagName(`@${path}`)}.name}}` : undefined;
  return grouped ? `{{[@${path}].name}}` : `{{log.attributes.${path}}}`;
};

/** The message of one monitor. A metric knows its group alone; the facts of single events are in the logs it links to. */
export const monitorMessage = (rule: Rule, monitor: Monitor, notify: Notify): string => {
  const group = groupOf(rule);
  const grouped = (path: string): boolean => group.includes(path) && monitor.query.includes(path.replaceAll('.', monitor.type === 'query alert' ? '_' : '.'));
  const facts = alertFields(rule).flatMap(({ path, label }) => {
    const text = variable(path, grouped(path), monitor.type);
    return text === undefined ? [] : [`- ${label}: ${text}`];
  });
  const handles = channelsOf(rule.meta, notify).flatMap(({ datadog }) => datadog ?? []);
  return [
    '{{#is_alert}}',
    `**${plain(alertTitle(rule))}**`,
    plain(rule.meta.description?.trim() ?? ''),
    ...facts,
    '- Value: {{value}}',
    '{{/is_alert}}',
    ...(rule.meta.runbook === undefined ? [] : ['', '**Response**', plain(rule.meta.runbook.trim())]),
    ...(handles.length === 0 ? [] : ['', handles.join(' ')]),
  ]
    .filter((line, index) => line !== '' || index > 3)
    .join('\n');
};
