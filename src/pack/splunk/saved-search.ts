/**
 * A rule as a stanza of savedsearches.conf.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { isPerEvent } from '../../targets/schedule.js';
import type { SavedSearch } from '../../targets/splunk/index.js';
import { alertFields, alertTitle, computedFields, groupOf, tagsOf, type AlertField } from '../alert-text.js';
import { channelsOf, type Notify } from '../notify.js';
import type { Stanza } from './conf.js';

const NOTABLE_SEVERITY = { 2: 'informational', 3: 'low', 4: 'medium', 5: 'high', 6: 'critical' } as const;

/** Name that a customer's local settings hang on: never changed by an upgrade. */
export const stanzaName = (rule: Rule): string => `AI governance - ${rule.meta.ruleId}`;

/** Macro at the end of each search; a customer narrows an alert there. */
export const filterMacro = (rule: Rule): string => `${rule.meta.ruleId.replaceAll(/\W/g, '_').toLowerCase()}_filter`;

const token = (path: string): string => `$result.${path}$`;

/** Column of the result that holds a fact; a token without one would be printed as it stands. */
const columnOf = (rule: Rule, path: string, columns: readonly string[]): string | undefined => {
  if (columns.includes(path)) return path;
  const isNew = rule.kind === 'correlation' && rule.correlation.type === 'new_value' && rule.correlation.field === path;
  return isNew && columns.includes('new_value') ? 'new_value' : undefined;
};

const facts = (rule: Rule, columns: readonly string[]): readonly AlertField[] => [
  ...alertFields(rule).flatMap(({ path, label }) => {
    const column = columnOf(rule, path, columns);
    return column === undefined ? [] : [{ path: column, label }];
  }),
  ...computedFields(rule, columns),
];

const lines = (rule: Rule, { columns }: SavedSearch): readonly string[] =>
  facts(rule, columns).map(({ path, label }) => `${label}: ${token(path)}`);

/** A dollar sign would begin a token. */
const plain = (text: string): string => text.replaceAll('$', '$$$$');

const message = (rule: Rule, search: SavedSearch): string =>
  [
    plain(rule.meta.description?.split('\n')[0] ?? ''),
    ...lines(rule, search),
    `Key: ${token('alert_key')}`,
    ...(rule.meta.runbook === undefined ? [] : [`Response:\n${plain(rule.meta.runbook.trim())}`]),
  ]
    .filter((line) => line !== '')
    .join('\n');

/** Fields of the events that a part of the group was read from: more than one where sources call it differently. */
const fieldsOfPart = (rule: Rule, index: number, name: string): readonly string[] =>
  rule.kind === 'detection' || rule.correlation.groupBy.length === 0
    ? [name]
    : [...new Set(rule.correlation.sources.map(({ groupFields }) => groupFields[index] ?? name))];

/** Events behind one result row. */
const drilldown = (rule: Rule): string => {
  const parts = groupOf(rule).map((name, index) => {
    const either = fieldsOfPart(rule, index, name).map((field) => `"${field}"="$${name}$"`);
    return either.length === 1 ? (either[0] ?? '') : `(${either.join(' OR ')})`;
  });
  return [
    '`ai_governance_index` sourcetype="ai:governance:v1"',
    ...(isPerEvent(rule) ? ['event_id="$event_id$"'] : parts),
  ].join(' ');
};

const notable = (rule: Rule, search: SavedSearch): Stanza['settings'] => ({
  // Switched on by a customer with Enterprise Security; without it the action does not exist.
  'action.notable': 0,
  'action.notable.param.rule_title': alertTitle(rule),
  'action.notable.param.rule_description': lines(rule, search)
    .map((line) => line.replaceAll('$result.', '$'))
    .join(', '),
  'action.notable.param.security_domain': 'threat',
  'action.notable.param.severity': NOTABLE_SEVERITY[search.severity],
  'action.notable.param.drilldown_name': 'Events behind this alert',
  'action.notable.param.drilldown_search': drilldown(rule),
  'action.correlationsearch.enabled': 1,
  'action.correlationsearch.label': alertTitle(rule),
  'action.correlationsearch.annotations': JSON.stringify({
    mitre_attack: tagsOf(rule).attack,
    mitre_atlas: tagsOf(rule).atlas,
    owasp_asi: tagsOf(rule).owasp,
  }),
});

const channels = (rule: Rule, search: SavedSearch, notify: Notify): Stanza['settings'] => {
  const own = channelsOf(rule.meta, notify).flatMap(({ splunk }) => splunk ?? []);
  const mail = own.filter((name) => name.includes('@'));
  const actions = own.filter((name) => !name.includes('@'));
  return {
    ...(own.length === 0 ? {} : { actions: [...actions, ...(mail.length > 0 ? ['email'] : [])].join(', ') }),
    ...(mail.length === 0
      ? {}
      : {
          'action.email': 1,
          'action.email.to': mail.join(', '),
          'action.email.subject.alert': `${alertTitle(rule)}: ${groupOf(rule).map(token).join(', ')}`,
          'action.email.message.alert': message(rule, search),
        }),
    ...Object.fromEntries(actions.map((name) => [`action.${name}`, 1])),
  };
};

/** The stanza: schedule, range, one alert per result, throttled by group. */
export const savedSearchStanza = (rule: Rule, search: SavedSearch, notify: Notify): Stanza => {
  return {
    name: stanzaName(rule),
    settings: {
      description: [alertTitle(rule), rule.meta.description?.trim() ?? ''].join('. ').replaceAll('\n', ' '),
      search: `${search.search}\n| \`${filterMacro(rule)}\``,
      enableSched: 1,
      cron_schedule: search.cronSchedule,
      schedule_window: 0,
      realtime_schedule: 0,
      'dispatch.earliest_time': search.earliestTime,
      'dispatch.latest_time': search.latestTime,
      ...(search.indexEarliest === undefined
        ? {}
        : { 'dispatch.index_earliest': search.indexEarliest, 'dispatch.index_latest': search.indexLatest ?? 'now' }),
      counttype: 'number of events',
      relation: 'greater than',
      quantity: 0,
      'alert.digest_mode': 0,
      'alert.track': 1,
      'alert.severity': search.severity,
      'alert.expires': '30d',
      'alert.suppress': 1,
      'alert.suppress.fields': search.suppressFields.join(','),
      'alert.suppress.period': search.suppressPeriod,
      'display.general.type': 'statistics',
      'request.ui_dispatch_app': 'agent_siem',
      ...notable(rule, search),
      ...channels(rule, search, notify),
    },
  };
};
