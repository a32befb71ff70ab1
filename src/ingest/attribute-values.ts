/**
 * Attributes as agents send them: numbers and booleans arrive as strings, names vary by version.
 * @module
 */
import type { LogAttributes, LogValue } from './log-record.js';

/** Own property lookup: `constructor` and the like come from outside. */
const own = (attributes: LogAttributes, name: string): LogValue | undefined =>
  Object.hasOwn(attributes, name) ? attributes[name] : undefined;

/** First non-empty text (or number, boolean as text) under any of the names. */
export const textAt = (attributes: LogAttributes, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = own(attributes, name);
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  }
  return undefined;
};

/** First finite number, also written as text, that is not negative. */
export const numberAt = (attributes: LogAttributes, ...names: readonly string[]): number | undefined => {
  for (const name of names) {
    const value = own(attributes, name);
    const number =
      typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
    if (Number.isFinite(number) && number >= 0) return number;
  }
  return undefined;
};

/** As numberAt, rounded to an integer that JSON carries exactly. */
export const integerAt = (attributes: LogAttributes, ...names: readonly string[]): number | undefined => {
  const number = numberAt(attributes, ...names);
  if (number === undefined) return undefined;
  const rounded = Math.round(number);
  return Number.isSafeInteger(rounded) ? rounded : undefined;
};

/** A boolean, also as "true" and "false" or 1 and 0. */
export const flagAt = (attributes: LogAttributes, ...names: readonly string[]): boolean | undefined => {
  const text = textAt(attributes, ...names)?.toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
};

/** A list of texts: an array, or one text separated by commas. */
export const textsAt = (attributes: LogAttributes, name: string): readonly string[] | undefined => {
  const value = own(attributes, name);
  const items = Array.isArray(value)
    ? (value as readonly LogValue[])
    : typeof value === 'string'
      ? value.split(',')
      : [];
  const texts = items.flatMap((item) => (typeof item === 'string' && item.trim() !== '' ? [item.trim()] : []));
  return texts.length > 0 ? texts : undefined;
};

/** Longest JSON text that is parsed; agents cut theirs far below. */
const MAX_JSON_TEXT = 1024 * 1024;

/** Deepest nesting that is taken apart; deeper JSON is treated as the text that it came as. */
const MAX_JSON_DEPTH = 48;

const isShallow = (value: unknown, left: number = MAX_JSON_DEPTH): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (left > 0 && Object.values(value).every((item) => isShallow(item, left - 1)));

/**
 * A value that may be JSON inside text, such as tool_parameters. Text that is not JSON (agents cut long values), or nested too deep, comes
 * back under the name `text`, so that it is hashed and scanned all the same; undefined when there is nothing.
 */
export const jsonAt = (attributes: LogAttributes, name: string): unknown => {
  const value = own(attributes, name);
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') return value;
  if (value.length <= MAX_JSON_TEXT && /^\s*[{[]/.test(value)) {
    try {
      const parsed: unknown = JSON.parse(value);
      return isShallow(parsed) ? parsed : { text: value };
    } catch {
      return { text: value };
    }
  }
  return { text: value };
};
