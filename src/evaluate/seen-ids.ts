/**
 * Ids seen lately, with bounded memory.
 * @module
 */

/** Remembers at least the last `capacity` different ids, at most twice as many. */
export interface SeenIds {
  /** True when the id is new. */
  add(id: string): boolean;
}

/** Two generations: when the young one is full it becomes the old one, and the old one is forgotten. */
export const seenIds = (capacity: number): SeenIds => {
  let young = new Set<string>();
  let old = new Set<string>();
  return {
    add: (id) => {
      if (young.has(id) || old.has(id)) return false;
      if (young.size >= capacity) {
        old = young;
        young = new Set();
      }
      young.add(id);
      return true;
    },
  };
};
