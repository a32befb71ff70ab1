/**
 * Boolean structure of a log search. A negated term inside OR excludes logs from the whole group instead of adding an
 * alternative (as in Lucene), so OR only ever holds positive parts and a group never holds negated ones alone.
 * @module
 */

/** A part without negation in front. */
type Positive =
  | { readonly kind: 'term'; readonly text: string }
  /** At least one of the parts is not negated. */
  | { readonly kind: 'and'; readonly parts: readonly Clause[] }
  | { readonly kind: 'or'; readonly parts: readonly Positive[] };

/** A query, or nothing at all, or everything. */
export type Clause =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'clause'; readonly negated: boolean; readonly node: Positive };

type Real = Extract<Clause, { kind: 'clause' }>;

export const ALL: Clause = { kind: 'all' };
export const NONE: Clause = { kind: 'none' };

/** One `name:value`. */
export const term = (text: string): Clause => ({ kind: 'clause', negated: false, node: { kind: 'term', text } });

/** Not true: holds where the attribute is missing. */
export const negate = (clause: Clause): Clause => {
  if (clause.kind === 'all') return NONE;
  return clause.kind === 'none' ? ALL : { ...clause, negated: !clause.negated };
};

const isReal = (clause: Clause): clause is Real => clause.kind === 'clause';

/** Nested conjunctions stand in one; `-(a OR b)` is `-a -b`. */
const flattened = (clause: Real): readonly Real[] => {
  const { node, negated } = clause;
  if (!negated && node.kind === 'and') return node.parts.filter(isReal).flatMap(flattened);
  if (negated && node.kind === 'or') return node.parts.map((part) => ({ kind: 'clause', negated: true, node: part }));
  return [clause];
};

/** All of them. */
export const allOf = (clauses: readonly Clause[]): Clause => {
  if (clauses.some(({ kind }) => kind === 'none')) return NONE;
  const parts = clauses.filter(isReal).flatMap(flattened);
  const [only] = parts;
  if (only === undefined) return ALL;
  if (parts.length === 1) return only;
  return parts.every(({ negated }) => negated)
    ? { kind: 'clause', negated: true, node: { kind: 'or', parts: parts.map(({ node }) => node) } }
    : { kind: 'clause', negated: false, node: { kind: 'and', parts } };
};

/** Any of them. */
export const anyOf = (clauses: readonly Clause[]): Clause => {
  if (clauses.some(({ kind }) => kind === 'all')) return ALL;
  const parts = clauses.filter(isReal);
  const [only] = parts;
  if (only === undefined) return NONE;
  if (parts.length === 1) return only;
  if (parts.some(({ negated }) => negated)) return negate(allOf(parts.map(negate)));
  const nodes = parts.flatMap(({ node }) => (node.kind === 'or' ? node.parts : [node]));
  return { kind: 'clause', negated: false, node: { kind: 'or', parts: nodes } };
};

const conjunction = (parts: readonly Clause[]): string =>
  parts
    .filter(isReal)
    .map(({ negated, node }) => `${negated ? '-' : ''}${grouped(node)}`)
    .join(' ');

const grouped = (node: Positive): string => {
  switch (node.kind) {
    case 'term':
      return node.text;
    case 'and':
      return `(${conjunction(node.parts)})`;
    case 'or':
      return `(${node.parts.map(grouped).join(' OR ')})`;
  }
};

/** A query that no log meets. */
const NOTHING = '(service:"" -service:"")';

/** Text of a query; `*:*` for everything. */
export const queryText = (clause: Clause): string => {
  if (clause.kind === 'all') return '*:*';
  if (clause.kind === 'none') return NOTHING;
  return conjunction(flattened(clause));
};
