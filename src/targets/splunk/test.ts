/**
 * One test on one field, as an expression of `where`.
 * @module
 */
import type { Comparator, Test } from '../../rules/ir.js';
import { decimalText } from '../literal-text.js';
import { column, type Dialect } from './dialect.js';
import { fieldTest } from './field-test.js';
import { isQuotable, quoted, regexFolded } from './literal.js';
import { anchored, equals, matches, pattern, regex } from './text-test.js';

/** SPL comparison operators. */
export const OPERATOR: Readonly<Record<Comparator, string>> = {
  eq: '=',
  neq: '!=',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
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
    case 'pattern':
      return pattern(dialect, path, test);
    case 'number':
      if (array) return dialect.report('test.number_array', true);
      return `${numberOf(dialect, field)} ${OPERATOR[test.comparator]} ${decimalText(test.value)}`;
    case 'boolean':
      // As text: JSON's own true, and True as other sources write it.
      return matches(
        dialect,
        path,
        anchored(dialect.mapping.governance ? String(test.value) : regexFolded(String(test.value))),
      );
    case 'null':
      return `isnull(${field})`;
    case 'empty':
      // Whether an empty JSON string becomes a field depends on the extraction; canonical events have none.
      return dialect.mapping.governance ? 'false()' : dialect.report('test.empty', true);
    case 'exists':
      return test.value ? `isnotnull(${field})` : `isnull(${field})`;
    case 'regex':
      return regex(dialect, path, test);
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
