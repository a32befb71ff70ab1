/**
 * Searches in Lucene's syntax: any element of a field, whatever its type. Elasticsearch plans each function and each
 * regular expression by itself, so long lists are written as few of both: a node of 1 GB ran out of memory over 4,400
 * hashes with an expression each.
 * @module
 */
import { luceneRegex, queryString } from './text.js';

/** Literal text with free ends: it can stand in one expression with others of the same field and ends. */
interface Literal {
  /** Field; undefined: any. */
  readonly name: string | undefined;
  /** What may stand before and after it: `.*` or nothing. */
  readonly before: string;
  readonly after: string;
  /** The text as a regular expression, and its length in characters. */
  readonly text: string;
  readonly length: number;
}

interface Clause {
  readonly lucene: string;
  /** A clause that Elasticsearch cannot evaluate finds nothing; otherwise it refuses the query. */
  readonly lenient: boolean;
  readonly literal?: Literal;
}

/** Clauses of which one must hold, or none when negated. */
export interface Search {
  readonly clauses: readonly Clause[];
  readonly negated: boolean;
}

/** A search for values, of whatever type the field is. */
export const valueSearch = (lucene: string): Search => ({ clauses: [{ lucene, lenient: true }], negated: false });

/** A regular expression over a field that holds text, or over every field (`name` undefined) that does. */
export const regexSearch = (name: string | undefined, regex: string, literal?: Literal): Search => ({
  clauses: [
    { lucene: luceneRegex(name, regex), lenient: name === undefined, ...(literal === undefined ? {} : { literal }) },
  ],
  negated: false,
});

/** A search for literal text with free ends. */
export const literalSearch = (literal: Literal): Search =>
  regexSearch(literal.name, `${literal.before}${literal.text}${literal.after}`, literal);

/** The search as a condition of ES|QL. */
export const searchText = ({ clauses, negated }: Search): string => {
  const lenient = clauses.some((clause) => clause.lenient);
  const text = queryString(clauses.map(({ lucene }) => lucene).join(' OR '), lenient);
  return negated ? `NOT (${text})` : text;
};

/** Longest regular expression that Elasticsearch takes (index.max_regex_length is 1,000). */
export const MAX_REGEX = 900;

/**
 * Longest literal text behind `.*`: Elasticsearch makes such an expression deterministic with at most 100,000 steps, and
 * text that repeats itself takes the square of its length.
 */
export const MAX_LITERAL = 300;

/** The same for alternatives: their length together times the longest. */
const MAX_ALTERNATIVES = 400;
const MAX_ALTERNATIVE = 200;

/** Characters around alternatives: `.*(` and `).*`. */
const AROUND = 6;

interface Alternatives {
  readonly literal: Literal;
  readonly texts: string[];
  /** Together: as expressions, and in characters. */
  expression: number;
  characters: number;
}

const alternatives = ({ literal: { name, before, after }, texts }: Alternatives): Clause => {
  const [only = ''] = texts;
  const inner = texts.length === 1 ? only : `(${texts.join('|')})`;
  return { lucene: luceneRegex(name, `${before}${inner}${after}`), lenient: name === undefined };
};

/** Literals of the same field and ends in as few expressions as their length allows. */
const mergeLiterals = (clauses: readonly Clause[]): readonly Clause[] => {
  const kept: (Clause | Alternatives)[] = [];
  const open = new Map<string, Alternatives>();
  for (const clause of clauses) {
    const { literal } = clause;
    if (literal === undefined) {
      kept.push(clause);
      continue;
    }
    const { name, before, after, text, length } = literal;
    const key = JSON.stringify([name ?? null, before, after]);
    const known = length > MAX_ALTERNATIVE ? undefined : open.get(key);
    if (
      known !== undefined &&
      known.expression + 1 + text.length <= MAX_REGEX - AROUND &&
      known.characters + length <= MAX_ALTERNATIVES
    ) {
      known.texts.push(text);
      known.expression += 1 + text.length;
      known.characters += length;
      continue;
    }
    const begun = { literal, texts: [text], expression: text.length, characters: length };
    if (length <= MAX_ALTERNATIVE) open.set(key, begun);
    kept.push(begun);
  }
  return kept.map((one) => ('texts' in one ? alternatives(one) : one));
};

/** Most clauses in one function: Elasticsearch takes some thousand, fewer on a small node. */
const MAX_CLAUSES = 100;

/** Searches, all negated or none, as few that mean the same; lenient ones apart. */
export const mergeSearches = (searches: readonly Search[]): readonly Search[] => {
  const [first, ...others] = searches;
  if (first === undefined || others.length === 0) return searches;
  const clauses = mergeLiterals(searches.flatMap((one) => one.clauses));
  return [true, false].flatMap((lenient) => {
    const own = clauses.filter((clause) => clause.lenient === lenient);
    return Array.from({ length: Math.ceil(own.length / MAX_CLAUSES) }, (_, index) => ({
      clauses: own.slice(index * MAX_CLAUSES, (index + 1) * MAX_CLAUSES),
      negated: first.negated,
    }));
  });
};
