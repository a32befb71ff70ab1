/**
 * Counts in messages.
 * @module
 */

/** `1 event`, `2 events`. */
export const plural = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
