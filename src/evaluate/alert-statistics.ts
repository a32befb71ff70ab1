/**
 * Alerts counted: per rule and week, and by group.
 * @module
 */
import type { Alert } from './alert.js';

/** One rule's alerts. */
export interface RuleStatistics {
  readonly rule_id: string;
  readonly alerts: number;
  /** Alerts by the UTC date of the Monday their week begins with; alerts without a time under `none`. */
  readonly weeks: Readonly<Record<string, number>>;
  /** Most frequent groups first. */
  readonly groups: readonly { readonly group: Readonly<Record<string, string>>; readonly alerts: number }[];
}

const DAY_MS = 86_400_000;

/** UTC date of the Monday of a time's week. */
const mondayOf = (time: string): string => {
  const day = Math.floor(Date.parse(time) / DAY_MS);
  // 1 January 1970 was a Thursday.
  return new Date((day - ((((day + 3) % 7) + 7) % 7)) * DAY_MS).toISOString().slice(0, 10);
};

const count = (into: Map<string, number>, key: string): void => {
  into.set(key, (into.get(key) ?? 0) + 1);
};

/** Counts alerts; rules with most alerts first. */
export const alertStatistics = (alerts: readonly Alert[], topGroups = 5): readonly RuleStatistics[] => {
  const byRule = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const list = byRule.get(alert.rule_id) ?? [];
    list.push(alert);
    byRule.set(alert.rule_id, list);
  }
  return [...byRule]
    .map(([rule_id, list]) => {
      const weeks = new Map<string, number>();
      const groups = new Map<string, number>();
      for (const { time, group } of list) {
        count(weeks, time === null ? 'none' : mondayOf(time));
        count(groups, JSON.stringify(group));
      }
      return {
        rule_id,
        alerts: list.length,
        weeks: Object.fromEntries([...weeks].sort(([a], [b]) => (a < b ? -1 : 1))),
        groups: [...groups]
          .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
          .slice(0, topGroups)
          .map(([group, alertsOfGroup]) => ({
            group: JSON.parse(group) as Readonly<Record<string, string>>,
            alerts: alertsOfGroup,
          })),
      };
    })
    .sort((a, b) => b.alerts - a.alerts || (a.rule_id < b.rule_id ? -1 : 1));
};
