/**
 * Terms of the first stage, which the index looks up.
 * @module
 */
import { lowerAscii } from '../../event/index.js';
import type { Predicate } from '../../rules/ir.js';
import type { Dialect } from './dialect.js';

/** Event types that a predicate can be true for, `*` at the end standing for any rest; undefined: any. */
const eventTypes = (predicate: Predicate): readonly string[] | undefined => {
  switch (predicate.kind) {
    case 'match': {
      if (predicate.field !== 'event_type') return undefined;
      const { test } = predicate;
      if (test.op === 'equals') return [test.value];
      const [first, second] = test.op === 'pattern' ? test.parts : [];
      return first?.kind === 'text' && second?.kind === 'any' ? [`${first.text}*`] : undefined;
    }
    case 'and':
      return predicate.parts.map(eventTypes).find((types) => types !== undefined);
    case 'or': {
      const all = predicate.parts.map(eventTypes);
      return all.every((types) => types !== undefined) && all.length > 0 ? [...new Set(all.flat())] : undefined;
    }
    default:
      return undefined;
  }
};

/**
 * Terms that narrow the first stage to the event types in question. Search compares without regard to case, so this
 * finds at least what `where` keeps; undefined when nothing can be said.
 */
export const baseTerms = (dialect: Dialect, predicate: Predicate): string | undefined => {
  if (!dialect.mapping.governance) return undefined;
  const types = eventTypes(predicate);
  if (types === undefined || types.length === 0 || !types.every((type) => /^[a-z_.]+\*?$/i.test(type)))
    return undefined;
  const terms = types.map((type) => `event_type="${lowerAscii(type)}"`);
  return terms.length === 1 ? terms[0] : `(${terms.join(' OR ')})`;
};
