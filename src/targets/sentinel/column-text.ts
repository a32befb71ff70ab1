/**
 * A column as text.
 * @module
 */
import type { Column } from './fields.js';

/** A time as ISO 8601 with milliseconds, as alerts print it. */
export const isoTime = (time: string): string =>
  `strcat(format_datetime(${time}, "yyyy-MM-dd"), "T", format_datetime(${time}, "HH:mm:ss.fff"), "Z")`;

/** The column as text. */
export const asText = (column: Column): string => {
  if (column.type === 'string') return column.text;
  if (column.type !== 'datetime') return `tostring(${column.text})`;
  return isoTime(column.text);
};
