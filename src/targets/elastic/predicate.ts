/**
 * Predicates as ES|QL conditions. A condition that is null counts as not true; NOT is written out for that.
 * @module
 */
import type { Comparator, PatternPart, Predicate, Test } from '../../rules/ir.js';
import type { Problems } from '../problems.js';
import type { Column, ElasticMapping } from './fields.js';
import { regexToLucene } from './lucene-regex.js';
import { decimalText } from '../literal-text.js';
import {
  esqlName,
  esqlString,
  likePattern,
  luceneBoolean,
  lucenePattern,
  luceneRegex,
  queryString,
  queryStringName,
  queryStringValue,
} from './text.js';

/** What a condition is written with. */
export interface PredicateContext {
  readonly mapping: ElasticMapping;
  readonly problems: Problems;
}

/** A condition's text; `total`: never null, so NOT needs no COALESCE (and full-text functions may not stand in one). */
interface Condition {
  readonly text: string;
  readonly total: boolean;
  /** A search in Lucene's syntax that the condition is, or is the negation of. */
  readonly search?: { readonly lucene: string; readonly negated: boolean };
}

const partial = (text: string): Condition => ({ text, total: false });
const total = (text: string): Condition => ({ text, total: true });
const search = (lucene: string, negated = false): Condition => ({
  text: negated ? `NOT (${queryString(lucene)})` : queryString(lucene),
  total: true,
  search: { lucene, negated },
});

const COMPARATORS: Readonly<Record<Comparator, string>> = {
  eq: '==',
  neq: '!=',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};

/** Longest pattern that Elasticsearch takes as a regular expression (index.max_regex_length, determinized states). */
const MAX_REGEX = 900;
// Lucene reads [+-] as a range.
const DECIMAL = '(\\+|\\-)?[0-9]+(\\.[0-9]+)?';

const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const hasLetter = (text: string): boolean => /[A-Za-z]/.test(text);

/** A column as a string expression, whatever its type. */
const asText = (column: Column): string => {
  const name = esqlName(column.name);
  if (column.type === 'time') return `DATE_FORMAT("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", ${name})`;
  return column.type === 'string' ? name : `TO_STRING(${name})`;
};

/** A column as a number: a plain decimal string counts. */
const asNumber = (column: Column): string => {
  const name = esqlName(column.name);
  if (column.type === 'integer' || column.type === 'number') return name;
  const text = asText(column);
  return `CASE(${text} RLIKE ${esqlString(DECIMAL)}, TO_DOUBLE(${text}), null)`;
};

/** Lower-cases A to Z alone: the two other characters that TO_LOWER turns into ASCII letters are put out of the way. */
const foldedText = (text: string): string => `TO_LOWER(REPLACE(${text}, "[\u212a\u0130]", "\u{fffd}"))`;

/** A to Z of a field's value in lower case and no other letter: TO_LOWER would fold those of every alphabet. */
const foldedField = (text: string): string =>
  Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ').reduce(
    (inner, letter) => `REPLACE(${inner}, "${letter}", "${letter.toLowerCase()}")`,
    text,
  );

const isAscii = (text: string): boolean => Array.from(text).every((character) => character.charCodeAt(0) < 128);

/** A pattern too long for a regular expression: one literal with free ends at most. */
const longPattern = (
  column: Column,
  parts: readonly PatternPart[],
  cased: boolean,
  { problems }: PredicateContext,
): Condition => {
  const [head, ...rest] = parts;
  const open = head?.kind === 'any';
  const [literal, tail, ...more] = open ? rest : parts;
  const text = literal?.kind === 'text' ? literal.text : undefined;
  if (
    text === undefined ||
    more.length > 0 ||
    (tail !== undefined && tail.kind !== 'any') ||
    (!cased && !isAscii(text))
  ) {
    return total(
      problems.note('test.pattern', `Elasticsearch takes patterns of up to ${String(MAX_REGEX)} characters`, 'false'),
    );
  }
  const subject = cased ? asText(column) : foldedText(asText(column));
  const value = esqlString(cased ? text : lowerAscii(text));
  if (open && tail !== undefined) return partial(`LOCATE(${subject}, ${value}) > 0`);
  if (open) return partial(`ENDS_WITH(${subject}, ${value})`);
  return partial(tail === undefined ? `${subject} == ${value}` : `STARTS_WITH(${subject}, ${value})`);
};

