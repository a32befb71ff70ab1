/**
 * The facts of a savedsearches.conf stanza: text, schedule, throttling, severity.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { furtherBack } from '../parameters.js';
import { selectsByArrival } from '../schedule.js';
import type { Unsupported } from '../target.js';
import { compileSplunk } from './compile.js';
import { cronOf, scheduleOf } from './schedule.js';

/** Everything a stanza says that depends on the rule. Times are Splunk time modifiers. */
export interface SavedSearch {
  /** Rule id; the stanza's title is the packer's choice. */
  readonly ruleId: string;
  /** Text with macros. Expanded with the definitions below it equals the compiled query. */
  readonly search: string;
  readonly columns: readonly string[];
  /** Macros without arguments: name to definition. */
  readonly macros: Readonly<Record<string, string>>;
  readonly cronSchedule: string;
  /** Event time to scan. */
  readonly earliestTime: string;
  readonly latestTime: string;
  /** Arrival time to scan (dispatch.index_earliest); only where the rule selects by arrival. */
  readonly indexEarliest?: string;
  readonly indexLatest?: string;
  /** alert.suppress.fields and alert.suppress.period. */
  readonly suppressFields: readonly string[];
  readonly suppressPeriod: string;
  /** alert.severity: 1 debug, 2 info, 3 warn, 4 error, 5 severe, 6 fatal. */
  readonly severity: 2 | 3 | 4 | 5 | 6;
  readonly accepted: readonly Unsupported[];
}

const SEVERITY = { informational: 2, low: 3, medium: 4, high: 5, critical: 6 } as const;

/** An event that waited for its collector is found this long after its own time. */
const LATE_DAYS = 30;

const seconds = (ms: number): number => Math.ceil(ms / 1000);

/** The saved search, or what Splunk cannot say. */
export const savedSearchFor = (
  rule: Rule,
):
  | { readonly ok: true; readonly search: SavedSearch }
  | { readonly ok: false; readonly unsupported: readonly Unsupported[] } => {
  const compiled = compileSplunk(rule, { macros: true });
  if (!compiled.ok) return compiled;
  const schedule = scheduleOf(rule);
  const covered = schedule.rangeMs + schedule.delayMs;
  const lookbackMs = compiled.lookbackMs + furtherBack(rule);
  const common = {
    ruleId: rule.meta.ruleId,
    search: compiled.text,
    columns: compiled.columns,
    macros: compiled.macros,
    cronSchedule: cronOf(schedule.periodMs, Math.ceil(schedule.delayMs / 60_000) % 60),
    severity: SEVERITY[rule.meta.level],
    accepted: compiled.accepted,
  };
  if (selectsByArrival(rule)) {
    const scanned = {
      earliestTime: `-${LATE_DAYS}d`,
      // A clock that runs ahead must not hide an event.
      latestTime: '+2d',
      indexEarliest: `-${seconds(lookbackMs + covered + compiled.everyMs) + 60}s`,
      indexLatest: 'now',
    };
    if (compiled.everyMs > 0) {
      return { ok: true, search: { ...common, ...scanned, ...throttle(rule, compiled.everyMs, schedule.rangeMs) } };
    }
    return {
      ok: true,
      search: {
        ...common,
        ...scanned,
        // One alert a group, not one an event: the group's next events are found by the first one's drill-down.
        suppressFields: ['group_key'],
        suppressPeriod: `${Math.max(seconds(rule.meta.suppressMs ?? 0), 2 * seconds(covered))}s`,
      },
    };
  }
  return {
    ok: true,
    search: {
      ...common,
      earliestTime: `-${seconds(lookbackMs + covered + compiled.everyMs)}s`,
      latestTime: 'now',
      ...throttle(rule, compiled.everyMs, schedule.rangeMs),
    },
  };
};

/**
 * Throttling of instants: by group for the rule's `suppress`, and long enough that an instant which several runs see
 * alerts once. Where no two instants lie within `suppress`, alert_key alone says that. Rules on a running bucket speak
 * once per group and UTC bucket, by bucket and not by distance.
 */
const throttle = (
  rule: Rule,
  everyMs: number,
  rangeMs: number,
): Pick<SavedSearch, 'suppressFields' | 'suppressPeriod'> => {
  const correlation = rule.kind === 'correlation' ? rule.correlation : undefined;
  const suppressMs = rule.meta.suppressMs ?? correlation?.timespanMs ?? 0;
  const period = `${seconds(Math.max(suppressMs, rangeMs))}s`;
  if (correlation?.type === 'ratio' || correlation?.type === 'lookup') {
    return { suppressFields: ['group_key', 'bucket_start'], suppressPeriod: period };
  }
  return suppressMs <= everyMs
    ? { suppressFields: ['alert_key'], suppressPeriod: `${seconds(rangeMs)}s` }
    : { suppressFields: ['group_key'], suppressPeriod: period };
};

/** Replaces macro calls without arguments by their definitions, as Splunk does before it parses a search. */
export const expandMacros = (text: string, macros: Readonly<Record<string, string>>): string =>
  text.replace(/`(\w+)`/g, (call, name: string) => macros[name] ?? call);
