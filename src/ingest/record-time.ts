/**
 * When a record happened.
 * @module
 */
import { textAt } from './attribute-values.js';
import { type LogRecord, millisecondsOf } from './log-record.js';

/**
 * Unix milliseconds: the record's own time, else its `event.timestamp` attribute (Codex leaves the first empty), else
 * the time it was observed; undefined when there is none.
 */
export const recordTime = (record: LogRecord): number | undefined => {
  const own = millisecondsOf(record.timeUnixNano);
  if (own !== undefined) return own;
  const written = textAt(record.attributes, 'event.timestamp');
  const parsed = written === undefined ? NaN : Date.parse(written);
  return Number.isFinite(parsed) && parsed > 0 ? parsed : millisecondsOf(record.observedTimeUnixNano);
};
