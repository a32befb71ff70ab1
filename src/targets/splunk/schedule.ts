/**
 * When a search runs and which instants one run answers for.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { gridOf, isPerEvent } from '../schedule.js';
import type { QueryRange } from '../target.js';

const MINUTE = 60_000;

/** Period of a rule's saved search, and how many milliseconds of instants one run covers. */
export interface SplunkSchedule {
  readonly periodMs: number;
  /** Length of the range (T0, T1]: the period and at least two instants more. */
  readonly rangeMs: number;
  /** How long after T1 the run starts: events may be that late. */
  readonly delayMs: number;
}

/**
 * The schedule: every five minutes, or as the grid asks, but at least hourly: cron runs on the server's clock and a
 * coarse grid on UTC, so a daily run could be a day late. AppInspect warns of anything oftener; a customer whose pager
 * needs less sets the cron of one search in local/.
 */
export const scheduleOf = (rule: Rule): SplunkSchedule => {
  if (rule.kind === 'detection' || isPerEvent(rule)) {
    const periodMs = 5 * MINUTE;
    return { periodMs, rangeMs: 3 * periodMs, delayMs: 0 };
  }
  const everyMs = gridOf(rule.correlation) ?? MINUTE;
  const periodMs = Math.min(Math.max(everyMs, 5 * MINUTE), 60 * MINUTE);
  return { periodMs, rangeMs: periodMs + 2 * everyMs, delayMs: rule.meta.delayMs };
};

/** The range of the deployed search, in epoch seconds before the time its run began. */
export const defaultRange = (rule: Rule): QueryRange => {
  const { rangeMs, delayMs } = scheduleOf(rule);
  const at = (ms: number): string => (ms === 0 ? 'now()' : `now() - ${Math.ceil(ms / 1000)}`);
  return { from: at(rangeMs + delayMs), to: at(delayMs) };
};

/** Cron for a period of whole minutes that divides an hour, or of an hour. */
export const cronOf = (periodMs: number, offsetMinutes = 0): string => {
  const minutes = periodMs / MINUTE;
  if (minutes >= 60) return `${offsetMinutes} * * * *`;
  return minutes === 1 ? '* * * * *' : `*/${minutes} * * * *`;
};
