/**
 * Text of ES|QL and of Lucene's pattern languages: every value enters a query through here.
 * @module
 */
import type { PatternPart } from '../../rules/ir.js';
import { foldedWriter } from '../literal-text.js';

const ESQL_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** An ES|QL string literal. */
export const esqlString = (value: string): string =>
  `"${value.replace(/[\\"\n\r\t]/g, (character) => ESQL_ESCAPES[character] ?? character)}"`;

const SIMPLE_NAME = /^[A-Za-z_@][A-Za-z0-9_]*(?:\.[A-Za-z_@][A-Za-z0-9_]*)*$/;
/** Words of the grammar that cannot stand as a bare column name. */
const RESERVED =
  /^(?:and|asc|as|by|desc|false|first|from|in|info|is|last|like|metadata|not|null|nulls|on|or|rlike|true|where|with)$/i;

/** A column name, in backquotes where the grammar needs them. */
export const esqlName = (name: string): string =>
  SIMPLE_NAME.test(name) && !name.split('.').some((part) => RESERVED.test(part))
    ? name
    : `\`${name.replaceAll('`', '``')}\``;

/** A list literal of longs. */
export const esqlLongs = (values: readonly number[]): string => `[${values.join(', ')}]`;

/** A time span literal in milliseconds. */
export const esqlSpan = (milliseconds: number): string => `${String(milliseconds)} milliseconds`;

const LUCENE_SPECIAL = /[^A-Za-z0-9_ \u0080-\u{10ffff}\n\r\t]/gu;

/** One character of a Lucene regular expression, literally. */
export const luceneLiteral = (text: string): string => text.replace(LUCENE_SPECIAL, '\\$&');

/** Literal text of a Lucene regular expression that matches both cases of A to Z. */
export const luceneFolded = foldedWriter(luceneLiteral);

/** A Sigma pattern as a Lucene regular expression over the whole value. `.` matches any character, line ends too. */
export const lucenePattern = (parts: readonly PatternPart[], cased: boolean): string =>
  parts
    .map((part) => {
      if (part.kind === 'any') return '.*';
      if (part.kind === 'one') return '.';
      return cased ? luceneLiteral(part.text) : luceneFolded(part.text);
    })
    .join('');

/** A Sigma pattern for ES|QL LIKE (before it becomes a string literal). */
export const likePattern = (parts: readonly PatternPart[]): string =>
  parts
    .map((part) => {
      if (part.kind === 'any') return '*';
      if (part.kind === 'one') return '?';
      return part.text.replace(/[\\*?]/g, '\\$&');
    })
    .join('');

/** A field name in Lucene query syntax. */
export const queryStringName = (name: string): string => name.replace(/[^A-Za-z0-9_.@]/g, '\\$&');

/** A quoted value in Lucene query syntax. */
export const queryStringValue = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;

/**
 * The ES|QL function for Lucene query syntax: any element of a field, no error on fields that do not exist. Lenient:
 * Elasticsearch takes whatever goes wrong with a clause for "not found", which is right for a value that the field's type
 * cannot hold, and wrong for an expression that its memory cannot.
 */
export const queryString = (query: string, lenient: boolean): string =>
  `QSTR(${esqlString(query)}, ${lenient ? '{"lenient": true}' : '{"lenient": false}'})`;

/**
 * A regular expression over one field (or over all, without a name) in Lucene query syntax. Its slashes are escaped already,
 * as every character that is no letter or digit. A backslash at its end stands in brackets: before the closing slash the
 * query parser would take it for the escape of that slash and read on to the next expression.
 */
export const luceneRegex = (name: string | undefined, regex: string): string =>
  `${name === undefined ? '' : `${queryStringName(name)}:`}/${regex.replace(/\\\\$/, '[\\\\]')}/`;

/** A boolean, or its word in any case where the field holds text, in Lucene query syntax. */
export const luceneBoolean = (name: string, value: boolean): string => {
  const word = String(value);
  return `${luceneRegex(name, luceneFolded(word))} OR ${queryStringName(name)}:${word}`;
};
