/**
 * From candidates to firings and alerts.
 * @module
 */
import type { Rule } from '../rules/ir.js';
import type { Alert, Firing } from './alert.js';
import { compareEntries, eventIdsOf, type Entry } from './entry.js';
import type { Details } from './details.js';
import { scalars, type FieldValue } from './field-value.js';

/** A condition that is true, with everything an alert says; entries are materialised on demand. */
export interface Occurrence {
  /** null: a plain detection on an event without a time. */
  readonly time: number | null;
  readonly groupKey: string;
  readonly group: Readonly<Record<string, string>>;
  readonly value: number;
  readonly window: { readonly start: number; readonly end: number } | null;
  readonly entries: () => readonly Entry[];
  readonly context: Readonly<Record<string, unknown>>;
}

/** Most different values of one field that an alert lists. */
const MAX_LISTED = 50;

const iso = (time: number): string => new Date(time).toISOString();

/** One value as it stands; several as a list, in the order of the events. */
const listed = (values: readonly FieldValue[]): unknown => {
  const distinct = [...new Set(values.flatMap(scalars))];
  return distinct.length <= 1 ? distinct[0] : distinct.slice(0, MAX_LISTED);
};

/** Finds what an alert of this rule carries of an event. */
export type DetailsOf = (entry: Entry, rule: Rule) => Details | undefined;

const keptDetails: DetailsOf = (entry) => entry.details;

const contextOf = (rule: Rule, occurrence: Occurrence, find: DetailsOf): Readonly<Record<string, unknown>> => {
  const entries = [...occurrence.entries()].sort(compareEntries);
  const details: Record<string, unknown> = {};
  for (const field of rule.meta.details) {
    const value = listed(entries.map((entry) => find(entry, rule)?.of(field)));
    if (value !== undefined) details[field] = value;
  }
  Object.assign(details, occurrence.context);
  const [first, last] = [entries[0], entries.at(-1)];
  if (occurrence.window !== null && first !== undefined && last !== undefined) {
    details.first_seen = iso(first.time);
    details.last_seen = iso(last.time);
    details.events = entries.length;
  }
  if (rule.meta.runbook !== undefined) details.runbook = rule.meta.runbook;
  return details;
};

/** The firing: what conformance compares. */
export const toFiring = (rule: Rule, occurrence: Occurrence, find: DetailsOf = keptDetails): Firing => ({
  ruleId: rule.meta.ruleId,
  time: occurrence.time,
  group: occurrence.group,
  value: occurrence.value,
  window: occurrence.window,
  eventIds: eventIdsOf(occurrence.entries()),
  details: contextOf(rule, occurrence, find),
});

/** The alert, as `rules eval` prints it. */
export const toAlert = (rule: Rule, occurrence: Occurrence, find: DetailsOf = keptDetails): Alert => {
  const { meta } = rule;
  const { time, window } = occurrence;
  const eventIds = eventIdsOf(occurrence.entries());
  const when = time === null ? '' : iso(time);
  return {
    rule_id: meta.ruleId,
    rule_version: meta.version,
    ...(meta.priority === undefined ? {} : { priority: meta.priority }),
    severity: meta.level,
    time: time === null ? null : when,
    window: window === null ? null : { start: iso(window.start), end: iso(window.end) },
    group: occurrence.group,
    value: occurrence.value,
    event_ids: eventIds,
    title: meta.title,
    details: contextOf(rule, occurrence, find),
    alert_key:
      window === null ? `${meta.ruleId}|${eventIds[0] ?? ''}` : `${meta.ruleId}|${when}|${occurrence.groupKey}`,
  };
};

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Order of printing: time (none last), rule, group, event. */
export const compareAlerts = (a: Alert, b: Alert): number =>
  byText(a.time ?? '~', b.time ?? '~') ||
  byText(a.rule_id, b.rule_id) ||
  byText(Object.values(a.group).join('|'), Object.values(b.group).join('|')) ||
  byText(a.alert_key, b.alert_key);
