/**
 * Facts of names, read once: the same object keys come back with every event.
 * @module
 */
import { readName, type NameFacts } from './name-facts.js';

/** Most names that are kept. */
export const MAX_NAMES = 4096;

/** Facts of a name below its parent's. */
export type NameCache = (name: string, parent: string) => NameFacts;

/** An empty cache, of bounded size. */
export const createNameCache = (): NameCache => {
  /** By the parent's name, then by the own. */
  const names = new Map<string, Map<string, NameFacts>>();
  let nameCount = 0;

  return (name: string, parent: string): NameFacts => {
    const below = names.get(parent);
    const known = below?.get(name);
    if (known !== undefined) return known;
    if (nameCount >= MAX_NAMES) {
      names.clear();
      nameCount = 0;
    }
    const facts = readName(name, parent);
    nameCount += 1;
    const siblings = names.get(parent) ?? new Map<string, NameFacts>();
    names.set(parent, siblings);
    siblings.set(name, facts);
    return facts;
  };
};
