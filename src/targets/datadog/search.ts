/**
 * A predicate as a log-search query. Only forms that mean the same in Datadog's documentation and in the matcher that
 * executes them: `service:` and attributes, quoted values, plain decimals, `*` as the only wildcard.
 * @module
 */
import { lowerAscii } from '../../event/index.js';
import type { PatternPart, Predicate, Test } from '../../rules/ir.js';
import type { Dialect } from './dialect.js';

/** A query that no log meets. */
const NOTHING = '(service:"" -service:"")';

const isControl = (char: string): boolean => char < ' ' || char === '\u007f';
const hasControl = (text: string): boolean => Array.from(text).some(isControl);
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

const decimal = (value: number): string => {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
};

/** Literal text inside an unquoted wildcard search. */
const wildcardText = (dialect: Dialect, text: string): string => {
  if (hasControl(text) || /["?“”]/.test(text)) return dialect.report('test.pattern_characters', true);
  return text.replace(/[^\w.\u0080-\u{10ffff}]/gu, String.raw`\$&`);
};

const wildcard = (dialect: Dialect, name: string, parts: readonly PatternPart[]): string => {
  const text = parts
    .map((part) => {
      if (part.kind === 'any') return '*';
      return part.kind === 'one' ? dialect.report('test.pattern_single', true) : wildcardText(dialect, part.text);
    })
    .join('')
    .replaceAll(/\*+/g, (run, at: number, whole: string) => (whole.charAt(at - 1) === '\\' ? run : '*'));
  return `${name}:${text === '' ? '""' : text}`;
};

/** Text as compared: lower-cased where the field is, reported where case would be ignored. */
const cased = (dialect: Dialect, path: string, text: string, isCased: boolean): string => {
  if (isCased) return text;
  if (dialect.mapping.isLower(path)) return lowerAscii(text);
  if (hasLetter(text)) dialect.report('test.case_insensitive');
  return text;
};

const number = (name: string, test: Extract<Test, { op: 'number' }>): string => {
  const value = decimal(test.value);
  switch (test.comparator) {
    case 'eq':
      return `${name}:[${value} TO ${value}]`;
    case 'neq':
      return `(${name}:* -${name}:[${value} TO ${value}])`;
    case 'lt':
      return `${name}:<${value}`;
    case 'lte':
      return `${name}:<=${value}`;
    case 'gt':
      return `${name}:>${value}`;
    case 'gte':
      return `${name}:>=${value}`;
  }
};

const testQuery = (dialect: Dialect, path: string, test: Test): string => {
  const name = attribute(dialect, path);
  switch (test.op) {
    case 'equals':
      if (hasControl(test.value)) return dialect.report('test.control_character', true);
      return `${name}:${quotedValue(cased(dialect, path, test.value, test.cased))}`;
    case 'pattern':
      return wildcard(
        dialect,
        name,
        test.parts.map((part) =>
          part.kind === 'text' ? { ...part, text: cased(dialect, path, part.text, test.cased) } : part,
        ),
      );
    case 'number':
      return dialect.mapping.isArray(path) ? dialect.report('test.number_array', true) : number(name, test);
    case 'boolean':
      return `${name}:"${String(test.value)}"`;
    case 'null':
      return `-${name}:*`;
    case 'exists':
      return test.value ? `${name}:*` : `-${name}:*`;
    case 'empty':
      return dialect.mapping.governance ? NOTHING : dialect.report('test.empty', true);
    case 'cidr':
      if (!/^[0-9a-f:.]+\/\d+$/i.test(test.network)) return dialect.report('field.name', true);
      dialect.declare('test.cidr');
      return `CIDR(${name}, ${test.network})`;
    case 'regex':
      return dialect.report('test.regex', true);
    case 'field':
      return dialect.report('test.field', true);
    case 'time':
      return dialect.report('test.time', true);
  }
};

const join = (dialect: Dialect, parts: readonly Predicate[], operator: ' ' | ' OR '): string => {
  if (parts.length === 1 && parts[0] !== undefined) return search(dialect, parts[0]);
  const texts = parts.map((part) => {
    const text = search(dialect, part);
    return part.kind === 'and' && operator === ' OR ' && part.parts.length > 1 ? `(${text})` : text;
  });
  return operator === ' ' ? texts.join(operator) : `(${texts.join(operator)})`;
};

/** `-` in front of a term or a group; it holds where the attribute is missing. */
const negated = (dialect: Dialect, part: Predicate): string => {
  if (part.kind === 'not') return search(dialect, part.part);
  if (part.kind === 'true') return NOTHING;
  const text = search(dialect, part);
  if (part.kind === 'false' || text === '') return '*:*';
  if (part.kind === 'match' && text.startsWith('-')) return text.slice(1);
  const grouped = part.kind === 'match' || (part.kind === 'or' && part.parts.length > 1);
  return grouped ? `-${text}` : `-(${text})`;
};

/** The query, without the base terms; empty for a predicate that every log meets. */
export const search = (dialect: Dialect, predicate: Predicate): string => {
  switch (predicate.kind) {
    case 'true':
      return '*:*';
    case 'false':
      return NOTHING;
    case 'and':
      return predicate.parts.length === 0 ? '*:*' : join(dialect, predicate.parts, ' ');
    case 'or':
      return predicate.parts.length === 0 ? NOTHING : join(dialect, predicate.parts, ' OR ');
    case 'not':
      return negated(dialect, predicate.part);
    case 'match':
      return testQuery(dialect, predicate.field, predicate.test);
    case 'keyword':
      return dialect.report('keyword', true);
  }
};

/** Base terms and the predicate. */
export const fullQuery = (dialect: Dialect, predicate: Predicate): string => {
  const text = search(dialect, predicate);
  const terms = [dialect.mapping.base, text === '*:*' ? '' : text].filter((term) => term !== '');
  return terms.length === 0 ? '*:*' : terms.join(' ');
};
