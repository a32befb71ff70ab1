/**
 * When a compiled rule runs and which instants one run answers for.
 * @module
 */
import type { Correlation, Rule } from '../rules/ir.js';
import { furtherBack } from './parameters.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The grids rules may use, milliseconds, ascending. */
export const GRIDS: readonly number[] = [
  ...[1, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12, 24].map((hours) => hours * HOUR),
];

/** Most instants one window may lie in. */
export const MAX_INSTANTS_PER_WINDOW = 60;

/** Most instants that one run of a rule with a history (baseline, ratio, new_value) answers for. */
export const MAX_INSTANTS_WITH_HISTORY = 12;

/**
 * The grid of a correlation in milliseconds. Compilers use the grid also where a foreign rule asks for `event`: the
 * largest grid of at most a fifth of the window. Undefined when no grid divides the window.
 */
export const gridOf = (correlation: Correlation): number | undefined => {
  const { every, timespanMs } = correlation;
  if (every !== 'event') return every;
  const fitting = GRIDS.filter((grid) => timespanMs % grid === 0 && timespanMs / grid <= MAX_INSTANTS_PER_WINDOW);
  return fitting.findLast((grid) => grid * 5 <= timespanMs) ?? fitting[0];
};

/** One scheduled run: how often, and the range of instants (arrival times for plain detections) before now. */
export interface Schedule {
  /** Time between runs, milliseconds. */
  readonly intervalMs: number;
  /** The range ends this long before now: how late an event may be. */
  readonly delayMs: number;
  /** Length of the range: the interval and two instants more, so that a late or skipped run loses nothing. */
  readonly rangeMs: number;
  /** How far before now the oldest event lies that a run looks at, at the parameters' longest. */
  readonly lookbackMs: number;
}

/** True when the rule looks at single events: plain detections and lookups of events outside their scope. */
export const isPerEvent = (rule: Rule): boolean =>
  rule.kind === 'detection' || (rule.correlation.type === 'lookup' && rule.correlation.mode === 'outside');

/** True when the rule selects events by the time of arrival, however old they are. */
export const selectsByArrival = (rule: Rule): boolean =>
  isPerEvent(rule) || (rule.kind === 'correlation' && rule.correlation.type === 'late_count');

const spanOf = (correlation: Correlation, grid: number): number => {
  switch (correlation.type) {
    case 'baseline':
      return correlation.timespanMs * (correlation.historyBuckets + 1);
    case 'ratio':
      return correlation.timespanMs * (correlation.historyBuckets + 1);
    case 'new_value':
      return correlation.timespanMs + correlation.historyMs;
    default: {
      const chained = correlation.sources.map(({ rule }) =>
        rule.kind === 'correlation' ? spanOf(rule.correlation, gridOf(rule.correlation) ?? grid) : 0,
      );
      return correlation.timespanMs + Math.max(0, ...chained);
    }
  }
};

/** The schedule of a rule in a SIEM that runs rules at most every `minimumMs` and sees events `delayMs` late. */
export const scheduleOf = (rule: Rule, limits: { readonly minimumMs: number; readonly delayMs?: number }): Schedule => {
  const delayMs = Math.max(rule.meta.delayMs, limits.delayMs ?? 0);
  if (rule.kind === 'detection' || isPerEvent(rule)) {
    const intervalMs = Math.max(limits.minimumMs, 5 * MINUTE);
    // Selected by arrival: the delay of the event itself does not matter.
    return { intervalMs, delayMs: 0, rangeMs: 2 * intervalMs, lookbackMs: 2 * intervalMs };
  }
  const grid = gridOf(rule.correlation) ?? limits.minimumMs;
  const intervalMs = Math.min(Math.max(grid, limits.minimumMs), 24 * HOUR);
  const rangeMs = intervalMs + 2 * grid;
  return {
    intervalMs,
    delayMs,
    rangeMs,
    lookbackMs: delayMs + rangeMs + spanOf(rule.correlation, grid) + furtherBack(rule),
  };
};
