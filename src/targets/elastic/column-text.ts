/**
 * A column as a string or a number in ES|QL, and text compared without regard to case.
 * @module
 */
import type { Column } from './fields.js';
import { esqlName, esqlString } from './text.js';

// Lucene reads [+-] as a range.
const DECIMAL = '(\\+|\\-)?[0-9]+(\\.[0-9]+)?';

/** A column as a string expression, whatever its type. */
export const asText = (column: Column): string => {
  const name = esqlName(column.name);
  if (column.type === 'time') return `DATE_FORMAT("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", ${name})`;
  return column.type === 'string' ? name : `TO_STRING(${name})`;
};

/** A column as a number: a plain decimal string counts. */
export const asNumber = (column: Column): string => {
  const name = esqlName(column.name);
  if (column.type === 'integer' || column.type === 'number') return name;
  const text = asText(column);
  return `CASE(${text} RLIKE ${esqlString(DECIMAL)}, TO_DOUBLE(${text}), null)`;
};

/** Lower-cases A to Z alone: the two other characters that TO_LOWER turns into ASCII letters are put out of the way. */
export const foldedText = (text: string): string => `TO_LOWER(REPLACE(${text}, "[\u212a\u0130]", "\u{fffd}"))`;

/** A to Z of a field's value in lower case and no other letter: TO_LOWER would fold those of every alphabet. */
export const foldedField = (text: string): string =>
  Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ').reduce(
    (inner, letter) => `REPLACE(${inner}, "${letter}", "${letter.toLowerCase()}")`,
    text,
  );
