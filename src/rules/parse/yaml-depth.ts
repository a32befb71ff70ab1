/**
 * How deep a YAML document is nested, before anything recursive reads it: at the end of the stack an engine may give up
 * the whole process instead of throwing.
 * @module
 */
import type { CST } from 'yaml';

/** Deepest nesting of a rule file. */
export const MAX_DEPTH = 64;

/** A document holds one token; a collection holds items of keys and values. */
const childrenOf = (token: CST.Token): readonly CST.Token[] => {
  switch (token.type) {
    case 'document':
      return token.value === undefined ? [] : [token.value];
    case 'block-map':
    case 'block-seq':
    case 'flow-collection':
      return token.items.flatMap(({ key, value }) =>
        [key, value].filter((child) => child !== undefined && child !== null),
      );
    default:
      return [];
  }
};

/**
 * Empties what is nested beyond MAX_DEPTH, so that the rest can be read. Gives the offset of the first node that was
 * taken out; undefined when there is none. Takes no stack of its own.
 */
export const cutDeep = (token: CST.Token): number | undefined => {
  let level: readonly CST.Token[] = [token];
  for (let depth = 0; depth <= MAX_DEPTH; depth += 1) level = level.flatMap(childrenOf);
  const [first] = level.flatMap(childrenOf);
  for (const deep of level) if ('items' in deep) deep.items = [];
  return first?.offset;
};
