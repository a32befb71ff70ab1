/**
 * A predicate as a log-search query. Only forms that mean the same in Datadog's documentation and in the matcher that
 * executes them: `service:` and attributes, quoted values, plain decimals, `*` as the only wildcard.
 * @module
 */
import { lowerAscii } from '../../event/index.js';
import type { PatternPart, Predicate, Test } from '../../rules/ir.js';
import { decimalText } from '../literal-text.js';
import { ALL, allOf, anyOf, negate, NONE, queryText, term, type Clause } from './boolean-query.js';
import type { Dialect } from './dialect.js';

const hasControl = (text: string): boolean => /[^ -~\u0080-\uffff]/.test(text);
const hasLetter = (text: string): boolean => /[A-Za-z]/.test(text);

/** A quoted value: wildcards inside quotes are literal. */
export const quotedValue = (value: string): string => `"${value.replace(/[\\"]/g, String.raw`\$&`)}"`;

/** Attribute name, or a report when it could be read as syntax. */
export const attribute = (dialect: Dialect, path: string): string => {
  const name = dialect.mapping.attribute(path);
  if (!/^@?[\w.][\w.\-/]*$/.test(name)) return dialect.report('field.name', true);
  if (dialect.mapping.isArray(path)) dialect.declare('field.array');
  return name;
};

/** Literal text inside an unquoted wildcard search. */
const wildcardText = (dialect: Dialect, text: string): string => {
  if (hasControl(text) || /["?*“”]/.test(text)) return dialect.report('test.pattern_characters', true);
  return text.replace(/[^\w.\u0080-\u{10ffff}]/gu, String.raw`\$&`);
};

const wildcard = (dialect: Dialect, name: string, parts: readonly PatternPart[]): string => {
  const text = parts
    .map((part) => {
      if (part.kind === 'any') return '*';
      return part.kind === 'one' ? dialect.report('test.pattern_single', true) : wildcardText(dialect, part.text);
    })
    .join('')
    .replaceAll(/\*+/g, '*');
  return `${name}:${text === '' ? '""' : text}`;
};

/** Text as compared: lower-cased where the field is, reported where case would be ignored. */
const cased = (dialect: Dialect, path: string, text: string, isCased: boolean): string => {
  if (isCased) return text;
  if (dialect.mapping.isLower(path)) return lowerAscii(text);
  if (hasLetter(text)) dialect.report('test.case_insensitive');
  return text;
};

/** A word in every mixture of upper and lower case: attribute values compare exactly. */
const everyCase = (word: string): readonly string[] =>
  Array.from(word).reduce<readonly string[]>(
    (heads, letter) => heads.flatMap((head) => [head + letter, head + letter.toUpperCase()]),
    [''],
  );

const number = (name: string, test: Extract<Test, { op: 'number' }>): Clause => {
  const value = decimalText(test.value);
  const equal = term(`${name}:[${value} TO ${value}]`);
  switch (test.comparator) {
    case 'eq':
      return equal;
    case 'neq':
      return allOf([term(`${name}:*`), negate(equal)]);
    case 'lt':
      return term(`${name}:<${value}`);
    case 'lte':
      return term(`${name}:<=${value}`);
    case 'gt':
      return term(`${name}:>${value}`);
    case 'gte':
      return term(`${name}:>=${value}`);
  }
};

const testClause = (dialect: Dialect, path: string, test: Test): Clause => {
  const name = attribute(dialect, path);
  const refuse = (construct: string): Clause => term(dialect.report(construct, true));
  switch (test.op) {
    case 'equals':
      if (hasControl(test.value)) return refuse('test.control_character');
      return term(`${name}:${quotedValue(cased(dialect, path, test.value, test.cased))}`);
    case 'pattern':
      return term(
        wildcard(
          dialect,
          name,
          test.parts.map((part) =>
            part.kind === 'text' ? { ...part, text: cased(dialect, path, part.text, test.cased) } : part,
          ),
        ),
      );
    case 'number':
      return dialect.mapping.isArray(path) ? refuse('test.number_array') : number(name, test);
    case 'boolean': {
      const value = String(test.value);
      const forms = dialect.mapping.governance ? [value] : everyCase(value);
      return anyOf(forms.map((form) => term(`${name}:"${form}"`)));
    }
    case 'null':
      return negate(term(`${name}:*`));
    case 'exists':
      return test.value ? term(`${name}:*`) : negate(term(`${name}:*`));
    case 'empty':
      return dialect.mapping.governance ? NONE : refuse('test.empty');
    case 'cidr':
      return refuse('test.cidr');
    case 'regex':
      return refuse('test.regex');
    case 'field':
      return refuse('test.field');
    case 'time':
      return refuse('test.time');
  }
};

const clauseOf = (dialect: Dialect, predicate: Predicate): Clause => {
  switch (predicate.kind) {
    case 'true':
      return ALL;
    case 'false':
      return NONE;
    case 'and':
      return allOf(predicate.parts.map((part) => clauseOf(dialect, part)));
    case 'or':
      return anyOf(predicate.parts.map((part) => clauseOf(dialect, part)));
    case 'not':
      return negate(clauseOf(dialect, predicate.part));
    case 'match':
      return testClause(dialect, predicate.field, predicate.test);
    case 'keyword':
      return term(dialect.report('keyword', true));
  }
};

/** Base terms and the predicate. */
export const fullQuery = (dialect: Dialect, predicate: Predicate): string => {
  const text = queryText(clauseOf(dialect, predicate));
  const terms = [dialect.mapping.base, text === '*:*' ? '' : text].filter((term) => term !== '');
  return terms.length === 0 ? '*:*' : terms.join(' ');
};
