/**
 * Buckets and instants in ES|QL: T lies on the UTC epoch grid, computed inside the query.
 * @module
 */
import type { QueryRange } from '../target.js';
import { MAX_INSTANTS_WITH_HISTORY } from '../schedule.js';
import { stepsText } from './parameter-text.js';
import type { CorrelationInput } from './pipeline.js';
import { esqlLongs } from './text.js';

const listed = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + index);

const inRange = (range: QueryRange, shiftMs: number): string => {
  const shift = shiftMs === 0 ? '' : ` - ${String(shiftMs)}`;
  return `WHERE _T > TO_LONG(${range.from})${shift} AND _T <= TO_LONG(${range.to})`;
};

/** The bucket of an event as `_b`. */
export const bucketLine = (every: number): string => `EVAL _b = _t / ${String(every)} * ${String(every)}`;

/** Each bucket `_b` becomes a row for each of the instants `_T` whose window [T - timespan, T) holds it. */
export const expandToWindows = (
  { range, every, shiftMs, numbers }: Pick<CorrelationInput, 'range' | 'every' | 'shiftMs' | 'numbers'>,
  timespanMs: number,
): readonly string[] => [
  `EVAL _k = ${stepsText(numbers, timespanMs, every)}`,
  'MV_EXPAND _k',
  `EVAL _T = _b + _k * ${String(every)}`,
  inRange(range, shiftMs),
];

/**
 * Each row becomes a row for each instant of the range, which holds at most twelve: for rules whose history is far
 * longer than the range. The caller keeps the rows that the instant sees.
 */
export const expandToInstants = (range: QueryRange, every: number): readonly string[] => [
  `EVAL _k = ${esqlLongs(listed(0, MAX_INSTANTS_WITH_HISTORY))}`,
  'MV_EXPAND _k',
  `EVAL _T = TO_LONG(${range.to}) / ${String(every)} * ${String(every)} - _k * ${String(every)}`,
  inRange(range, 0),
];
