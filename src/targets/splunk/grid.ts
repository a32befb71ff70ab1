/**
 * The grid of instants of a correlation.
 * @module
 */
import type { Correlation } from '../../rules/ir.js';
import { gridOf as sharedGrid } from '../schedule.js';
import type { Dialect } from './dialect.js';

/** `every`, and how many instants see one bucket. */
export interface Grid {
  readonly everyMs: number;
  readonly steps: number;
}

/** How many instants see one bucket, as an expression. */
export const stepsText = (dialect: Dialect, { timespanMs }: Correlation, { everyMs, steps }: Grid): string => {
  const window = dialect.milliseconds(timespanMs, 'correlation.timespan');
  return window === String(timespanMs) ? String(steps) : `${window} / ${everyMs}`;
};

/** The grid; `every: event` compiles to the default grid, which is reported. */
export const gridOf = (dialect: Dialect, correlation: Correlation): Grid => {
  const { timespanMs } = correlation;
  if (correlation.every === 'event') dialect.report('correlation.every_event');
  const everyMs = sharedGrid(correlation);
  if (everyMs === undefined || everyMs <= 0 || timespanMs % everyMs !== 0) {
    dialect.report('correlation.timespan', true);
    return { everyMs: timespanMs, steps: 1 };
  }
  return { everyMs, steps: timespanMs / everyMs };
};
