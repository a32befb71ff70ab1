/**
 * Actions of a detection rule: one a channel, with the parameters that the connector's type takes.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { alertFields, alertTitle, computedFields } from '../alert-text.js';
import type { Channel, ChannelKind } from '../notify.js';
import type { JsonObject } from '../pack-files.js';
import { SEVERITY } from './severity.js';

/** Connector type of each kind of channel. */
const CONNECTORS = {
  page: '.pagerduty',
  chat: '.slack',
  email: '.email',
  webhook: '.webhook',
  ticket: '.webhook',
} as const satisfies Readonly<Record<ChannelKind, string>>;

/** Braces in a runbook would be read as variables. */
const plain = (text: string): string => text.trim().replaceAll(/[{}]/g, '');

const parameters = (rule: Rule, facts: string, { kind, to = [] }: Channel): JsonObject => {
  const response = rule.meta.runbook === undefined ? undefined : plain(rule.meta.runbook);
  const message = response === undefined ? facts : `${facts}\nResponse:\n${response}`;
  switch (CONNECTORS[kind]) {
    case '.pagerduty':
      return {
        eventAction: 'trigger',
        severity: SEVERITY[rule.meta.level] === 'critical' ? 'critical' : 'error',
        // PagerDuty takes 1,024 characters there, and what to do beside it.
        summary: facts,
        ...(response === undefined ? {} : { customDetails: { response } }),
      };
    case '.email':
      return { to, subject: plain(alertTitle(rule)), message };
    case '.webhook':
      return { body: '{"alert": {{{context.alerts}}}}' };
    case '.slack':
      return { message };
  }
};

/** The action of a channel; none where it names no connector. */
export const action = (rule: Rule, columns: readonly string[], channel: Channel): JsonObject[] => {
  const { elastic, kind } = channel;
  if (elastic === undefined) return [];
  const facts = [...alertFields(rule), ...computedFields(rule, columns)]
    .filter(({ path }) => columns.includes(path))
    .map(({ path, label }) => `${label}: {{${path}}}`);
  const text = `{{context.rule.name}}\n{{#context.alerts}}${facts.join('\n')}\n{{/context.alerts}}{{{context.results_link}}}`;
  return [
    {
      id: elastic,
      group: 'default',
      action_type_id: CONNECTORS[kind],
      params: parameters(rule, text, channel),
      frequency: { summary: kind !== 'page', notifyWhen: 'onActiveAlert', throttle: null },
    },
  ];
};