const patternCondition = (
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
  const any = column.type === 'strings' || column.type === 'unknown';
  const [only] = written;
  const literal = written.length === 0 ? '' : written.length === 1 && only?.kind === 'text' ? only.text : undefined;
  if (any) {
    if (literal !== undefined && exact) {
      return search(`${queryStringName(column.name)}:${queryStringValue(literal)}`);
    }
    if (regex.length > MAX_REGEX) {
      const reason = `Elasticsearch takes patterns of up to ${String(MAX_REGEX)} characters on this field`;
      return total(context.problems.note('test.pattern', reason, 'false'));
    }
    return search(luceneRegex(column.name, regex));
  }
  if (literal !== undefined && exact) return partial(`${asText(column)} == ${esqlString(literal)}`);
  if (regex.length > MAX_REGEX) return longPattern(column, written, exact, context);
  if (exact) return partial(`${asText(column)} LIKE ${esqlString(likePattern(written))}`);
  return partial(`${asText(column)} RLIKE ${esqlString(regex)}`);
};

const timeCondition = (column: Column, test: Extract<Test, { op: 'time' }>): Condition => {
  const name = column.type === 'time' ? esqlName(column.name) : `TO_DATETIME(${asText(column)})`;
  const chrono = {
    minute: 'minute_of_hour',
    hour: 'hour_of_day',
    day: 'day_of_month',
    month: 'month_of_year',
    year: 'year',
  };
  const compare = `${COMPARATORS[test.comparator]} ${decimalText(test.value)}`;
  if (test.part !== 'week') return partial(`DATE_EXTRACT("${chrono[test.part]}", ${name}) ${compare}`);
  // ISO week: the week belongs to the year its Thursday lies in.
  const day = `(TO_LONG(${name}) / 86400000)`;
  const thursday = `(${day} - (${day} + 3) % 7 + 3)`;
  const january = `(TO_LONG(DATE_TRUNC(1 year, TO_DATETIME(${thursday} * 86400000))) / 86400000)`;
  return partial(`(${thursday} - ${january}) / 7 + 1 ${compare}`);
};

const fieldCondition = (
  column: Column,
  test: Extract<Test, { op: 'field' }>,
  { mapping }: PredicateContext,
): Condition => {
  const other = mapping.column(test.other);
  const bare = test.cased || (column.lower && other.lower);
  const fold = (text: string): string => (bare ? text : foldedField(text));
  const [left, right] = [fold(asText(column)), fold(asText(other))];
  switch (test.mode) {
    case 'equals':
      return partial(`${left} == ${right}`);
    case 'contains':
      return partial(`LOCATE(${left}, ${right}) > 0`);
    case 'startswith':
      return partial(`STARTS_WITH(${left}, ${right})`);
    case 'endswith':
      return partial(`ENDS_WITH(${left}, ${right})`);
  }
};

const negate = (condition: Condition): Condition =>
  condition.search !== undefined
    ? search(condition.search.lucene, !condition.search.negated)
    : total(condition.total ? `NOT (${condition.text})` : `NOT COALESCE(${condition.text}, false)`);

const present = (column: Column): Condition =>
  column.type === 'unknown'
    ? search(`_exists_:${queryStringName(column.name)}`)
    : total(`${esqlName(column.name)} IS NOT NULL`);

const absent = (column: Column): Condition =>
  column.type === 'unknown' ? negate(present(column)) : total(`${esqlName(column.name)} IS NULL`);

const regexCondition = (
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
    ? search(luceneRegex(column.name, lucene.regex))
    : partial(`${asText(column)} RLIKE ${esqlString(lucene.regex)}`);
};

/** Arrays are tested element by element only through full-text functions. */
const wholeValueOps: readonly Test['op'][] = ['number', 'boolean', 'cidr', 'field', 'time'];

const leaf = (column: Column, test: Test, context: PredicateContext): Condition => {
  if (column.type === 'strings' && wholeValueOps.includes(test.op)) {
    const reason = `ES|QL cannot look at single elements of ${column.name}`;
    return total(context.problems.note(`test.${test.op}.array`, reason, 'false'));
  }
  switch (test.op) {
    case 'equals': {
      const numeric = column.type === 'integer' || column.type === 'number';
      if (!numeric) return patternCondition(column, [{ kind: 'text', text: test.value }], test.cased, context);
      // Compared by its JSON text: only a literal in that form can be equal.
      return String(Number(test.value)) === test.value
        ? partial(`${esqlName(column.name)} == ${decimalText(Number(test.value))}`)
        : total('false');
    }
    case 'pattern':
      return patternCondition(column, test.parts, test.cased, context);
    case 'number':
      return partial(`${asNumber(column)} ${COMPARATORS[test.comparator]} ${decimalText(test.value)}`);
    case 'boolean':
      return column.type === 'unknown'
        ? search(luceneBoolean(column.name, test.value))
        : partial(`${asText(column)} == "${String(test.value)}"`);
    case 'null':
      return absent(column);
    case 'exists':
      return test.value ? present(column) : absent(column);
    case 'empty':
      return column.type === 'strings' ? total('false') : partial(`${asText(column)} == ""`);
    case 'regex':
      return regexCondition(column, test, context);
    case 'cidr':
      return partial(`CIDR_MATCH(TO_IP(${asText(column)}), ${esqlString(test.network)})`);
    case 'field':
      return fieldCondition(column, test, context);
    case 'time':
      return timeCondition(column, test);
  }
};

