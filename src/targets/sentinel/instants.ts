/**
 * Buckets, and the instants whose windows hold them.
 * @module
 */
import { MAX_INSTANTS_WITH_HISTORY } from '../schedule.js';
import type { QueryRange } from '../target.js';
import { stepsText } from './parameter-text.js';
import type { CorrelationInput } from './pipeline.js';
import { kqlLongs, kqlSpan } from './text.js';

const listed = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + index);

const inRange = (range: QueryRange, shiftMs: number): string =>
  `where _T > ${range.from}${shiftMs === 0 ? '' : ` - ${kqlSpan(shiftMs)}`} and _T <= ${range.to}`;

/** The bucket of an event as `_b`: bins of at most a day lie on the UTC epoch grid. */
export const bucketLine = (every: number): string => `extend _b = bin(_t, ${kqlSpan(every)})`;

/** Each bucket `_b` becomes a row for each of the instants `_T` whose window [T - timespan, T) holds it. */
export const expandToWindows = (
  { range, every, shiftMs, numbers }: Pick<CorrelationInput, 'range' | 'every' | 'shiftMs' | 'numbers'>,
  timespanMs: number,
): readonly string[] => [
  `extend _k = ${stepsText(numbers, timespanMs, every)}`,
  'mv-expand _k to typeof(long)',
  `extend _T = _b + _k * ${kqlSpan(every)}`,
  inRange(range, shiftMs),
];

/** Each row becomes a row for each instant of the range, which holds at most twelve. */
export const expandToInstants = (range: QueryRange, every: number): readonly string[] => [
  `extend _k = ${kqlLongs(listed(0, MAX_INSTANTS_WITH_HISTORY))}`,
  'mv-expand _k to typeof(long)',
  `extend _T = bin(${range.to}, ${kqlSpan(every)}) - _k * ${kqlSpan(every)}`,
  inRange(range, 0),
];
