/**
 * Which rules of a temporal correlation must occur, as a boolean expression.
 * @module
 */
import type { SourceCondition, Threshold } from '../ir.js';
import { namesMatching } from './condition-names.js';
import type { Condition } from './condition.js';

/** An expression over names and patterns as one over rules. */
export const toSourceCondition = (condition: Condition, refs: readonly string[]): SourceCondition => {
  switch (condition.kind) {
    case 'name':
      return { kind: 'source', ref: condition.name };
    case 'not':
      return { kind: 'not', part: toSourceCondition(condition.part, refs) };
    case 'of': {
      const parts = namesMatching(condition.pattern, refs).map((ref): SourceCondition => ({ kind: 'source', ref }));
      return { kind: condition.quantity === 'all' ? 'and' : 'or', parts };
    }
    default:
      return { kind: condition.kind, parts: condition.parts.map((part) => toSourceCondition(part, refs)) };
  }
};

const holds = ({ comparator, value }: Threshold, count: number): boolean => {
  switch (comparator) {
    case 'eq':
      return count === value;
    case 'neq':
      return count !== value;
    case 'lt':
      return count < value;
    case 'lte':
      return count <= value;
    case 'gt':
      return count > value;
    case 'gte':
      return count >= value;
  }
};

/** Most rules whose combinations are tried one by one. */
export const MAX_COUNTED_SOURCES = 10;

/** `gte: 2` over three rules as a boolean expression; undefined when it means all of them; null when it cannot hold. */
export const countCondition = (
  refs: readonly string[],
  thresholds: readonly Threshold[],
): SourceCondition | undefined | null => {
  const counts = refs.map((_, index) => index + 1).filter((count) => thresholds.every((each) => holds(each, count)));
  const least = counts[0];
  if (least === undefined) return null;
  if (least === refs.length) return undefined;
  const atLeast = counts.length === refs.length - least + 1;
  const parts: SourceCondition[] = [];
  for (let set = 1; set < 2 ** refs.length; set += 1) {
    const inside = refs.filter((_, index) => ((set >> index) & 1) === 1);
    if (atLeast ? inside.length !== least : !counts.includes(inside.length)) continue;
    const outside = atLeast ? [] : refs.filter((ref) => !inside.includes(ref));
    parts.push({
      kind: 'and',
      parts: [
        ...inside.map((ref): SourceCondition => ({ kind: 'source', ref })),
        ...outside.map((ref): SourceCondition => ({ kind: 'not', part: { kind: 'source', ref } })),
      ],
    });
  }
  return { kind: 'or', parts };
};

const meets = (condition: SourceCondition, present: ReadonlySet<string>): boolean => {
  switch (condition.kind) {
    case 'source':
      return present.has(condition.ref);
    case 'not':
      return !meets(condition.part, present);
    case 'and':
      return condition.parts.every((part) => meets(part, present));
    case 'or':
      return condition.parts.some((part) => meets(part, present));
  }
};

/** Whether some of the rules can occur together so that the condition holds. Of many rules all are taken to. */
export const canHold = (condition: SourceCondition, refs: readonly string[]): boolean => {
  if (refs.length > MAX_COUNTED_SOURCES) return true;
  for (let set = 1; set < 2 ** refs.length; set += 1) {
    if (meets(condition, new Set(refs.filter((_, index) => ((set >> index) & 1) === 1)))) return true;
  }
  return false;
};
