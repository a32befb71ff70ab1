/**
 * Predicates as Kusto conditions. Strings are never null in Kusto: '' is missing. Comparisons of other types are guarded,
 * so that every condition is true or false and NOT means exactly "not true".
 * @module
 */
import { lowerAscii } from '../../event/index.js';
import type { PatternPart, Predicate, Test } from '../../rules/ir.js';
import type { Problems } from '../problems.js';
import type { Column, SentinelMapping } from './fields.js';
import { regexToKusto } from './kusto-regex.js';
import { typedNumber } from '../literal-text.js';
import { COMPARATORS } from '../comparators.js';
import { arrayPatternRegex, kqlString, patternRegex } from './text.js';

/** What a condition is written with. */
export interface PredicateContext {
  readonly mapping: SentinelMapping;
  readonly problems: Problems;
}

const DECIMAL = '^[+-]?[0-9]+([.][0-9]+)?$';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const hasLetter = (text: string): boolean => /[A-Za-z]/.test(text);

/** The column as text. */
const asText = (column: Column): string => {
  if (column.type === 'string') return column.text;
  if (column.type !== 'datetime') return `tostring(${column.text})`;
  return isoTime(column.text);
};

/** A time as ISO 8601 with milliseconds, as alerts print it. */
export const isoTime = (time: string): string =>
  `strcat(format_datetime(${time}, "yyyy-MM-dd"), "T", format_datetime(${time}, "HH:mm:ss.fff"), "Z")`;

/** A literal with free ends as one of Kusto's own operators; undefined: it needs a regular expression. */
const plainOperator = (parts: readonly PatternPart[]): readonly [string, string] | undefined => {
  const open = parts[0]?.kind === 'any';
  const [literal, tail, ...more] = open ? parts.slice(1) : parts;
  if (literal?.kind !== 'text' || more.length > 0 || (tail !== undefined && tail.kind !== 'any')) return undefined;
  if (open) return [tail === undefined ? 'endswith_cs' : 'contains_cs', literal.text];
  return [tail === undefined ? '==' : 'startswith_cs', literal.text];
};

const patternCondition = (
  column: Column,
  parts: readonly PatternPart[],
  cased: boolean,
  { problems }: PredicateContext,
): string => {
  const given = parts.filter((part) => part.kind !== 'text' || part.text !== '');
  if (given.length === 0) return 'false';
  if (given.every((part) => part.kind === 'any')) return `isnotempty(${column.text})`;
  const exact = cased || column.lower || !given.some((part) => part.kind === 'text' && hasLetter(part.text));
  const written = given.map((part) =>
    part.kind === 'text' && !cased && column.lower ? { ...part, text: lowerAscii(part.text) } : part,
  );
  const plain = exact ? plainOperator(written) : undefined;
  if (column.type === 'dynamic') {
    if (plain?.[0] === '==') return `coalesce(set_has_element(${column.text}, ${kqlString(plain[1])}), false)`;
    const regex = arrayPatternRegex(written, exact);
    const reason = 'characters outside printable ASCII have no single JSON form in an array';
    return regex === undefined
      ? problems.note('test.pattern.array', reason, 'false')
      : `(isnotempty(${column.text}) and tostring(${column.text}) matches regex ${kqlString(regex)})`;
  }
  const subject = asText(column);
  if (plain !== undefined) return `${subject} ${plain[0]} ${kqlString(plain[1])}`;
  return `${subject} matches regex ${kqlString(patternRegex(written, exact))}`;
};

const numberCondition = (column: Column, test: Extract<Test, { op: 'number' }>): string => {
  const compare = `${COMPARATORS[test.comparator]} ${typedNumber(test.value)}`;
  if (column.type === 'long' || column.type === 'real')
    return `(isnotnull(${column.text}) and ${column.text} ${compare})`;
  const text = asText(column);
  return `(${text} matches regex ${kqlString(DECIMAL)} and coalesce(todouble(${text}) ${compare}, false))`;
};

const timeCondition = (column: Column, test: Extract<Test, { op: 'time' }>): string => {
  const time = column.type === 'datetime' ? column.text : `todatetime(${asText(column)})`;
  const part = {
    minute: `datetime_part("minute", ${time})`,
    hour: `hourofday(${time})`,
    day: `dayofmonth(${time})`,
    week: `week_of_year(${time})`,
    month: `getmonth(${time})`,
    year: `getyear(${time})`,
  }[test.part];
  return `(isnotnull(${time}) and ${part} ${COMPARATORS[test.comparator]} ${typedNumber(test.value)})`;
};

