/**
 * One test on one field, as an expression of `where`.
 * @module
 */
import { lowerAscii } from '../../event/index.js';
import type { Comparator, PatternPart, Test } from '../../rules/ir.js';
import { column, type Dialect } from './dialect.js';
import { decimalText } from '../literal-text.js';
import { isQuotable, quoted, regexSource, regexText } from './literal.js';

/** SPL comparison operators. */
export const OPERATOR: Readonly<Record<Comparator, string>> = {
  eq: '=',
  neq: '!=',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};

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
const matches = (dialect: Dialect, path: string, source: string): string => {
  const field = column(dialect, path);
  return dialect.mapping.isArray(path) ? `isnotnull(mvfind(${field}, "${source}"))` : `match(${field}, "${source}")`;
};

const anchored = (flags: string, source: string): string => String.raw`(?${flags})\A(?:${source})\z`;

const equals = (dialect: Dialect, path: string, test: Extract<Test, { op: 'equals' }>): string => {
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

const timePart = (dialect: Dialect, path: string, test: Extract<Test, { op: 'time' }>): string => {
  if (!dialect.mapping.isTime(path)) return dialect.report('test.time_foreign', true);
  // strftime answers in the user's time zone; the canonical text is UTC.
  const place: Readonly<Record<string, string>> = {
    year: '1, 4',
    month: '6, 2',
    day: '9, 2',
    hour: '12, 2',
    minute: '15, 2',
  };
  const part = place[test.part];
  if (part === undefined) return dialect.report('test.time_week', true);
  const field = column(dialect, path);
  return `tonumber(substr(${field}, ${part}))${OPERATOR[test.comparator]}${decimalText(test.value)}`;
};

const fieldTest = (dialect: Dialect, path: string, test: Extract<Test, { op: 'field' }>): string => {
  const { mapping } = dialect;
  if (mapping.isArray(path) || mapping.isArray(test.other)) return dialect.report('test.field_array', true);
  const bothLower = mapping.isLower(path) && mapping.isLower(test.other);
  const fold = (text: string): string => (test.cased || bothLower ? text : `lower(${text})`);
  if (!test.cased && !bothLower) dialect.report('test.case_insensitive_field');
  const left = fold(column(dialect, path));
  const right = fold(column(dialect, test.other));
  switch (test.mode) {
    // The prefix keeps values that look like numbers from comparing as numbers.
    case 'equals':
      return `("=" . ${left})=("=" . ${right})`;
    case 'contains':
      return `mvcount(split(${left}, ${right})) > 1`;
    case 'startswith':
      return `("=" . substr(${left}, 1, len(${right})))=("=" . ${right})`;
    case 'endswith': {
      // A start of 0 or before is not documented, nor is that AND stops at its first false part.
      const end = `if(len(${left}) >= len(${right}), substr(${left}, len(${left}) - len(${right}) + 1), null())`;
      return `("=" . ${end})=("=" . ${right})`;
    }
  }
};

/** The field as a number. Texts such as .7 or 1e3, which tonumber() also reads, are no plain decimals. */
const numberOf = (dialect: Dialect, field: string): string =>
  dialect.mapping.governance
    ? `tonumber(${field})`
    : String.raw`if(match(${field}, "\\A[+-]?[0-9]+(?:\\.[0-9]+)?\\z"), tonumber(${field}), null())`;

/** The expression; true, false or null (which `where` takes as false). */
export const testExpression = (dialect: Dialect, path: string, test: Test): string => {
  const field = column(dialect, path);
  const array = dialect.mapping.isArray(path);
  switch (test.op) {
    case 'equals':
      return equals(dialect, path, test);
    case 'pattern': {
      const folded = !test.cased && !dialect.mapping.isLower(path);
      const parts =
        !test.cased && !folded
          ? test.parts.map((part) => (part.kind === 'text' ? { ...part, text: lowerAscii(part.text) } : part))
          : test.parts;
      if (folded && parts.some((part) => part.kind === 'text' && !isAscii(part.text))) {
        dialect.report('test.case_insensitive_non_ascii');
      }
      return matches(dialect, path, anchored(folded ? 'is' : 's', patternSource(parts)));
    }
    case 'number':
      if (array) return dialect.report('test.number_array', true);
      return `${numberOf(dialect, field)} ${OPERATOR[test.comparator]} ${decimalText(test.value)}`;
    case 'boolean':
      // As text: JSON's own true, and True as other sources write it.
      return matches(dialect, path, anchored(dialect.mapping.governance ? 's' : 'is', String(test.value)));
    case 'null':
      return `isnull(${field})`;
    case 'empty':
      // Whether an empty JSON string becomes a field depends on the extraction; canonical events have none.
      return dialect.mapping.governance ? 'false()' : dialect.report('test.empty', true);
    case 'exists':
      return test.value ? `isnotnull(${field})` : `isnull(${field})`;
    case 'regex': {
      if (test.ignoreCase && !isAscii(test.source)) dialect.report('test.case_insensitive_non_ascii');
      const flags = `${test.ignoreCase ? 'i' : ''}${test.dotAll ? 's' : ''}`;
      const source = regexSource(test.source, test.multiline);
      return matches(dialect, path, flags === '' ? source : `(?${flags})${source}`);
    }
    case 'cidr':
      if (array) return dialect.report('test.cidr_array', true);
      if (test.network.includes(':')) return dialect.report('test.cidr_ipv6', true);
      if (!isQuotable(test.network)) return dialect.report('test.cidr', true);
      // An IPv4 address written as a mapped IPv6 one is the same address.
      return `cidrmatch(${quoted(test.network)}, if(substr(${field}, 1, 7)="::ffff:", substr(${field}, 8), ${field}))`;
    case 'field':
      return fieldTest(dialect, path, test);
    case 'time':
      return timePart(dialect, path, test);
  }
};
