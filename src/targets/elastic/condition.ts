/**
 * Conditions of ES|QL, how they are negated and joined. A condition that is null counts as not true.
 * @module
 */
import type { Problems } from '../problems.js';
import type { ElasticMapping } from './fields.js';
import { mergeSearches, searchText, type Search } from './search.js';

/** What a condition is written with. */
export interface PredicateContext {
  readonly mapping: ElasticMapping;
  readonly problems: Problems;
}

/** A condition's text; `total`: never null, so NOT needs no COALESCE (and full-text functions may not stand in one). */
export interface Condition {
  readonly text: string;
  readonly total: boolean;
  /** The search that the condition is. */
  readonly search?: Search;
}

/** A condition that is null where its field is missing. */
export const partial = (text: string): Condition => ({ text, total: false });

/** A condition that is true or false. */
export const total = (text: string): Condition => ({ text, total: true });

/** A search as a condition. */
export const searchCondition = (search: Search): Condition => ({ text: searchText(search), total: true, search });

/** Not true: also where the field is missing. */
export const negate = (condition: Condition): Condition =>
  condition.search !== undefined
    ? searchCondition({ ...condition.search, negated: !condition.search.negated })
    : total(condition.total ? `NOT (${condition.text})` : `NOT COALESCE(${condition.text}, false)`);

/** Most conditions in one chain: Elasticsearch reads each as a level of its own and takes 300 levels. */
const MAX_CHAIN = 100;

const chained = (parts: readonly Condition[], word: 'AND' | 'OR'): Condition => {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  if (parts.length > MAX_CHAIN) {
    const groups = Math.ceil(parts.length / MAX_CHAIN);
    const length = Math.ceil(parts.length / groups);
    const chains = Array.from({ length: groups }, (_, index) => parts.slice(index * length, (index + 1) * length));
    return chained(
      chains.filter((chain) => chain.length > 0).map((chain) => chained(chain, word)),
      word,
    );
  }
  return {
    text: `(${parts.map((part) => part.text).join(` ${word} `)})`,
    total: parts.every((part) => part.total),
  };
};

/** Searches of which one must hold (or none, negated) become few; each stands where the first of its own stood. */
const withFewSearches = (parts: readonly Condition[], word: 'AND' | 'OR'): readonly Condition[] => {
  const negated = word === 'AND';
  const isOne = (part: Condition): boolean => part.search?.negated === negated;
  const found = parts.flatMap(({ search }) => (search?.negated === negated ? [search] : []));
  const merged = mergeSearches(found).map(searchCondition);
  const first = parts.findIndex(isOne);
  return parts.flatMap((part, index) => (index === first ? merged : isOne(part) ? [] : [part]));
};

/** All or any of the conditions as one; at least one is given. */
export const joined = (parts: readonly Condition[], word: 'AND' | 'OR'): Condition =>
  chained(withFewSearches(parts, word), word);
