/**
 * Patterns and regular expressions over one column.
 * @module
 */
import { lowerAscii } from '../../event/index.js';
import type { PatternPart, Test } from '../../rules/ir.js';
import { asText } from './column-text.js';
import type { Column } from './fields.js';
import { regexToKusto } from './kusto-regex.js';
import type { PredicateContext } from './predicate-context.js';
import { arrayPatternRegex, kqlString, patternRegex } from './text.js';

const hasLetter = (text: string): boolean => /[A-Za-z]/.test(text);

/** A literal with free ends as one of Kusto's own operators; undefined: it needs a regular expression. */
const plainOperator = (parts: readonly PatternPart[]): readonly [string, string] | undefined => {
  const open = parts[0]?.kind === 'any';
  const [literal, tail, ...more] = open ? parts.slice(1) : parts;
  if (literal?.kind !== 'text' || more.length > 0 || (tail !== undefined && tail.kind !== 'any')) return undefined;
  if (open) return [tail === undefined ? 'endswith_cs' : 'contains_cs', literal.text];
  return [tail === undefined ? '==' : 'startswith_cs', literal.text];
};

/** A pattern over a column; every element of an array is looked at. */
export const patternCondition = (
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

/** A regular expression over a column. */
export const regexCondition = (
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
