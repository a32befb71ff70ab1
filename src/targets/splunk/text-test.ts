/**
 * Tests of text: equality, patterns and regular expressions, as expressions of `where`.
 * @module
 */
import { lowerAscii } from '../../event/index.js';
import type { PatternPart, Test } from '../../rules/ir.js';
import { column, type Dialect } from './dialect.js';
import { isQuotable, quoted, regexFolded, regexText } from './literal.js';
import { regexToPcre } from './pcre-regex.js';

const isAscii = (text: string): boolean => Array.from(text).every((char) => char <= '\u007f');
/** A quoted string that is compared as it is; the third-party grammar takes `")"` for a parenthesis. */
const isComparable = (text: string): boolean => isQuotable(text) && text !== ')';
const looksNumeric = (text: string): boolean => text.trim() !== '' && !Number.isNaN(Number(text));

const patternSource = (parts: readonly PatternPart[], cased: boolean): string =>
  parts
    .map((part) => {
      if (part.kind === 'any') return '.*';
      if (part.kind === 'one') return '.';
      return cased ? regexText(part.text) : regexFolded(part.text);
    })
    .join('');

/** `match` on a value, or on any element of an array. */
export const matches = (dialect: Dialect, path: string, source: string): string => {
  const field = column(dialect, path);
  return dialect.mapping.isArray(path) ? `isnotnull(mvfind(${field}, "${source}"))` : `match(${field}, "${source}")`;
};

/** The expression over the whole value. */
export const anchored = (source: string): string => String.raw`(?s)\A(?:${source})\z`;

/** Equality of text. */
export const equals = (dialect: Dialect, path: string, test: Extract<Test, { op: 'equals' }>): string => {
  const lower = dialect.mapping.isLower(path);
  const value = !test.cased && lower ? lowerAscii(test.value) : test.value;
  const cased = test.cased || lower;
  const field = column(dialect, path);
  // Two values that look like numbers compare as numbers ("007" = "7"); match() compares text. How lower() folds letters
  // outside A to Z is not documented.
  if (dialect.mapping.isArray(path) || !isComparable(value) || looksNumeric(value) || (!cased && !isAscii(value))) {
    return matches(dialect, path, anchored(cased ? regexText(value) : regexFolded(value)));
  }
  return cased ? `${field}=${quoted(value)}` : `lower(${field})=${quoted(lowerAscii(value))}`;
};

/** A Sigma pattern over the whole value. */
export const pattern = (dialect: Dialect, path: string, test: Extract<Test, { op: 'pattern' }>): string => {
  const lower = dialect.mapping.isLower(path);
  const parts =
    !test.cased && lower
      ? test.parts.map((part) => (part.kind === 'text' ? { ...part, text: lowerAscii(part.text) } : part))
      : test.parts;
  return matches(dialect, path, anchored(patternSource(parts, test.cased || lower)));
};

/** A regular expression anywhere in the value. */
export const regex = (dialect: Dialect, path: string, test: Extract<Test, { op: 'regex' }>): string => {
  const pcre = regexToPcre(test);
  return 'reason' in pcre ? dialect.report('test.regex_ignoring_case', true) : matches(dialect, path, pcre.regex);
};
