/**
 * The grid of instants of a correlation.
 * @module
 */
import { defaultGrid, formatDuration, gridFits, GRIDS } from '../duration.js';
import type { ReadMetadata } from './metadata.js';
import { OWN_TYPES } from './own-correlations.js';
import type { SourceFile } from './source-file.js';

/** The grid of one rule: `every` as written or as the type and the window ask for; undefined (and reported) when it does not fit. */
export const everyFor = (
  source: SourceFile,
  read: ReadMetadata,
  type: string,
  timespanMs: number,
  timespanOffset: number,
): number | 'event' | undefined => {
  if (read.every === 'event' || (read.every === undefined && read.foreign && !OWN_TYPES.includes(type))) return 'event';
  // Buckets stand on their own grid.
  if (type === 'baseline' || type === 'new_value') {
    if (GRIDS.includes(timespanMs) && (read.every === undefined || read.every === timespanMs)) return timespanMs;
    source.report(read.everyOffset ?? timespanOffset, {
      code: 'schedule.every',
      message: `the bucket of a ${type} is its grid`,
      mend: `timespan is one of ${GRIDS.map(formatDuration).join(', ')}, and schedule.every is left out.`,
    });
    return undefined;
  }
  const standard = type === 'ratio' ? Math.min(3_600_000, timespanMs) : defaultGrid(timespanMs);
  const every = read.every ?? standard;
  if (every !== undefined && gridFits(every, timespanMs)) return every;
  source.report(read.everyOffset ?? timespanOffset, {
    code: 'schedule.every',
    message: `no instants every ${every === undefined ? 'minute or more' : formatDuration(every)} fit a window of ${formatDuration(timespanMs)}`,
    mend: `schedule.every is one of ${GRIDS.map(formatDuration).join(', ')}; it divides the timespan, at most 60 to one.`,
  });
  return undefined;
};
