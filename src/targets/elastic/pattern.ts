/**
 * Patterns and regular expressions over one column.
 * @module
 */
import { lowerAscii } from '../../event/index.js';
import type { PatternPart, Test } from '../../rules/ir.js';
import { asText, foldedText } from './column-text.js';
import { partial, searchCondition, total, type Condition, type PredicateContext } from './condition.js';
import type { Column } from './fields.js';
import { regexToLucene } from './lucene-regex.js';
import { literalSearch, MAX_LITERAL, MAX_REGEX, regexSearch, valueSearch, type Search } from './search.js';
import { esqlString, likePattern, lucenePattern, queryStringName, queryStringValue } from './text.js';

const hasLetter = (text: string): boolean => /[A-Za-z]/.test(text);

const isAscii = (text: string): boolean => Array.from(text).every((character) => character.charCodeAt(0) < 128);

/** Literal text and which of its ends are free. */
interface FreeEnds {
  readonly before: boolean;
  readonly text: string;
  readonly after: boolean;
}

/** The pattern as literal text with free ends; undefined where it is more. */
const freeEnds = (parts: readonly PatternPart[]): FreeEnds | undefined => {
  const before = parts[0]?.kind === 'any';
  const [literal, tail, ...more] = before ? parts.slice(1) : parts;
  if (literal?.kind !== 'text' || more.length > 0 || (tail !== undefined && tail.kind !== 'any')) return undefined;
  return { before, text: literal.text, after: tail !== undefined };
};

/** A pattern too long for a regular expression: one literal with free ends at most. */
const longPattern = (
  column: Column,
  ends: FreeEnds | undefined,
  cased: boolean,
  { problems }: PredicateContext,
): Condition => {
  if (ends === undefined || (!cased && !isAscii(ends.text))) {
    return total(
      problems.note('test.pattern', `Elasticsearch takes patterns of up to ${String(MAX_REGEX)} characters`, 'false'),
    );
  }
  const subject = cased ? asText(column) : foldedText(asText(column));
  const value = esqlString(cased ? ends.text : lowerAscii(ends.text));
  if (ends.before) return partial(ends.after ? `LOCATE(${subject}, ${value}) > 0` : `ENDS_WITH(${subject}, ${value})`);
  return partial(ends.after ? `STARTS_WITH(${subject}, ${value})` : `${subject} == ${value}`);
};

/** A pattern as a search; `name` undefined: over all fields. */
const patternSearch = (name: string | undefined, parts: readonly PatternPart[], cased: boolean): Search => {
  const ends = freeEnds(parts);
  if (ends === undefined) return regexSearch(name, lucenePattern(parts, cased));
  const free = (end: boolean): string => (end ? '.*' : '');
  const text = lucenePattern([{ kind: 'text', text: ends.text }], cased);
  return literalSearch({ name, before: free(ends.before), after: free(ends.after), text, length: ends.text.length });
};

/** A pattern over a column; every element of an array is looked at. */
export const patternCondition = (
  column: Column,
  parts: readonly PatternPart[],
  cased: boolean,
  context: PredicateContext,
): Condition => {
  // A stored value that is lower case anyway is compared with the lower-cased literal.
  const exact = cased || column.lower || !parts.some((part) => part.kind === 'text' && hasLetter(part.text));
  const written = parts.map((part) =>
    part.kind === 'text' && !cased && column.lower ? { ...part, text: lowerAscii(part.text) } : part,
  );
  const regex = lucenePattern(written, exact);
  const ends = freeEnds(written);
  const long = regex.length > MAX_REGEX || (ends?.before === true && ends.text.length > MAX_LITERAL);
  const any = column.type === 'strings' || column.type === 'unknown';
  const [only] = written;
  const literal = written.length === 0 ? '' : written.length === 1 && only?.kind === 'text' ? only.text : undefined;
  if (any) {
    if (literal !== undefined && exact) {
      return searchCondition(valueSearch(`${queryStringName(column.name)}:${queryStringValue(literal)}`));
    }
    if (long) {
      const reason = `Elasticsearch takes patterns of up to ${String(MAX_REGEX)} characters on this field, behind a wildcard texts of ${String(MAX_LITERAL)}`;
      return total(context.problems.note('test.pattern', reason, 'false'));
    }
    return searchCondition(patternSearch(column.name, written, exact));
  }
  if (literal !== undefined && exact) return partial(`${asText(column)} == ${esqlString(literal)}`);
  if (long) return longPattern(column, ends, exact, context);
  if (exact) return partial(`${asText(column)} LIKE ${esqlString(likePattern(written))}`);
  return partial(`${asText(column)} RLIKE ${esqlString(regex)}`);
};

/** A regular expression over a column. */
export const regexCondition = (
  column: Column,
  test: Extract<Test, { op: 'regex' }>,
  { problems }: PredicateContext,
): Condition => {
  const lucene = regexToLucene(test);
  if ('reason' in lucene) return total(problems.note('test.regex', lucene.reason, 'false'));
  if (lucene.regex.length > MAX_REGEX) {
    return total(
      problems.note('test.regex', `Elasticsearch takes expressions of up to ${String(MAX_REGEX)} characters`, 'false'),
    );
  }
  return column.type === 'strings' || column.type === 'unknown'
    ? searchCondition(regexSearch(column.name, lucene.regex))
    : partial(`${asText(column)} RLIKE ${esqlString(lucene.regex)}`);
};

/** A test without a field: over every field. */
export const keywordCondition = (test: Test, { problems }: PredicateContext): Condition => {
  if (test.op === 'regex') {
    const lucene = regexToLucene(test);
    if ('reason' in lucene) return total(problems.note('test.regex', lucene.reason, 'false'));
    return searchCondition(regexSearch(undefined, lucene.regex));
  }
  if (test.op === 'equals' || test.op === 'pattern') {
    const parts: readonly PatternPart[] = test.op === 'pattern' ? test.parts : [{ kind: 'text', text: test.value }];
    if (lucenePattern(parts, test.cased).length <= MAX_REGEX)
      return searchCondition(patternSearch(undefined, parts, test.cased));
  }
  return total(problems.note(`keyword.${test.op}`, 'not as a keyword over *', 'false'));
};
