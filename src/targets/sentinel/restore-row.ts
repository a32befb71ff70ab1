/**
 * Rows of the table back to events: what `verify --events` does with an export of Log Analytics.
 * @module
 */
import { TABLE_COLUMNS, type ColumnType } from './fields.js';

type Row = Readonly<Record<string, unknown>>;

/** The command line and CSV give every value as text. */
const valueOf = (value: unknown, type: ColumnType): unknown => {
  if (typeof value !== 'string' || value === '') return value;
  if (type === 'dynamic') return JSON.parse(value);
  if (type !== 'long' && type !== 'real') return value;
  return Number.isNaN(Number(value)) ? value : Number(value);
};

/**
 * The event a row of AIGovernance_CL holds; undefined for a row of another table.
 * @throws SyntaxError where the text of a list is not JSON.
 */
export const eventFromRow = (row: Row): Record<string, unknown> | undefined => {
  if (!('EventId' in row)) return undefined;
  const event: Record<string, unknown> = {};
  for (const { name, type, field } of TABLE_COLUMNS) {
    const value = row[name];
    if (value === undefined || value === null || value === '') continue;
    const [group = '', leaf] = field.split('.');
    if (leaf === undefined) event[group] = valueOf(value, type);
    else event[group] = { ...(event[group] as object | undefined), [leaf]: valueOf(value, type) };
  }
  return event;
};