const fieldCondition = (
  column: Column,
  test: Extract<Test, { op: 'field' }>,
  { mapping }: PredicateContext,
): string => {
  const other = mapping.column(test.other);
  const bare = test.cased || (column.lower && other.lower);
  // translate() folds A to Z and no other letter.
  const fold = (text: string): string =>
    bare ? text : `translate(${kqlString(UPPER)}, ${kqlString(UPPER.toLowerCase())}, ${text})`;
  const [left, right] = [fold(asText(column)), fold(asText(other))];
  const words = { equals: '==', contains: 'contains_cs', startswith: 'startswith_cs', endswith: 'endswith_cs' };
  return `(isnotempty(${column.text}) and isnotempty(${other.text}) and ${left} ${words[test.mode]} ${right})`;
};

const cidrCondition = (column: Column, network: string): string => {
  const name = network.includes(':') ? 'ipv6_is_in_range' : 'ipv4_is_in_range';
  return `coalesce(${name}(${asText(column)}, ${kqlString(network)}), false)`;
};

const regexCondition = (
  column: Column,
  test: Extract<Test, { op: 'regex' }>,
  { problems }: PredicateContext,
): string => {
  if (column.type === 'dynamic') {
    return problems.note(
      'test.regex.array',
      'a regular expression cannot look at single elements of an array',
      'false',
    );
  }
  const kusto = regexToKusto(test);
  if ('reason' in kusto) return problems.note('test.regex', kusto.reason, 'false');
  return `(isnotempty(${column.text}) and ${asText(column)} matches regex ${kqlString(kusto.regex)})`;
};

const WHOLE_VALUE: readonly Test['op'][] = ['number', 'boolean', 'cidr', 'field', 'time'];

const leaf = (column: Column, test: Test, context: PredicateContext): string => {
  const { problems } = context;
  if (column.type === 'dynamic' && WHOLE_VALUE.includes(test.op)) {
    const reason = 'the elements of an array cannot be looked at one by one';
    return problems.note(`test.${test.op}.array`, reason, 'false');
  }
  switch (test.op) {
    case 'equals': {
      if (column.type !== 'long' && column.type !== 'real') {
        return patternCondition(column, [{ kind: 'text', text: test.value }], test.cased, context);
      }
      // Compared by its JSON text: only a literal in that form can be equal.
      return String(Number(test.value)) === test.value
        ? `(isnotnull(${column.text}) and ${column.text} == ${typedNumber(Number(test.value))})`
        : 'false';
    }
    case 'pattern':
      return patternCondition(column, test.parts, test.cased, context);
    case 'number':
      return numberCondition(column, test);
    case 'boolean':
      return `${asText(column)} =~ "${String(test.value)}"`;
    case 'null':
      return `isempty(${column.text})`;
    case 'exists':
      return `${test.value ? 'isnotempty' : 'isempty'}(${column.text})`;
    case 'empty':
      // The canonical form holds no empty strings; elsewhere Kusto cannot tell them from missing values.
      return context.mapping.foreign
        ? problems.note('test.empty', 'an empty string and a missing one are the same in Kusto', 'false')
        : 'false';
    case 'regex':
      return regexCondition(column, test, context);
    case 'cidr':
      return cidrCondition(column, test.network);
    case 'field':
      return fieldCondition(column, test, context);
    case 'time':
      return timeCondition(column, test);
  }
};

const keyword = (test: Test, context: PredicateContext): string => {
  const columns = context.mapping.textColumns;
  if (columns === undefined) {
    return context.problems.note('keyword', 'the columns of a foreign table are not known', 'false');
  }
  return `(${columns.map((column) => leaf(column, test, context)).join(' or ')})`;
};

/** The predicate as a condition that is never null. */
export const kqlPredicate = (predicate: Predicate, context: PredicateContext): string => {
  switch (predicate.kind) {
    case 'true':
    case 'false':
      return predicate.kind;
    case 'not':
      return `not(${kqlPredicate(predicate.part, context)})`;
    case 'and':
    case 'or': {
      const [only] = predicate.parts;
      if (only === undefined) return String(predicate.kind === 'and');
      if (predicate.parts.length === 1) return kqlPredicate(only, context);
      return `(${predicate.parts.map((part) => kqlPredicate(part, context)).join(` ${predicate.kind} `)})`;
    }
    case 'match':
      return leaf(context.mapping.column(predicate.field), predicate.test, context);
    case 'keyword':
      return keyword(predicate.test, context);
  }
};
