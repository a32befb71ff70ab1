/**
 * The grid of instants of a correlation.
 * @module
 */
import type { Correlation } from '../../rules/ir.js';
import type { Dialect } from './dialect.js';

const MINUTE = 60_000;
const ALLOWED = [1, 5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1440].map((minutes) => minutes * MINUTE);

/** `every`, and how many instants see one bucket. */
export interface Grid {
  readonly everyMs: number;
  readonly steps: number;
}

/** Largest allowed grid of at most a fifth of the timespan that divides it; a minute for short windows. */
const defaultEvery = (timespanMs: number): number =>
  ALLOWED.filter((every) => every <= Math.max(MINUTE, timespanMs / 5) && timespanMs % every === 0).at(-1) ?? MINUTE;

/** The grid; `every: event` compiles to the default grid, which is reported. */
export const gridOf = (dialect: Dialect, correlation: Correlation): Grid => {
  const { timespanMs } = correlation;
  if (correlation.every === 'event') dialect.report('correlation.every_event');
  const everyMs = correlation.every === 'event' ? defaultEvery(timespanMs) : correlation.every;
  if (everyMs <= 0 || timespanMs % everyMs !== 0) dialect.report('correlation.timespan', true);
  return { everyMs, steps: Math.max(1, Math.floor(timespanMs / everyMs)) };
};
