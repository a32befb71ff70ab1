/**
 * Tests of text: equality, patterns and regular expressions, as expressions of `where`.
 * @module
 */
import { lowerAscii } from '../../event/index.js';
import type { PatternPart, Test } from '../../rules/ir.js';
import { column, type Dialect } from './dialect.js';
import { isQuotable, quoted, regexSource, regexText } from './literal.js';

const isAscii = (text: string): boolean => Array.from(text).every((char) => char <= '\u007f');
const looksNumeric = (text: string): boolean => text.trim() !== '' && !Number.isNaN(Number(text));

const patternSource = (parts: readonly PatternPart[]): string =>
  parts
    .map((part) => {
      if (part.kind === 'any') return '.*';
      return part.kind === 'one' ? '.' : regexText(part.text);
    })
    .join('');

/** `match` on a value, or on any element of an array. */
export const matches = (dialect: Dialect, path: string, source: string): string => {
  const field = column(dialect, path);
  return dialect.mapping.isArray(path) ? `isnotnull(mvfind(${field}, "${source}"))` : `match(${field}, "${source}")`;
};

/** The expression over the whole value. */
export const anchored = (flags: string, source: string): string => String.raw`(?${flags})\A(?:${source})\z`;

/** Equality of text. */
export const equals = (dialect: Dialect, path: string, test: Extract<Test, { op: 'equals' }>): string => {
  const lower = dialect.mapping.isLower(path);
  const value = !test.cased && lower ? lowerAscii(test.value) : test.value;
  const cased = test.cased || lower;
  if (!cased && !isAscii(value)) dialect.report('test.case_insensitive_non_ascii');
  const field = column(dialect, path);
  // Two values that look like numbers compare as numbers ("007" = "7"); match() compares text.
  if (dialect.mapping.isArray(path) || !isQuotable(value) || looksNumeric(value)) {
    return matches(dialect, path, anchored(cased ? 's' : 'is', regexText(value)));
  }
  return cased ? `${field}=${quoted(value)}` : `lower(${field})=${quoted(lowerAscii(value))}`;
};

/** A Sigma pattern over the whole value. */
export const pattern = (dialect: Dialect, path: string, test: Extract<Test, { op: 'pattern' }>): string => {
  const folded = !test.cased && !dialect.mapping.isLower(path);
  const parts =
    !test.cased && !folded
      ? test.parts.map((part) => (part.kind === 'text' ? { ...part, text: lowerAscii(part.text) } : part))
      : test.parts;
  if (folded && parts.some((part) => part.kind === 'text' && !isAscii(part.text))) {
    dialect.report('test.case_insensitive_non_ascii');
  }
  return matches(dialect, path, anchored(folded ? 'is' : 's', patternSource(parts)));
};

/** A regular expression anywhere in the value. */
export const regex = (dialect: Dialect, path: string, test: Extract<Test, { op: 'regex' }>): string => {
  if (test.ignoreCase && !isAscii(test.source)) dialect.report('test.case_insensitive_non_ascii');
  const flags = `${test.ignoreCase ? 'i' : ''}${test.dotAll ? 's' : ''}`;
  const source = regexSource(test.source, test.multiline);
  return matches(dialect, path, flags === '' ? source : `(?${flags})${source}`);
};