const keyword = (test: Test, context: PredicateContext): Condition => {
  const everywhere: Column = { name: '*', type: 'unknown', lower: false, money: false };
  if (test.op === 'regex') {
    const lucene = regexToLucene(test);
    if ('reason' in lucene) return total(context.problems.note('test.regex', lucene.reason, 'false'));
    return search(luceneRegex(undefined, lucene.regex));
  }
  if (test.op === 'equals' || test.op === 'pattern') {
    const parts: readonly PatternPart[] = test.op === 'pattern' ? test.parts : [{ kind: 'text', text: test.value }];
    const regex = lucenePattern(parts, test.cased);
    if (regex.length <= MAX_REGEX) return search(luceneRegex(undefined, regex));
  }
  return total(context.problems.note(`keyword.${test.op}`, `not as a keyword over ${everywhere.name}`, 'false'));
};

/** Most conditions in one chain: Elasticsearch reads each as a level of its own and takes 300 levels. */
const MAX_CHAIN = 100;

/** Most searches in one function: Elasticsearch plans each function by itself, and long lists of them for minutes. */
const MAX_SEARCHES = 100;

/** Searches of which one must hold (or none, negated) become one; it stands where the first of them stood. */
const mergeSearches = (parts: readonly Condition[], word: 'AND' | 'OR'): readonly Condition[] => {
  const negated = word === 'AND';
  const kept: (Condition | string[])[] = [];
  let open: string[] | undefined;
  for (const part of parts) {
    if (part.search?.negated !== negated) {
      kept.push(part);
      continue;
    }
    if (open === undefined || open.length >= MAX_SEARCHES) kept.push((open = []));
    open.push(part.search.lucene);
  }
  return kept.map((part) => ('text' in part ? part : search(part.join(' OR '), negated)));
};

const joined = (parts: readonly Condition[], word: 'AND' | 'OR'): Condition => {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  if (parts.length > MAX_CHAIN) {
    const groups = Math.ceil(parts.length / MAX_CHAIN);
    const length = Math.ceil(parts.length / groups);
    const chains = Array.from({ length: groups }, (_, index) => parts.slice(index * length, (index + 1) * length));
    return joined(
      chains.filter((chain) => chain.length > 0).map((chain) => joined(chain, word)),
      word,
    );
  }
  return {
    text: `(${parts.map((part) => part.text).join(` ${word} `)})`,
    total: parts.every((part) => part.total),
  };
};

/** De Morgan on the way down: full-text functions may be negated, but may not stand inside COALESCE. */
const write = (predicate: Predicate, negated: boolean, context: PredicateContext): Condition => {
  switch (predicate.kind) {
    case 'true':
    case 'false':
      return total(String((predicate.kind === 'true') !== negated));
    case 'not':
      return write(predicate.part, !negated, context);
    case 'and':
    case 'or': {
      const empty = (predicate.kind === 'and') !== negated;
      if (predicate.parts.length === 0) return total(String(empty));
      const word = (predicate.kind === 'and') !== negated ? 'AND' : 'OR';
      const parts = predicate.parts.map((part) => write(part, negated, context));
      return joined(mergeSearches(parts, word), word);
    }
    case 'match': {
      const condition = leaf(context.mapping.column(predicate.field), predicate.test, context);
      return negated ? negate(condition) : condition;
    }
    case 'keyword': {
      const condition = keyword(predicate.test, context);
      return negated ? negate(condition) : condition;
    }
  }
};

/** The predicate as a condition that may stand in WHERE, or in STATS ... WHERE, right after FROM. */
export const esqlPredicate = (predicate: Predicate, context: PredicateContext): string =>
  write(predicate, false, context).text;
