/**
 * Text of the Kusto query language and of its regular expressions: every value enters a query through here.
 * @module
 */
import type { PatternPart } from '../../rules/ir.js';
import { foldedWriter } from '../literal-text.js';

/** A string literal. */
export const kqlString = (value: string): string => {
  const text = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return /[\n\r\t]/.test(text)
    ? `"${text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`
    : `"${text}"`;
};

/** Words that cannot stand as a bare column name in every position. */
const RESERVED =
  /^(?:and|as|asc|between|by|contains|datatable|desc|distinct|evaluate|extend|false|has|hint|in|join|kind|let|limit|like|not|null|of|on|or|order|parse|print|project|range|render|sample|search|set|sort|step|summarize|take|to|top|true|typeof|union|where|with)$/i;

/** A column or table name, quoted where the grammar needs it. */
export const kqlName = (name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.test(name) ? name : `[${kqlString(name)}]`;

const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
];

/** A time span literal in the largest unit that says it whole. */
export const kqlSpan = (milliseconds: number): string => {
  const unit = UNITS.find(([length]) => milliseconds >= length && milliseconds % length === 0);
  return unit === undefined ? `${String(milliseconds)}ms` : `${String(milliseconds / unit[0])}${unit[1]}`;
};

/** A dynamic list of longs. */
export const kqlLongs = (values: readonly number[]): string => `dynamic([${values.join(', ')}])`;

/** Literal text of a regular expression. */
export const regexLiteral = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Literal text of a regular expression that matches both cases of A to Z, and of no other letter. */
export const regexFolded = foldedWriter(regexLiteral);

/** A Sigma pattern as a regular expression over the whole value. */
export const patternRegex = (parts: readonly PatternPart[], cased: boolean): string => {
  const body = parts
    .map((part) => {
      if (part.kind === 'any') return '.*';
      if (part.kind === 'one') return '.';
      return cased ? regexLiteral(part.text) : regexFolded(part.text);
    })
    .join('');
  return `^(?s:${body})$`;
};

const ELEMENT = '(?:[^"\\\\]|\\\\.)';

/**
 * A Sigma pattern over any element of an array, on the array's JSON text. The text is read from its start, element by
 * element, so that nothing inside a value can pass for a border between values. Undefined where a character has more
 * than one JSON form.
 */
export const arrayPatternRegex = (parts: readonly PatternPart[], cased: boolean): string | undefined => {
  const texts = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  if (texts.some((text) => /[^\x20-\x7e]/.test(text))) return undefined;
  const json = (text: string): string => text.replace(/[\\"]/g, '\\$&');
  const body = parts
    .map((part) => {
      if (part.kind === 'any') return `${ELEMENT}*`;
      if (part.kind === 'one') return ELEMENT;
      return cased ? regexLiteral(json(part.text)) : regexFolded(json(part.text));
    })
    .join('');
  return `^\\[(?:"${ELEMENT}*",)*"${body}"[,\\]]`;
};
