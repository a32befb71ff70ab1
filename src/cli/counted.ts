/**
 * Numbers with their nouns.
 * @module
 */

/** `1 issue`, `2 issues`. */
export const counted = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
