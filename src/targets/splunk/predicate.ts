/**
 * A predicate as an expression of `where`.
 * @module
 */
import type { Predicate } from '../../rules/ir.js';
import { testExpression } from './test.js';
import { column, type Dialect } from './dialect.js';

type Match = Extract<Predicate, { kind: 'match' }>;

/** String equality of a field, as it is or in lower case: several on one field fold into in(). */
const plainEquality = (
  dialect: Dialect,
  part: Predicate,
): { readonly field: string; readonly left: string; readonly value: string } | undefined => {
  if (part.kind !== 'match' || part.test.op !== 'equals') return undefined;
  const field = column(dialect, part.field);
  const text = testExpression(dialect, part.field, part.test);
  const left = [field, `lower(${field})`].find((candidate) => text.startsWith(`${candidate}="`));
  return left === undefined ? undefined : { field, left, value: text.slice(left.length + 1) };
};

const orExpression = (dialect: Dialect, parts: readonly Predicate[]): string => {
  const texts: string[] = [];
  const lists = new Map<string, { readonly at: number; readonly values: string[] }>();
  for (const part of parts) {
    const equality = plainEquality(dialect, part);
    if (equality === undefined) {
      const text = expression(dialect, part);
      texts.push(part.kind === 'and' && part.parts.length > 1 ? `(${text})` : text);
      continue;
    }
    const known = lists.get(equality.left);
    if (known !== undefined) {
      known.values.push(equality.value);
      continue;
    }
    lists.set(equality.left, { at: texts.length, values: [equality.value] });
    texts.push('');
  }
  for (const [left, { at, values }] of lists) {
    texts[at] = values.length === 1 ? `${left}=${values[0] ?? ''}` : `in(${left}, ${values.join(', ')})`;
  }
  return texts.length === 1 ? (texts[0] ?? 'false()') : `(${texts.join(' OR ')})`;
};

/** NOT x is true when x is false or null. The generic form asks if(): a null condition takes its last argument. */
const notMatch = (dialect: Dialect, part: Match): string => {
  const field = column(dialect, part.field);
  const equality = plainEquality(dialect, part);
  if (equality !== undefined) return `(isnull(${field}) OR ${equality.left}!=${equality.value})`;
  if (part.test.op === 'null') return `isnotnull(${field})`;
  if (part.test.op === 'exists') return part.test.value ? `isnull(${field})` : `isnotnull(${field})`;
  return `if(${testExpression(dialect, part.field, part.test)}, 1, 0)=0`;
};

const negation = (dialect: Dialect, part: Predicate): string => {
  switch (part.kind) {
    case 'true':
      return 'false()';
    case 'false':
      return 'true()';
    case 'not':
      return expression(dialect, part.part);
    case 'match':
      return notMatch(dialect, part);
    case 'and':
    case 'or':
    case 'keyword':
      return `if(${expression(dialect, part)}, 1, 0)=0`;
  }
};

const ANY = { kind: 'any' } as const;

const keyword = (dialect: Dialect, part: Extract<Predicate, { kind: 'keyword' }>): string => {
  // The raw text also holds names and escapes, so this finds more and less than the values.
  dialect.report('keyword');
  const raw: Dialect = {
    ...dialect,
    mapping: { ...dialect.mapping, field: () => '_raw', isArray: () => false, isLower: () => false },
  };
  const { test } = part;
  if (test.op === 'equals') {
    const parts = [ANY, { kind: 'text', text: test.value } as const, ANY];
    return testExpression(raw, '_raw', { op: 'pattern', parts, cased: test.cased });
  }
  if (test.op === 'pattern') return testExpression(raw, '_raw', { ...test, parts: [ANY, ...test.parts, ANY] });
  return testExpression(raw, '_raw', test);
};

/** The expression, in parentheses where it is a disjunction. */
export const expression = (dialect: Dialect, predicate: Predicate): string => {
  switch (predicate.kind) {
    case 'true':
      return 'true()';
    case 'false':
      return 'false()';
    case 'and':
      return predicate.parts.length === 0
        ? 'true()'
        : predicate.parts.map((part) => expression(dialect, part)).join(' AND ');
    case 'or':
      return predicate.parts.length === 0 ? 'false()' : orExpression(dialect, predicate.parts);
    case 'not':
      return negation(dialect, predicate.part);
    case 'match':
      return testExpression(dialect, predicate.field, predicate.test);
    case 'keyword':
      return keyword(dialect, predicate);
  }
};

/** The predicate as a stage; none for one that every event meets. */
export const whereStage = (dialect: Dialect, predicate: Predicate): readonly string[] =>
  predicate.kind === 'true' ? [] : [`where ${expression(dialect, predicate)}`];
