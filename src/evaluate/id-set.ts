/**
 * A set of event ids that only grows.
 * @module
 */
import { packId, WORDS } from './packed-id.js';

const FIRST_SLOTS = 1024;
/** From so many on, ids out of order are judged by their share. */
const MANY = 1024;

/** Remembers ids exactly; our own in 20 bytes, without keeping their texts. */
export interface IdSet {
  /** True when the id is new. */
  add(id: string): boolean;
}

/** Creates an empty set. */
export const createIdSet = (): IdSet => {
  const others = new Set<string>();
  let slots = FIRST_SLOTS;
  let words = new Int32Array(slots * WORDS);
  let used = new Uint8Array(slots);
  let size = 0;
  const id = new Int32Array(WORDS);

  const slotOf = (from: Int32Array, at: number): number => {
    let hash = 0;
    for (let index = 0; index < WORDS; index += 1) {
      hash = Math.imul(hash ^ (from[at + index] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash & (slots - 1);
  };

  const holds = (slot: number, from: Int32Array, at: number): boolean => {
    for (let index = 0; index < WORDS; index += 1) if (words[slot * WORDS + index] !== from[at + index]) return false;
    return true;
  };

  /** Puts an id in; false when it is there. */
  const put = (from: Int32Array, at: number): boolean => {
    let slot = slotOf(from, at);
    while (used[slot] === 1) {
      if (holds(slot, from, at)) return false;
      slot = (slot + 1) & (slots - 1);
    }
    used[slot] = 1;
    for (let index = 0; index < WORDS; index += 1) words[slot * WORDS + index] = from[at + index] as number;
    return true;
  };

  const grow = (): void => {
    const [oldWords, oldUsed] = [words, used];
    slots *= 2;
    words = new Int32Array(slots * WORDS);
    used = new Uint8Array(slots);
    for (let slot = 0; slot < oldUsed.length; slot += 1) if (oldUsed[slot] === 1) put(oldWords, slot * WORDS);
  };

  const addToTable = (from: Int32Array, at: number): boolean => {
    if (size * 2 >= slots) grow();
    if (!put(from, at)) return false;
    size += 1;
    return true;
  };

  // Ids that ascend, as those of one writer do, stand in a row: a new last one was never seen before.
  let row = new Int32Array(FIRST_SLOTS * WORDS);
  let inRow = 0;
  let ordered = true;

  /** Below 0: the id in hand is smaller than the one at a place of the row; 0: the same. */
  const compareWith = (place: number): number => {
    for (let index = 0; index < WORDS; index += 1) {
      const difference = (id[index] as number) - (row[place * WORDS + index] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  };

  const isInRow = (): boolean => {
    let [low, high] = [0, inRow - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const order = compareWith(middle);
      if (order === 0) return true;
      if (order < 0) high = middle - 1;
      else low = middle + 1;
    }
    return false;
  };

  const append = (): void => {
    if ((inRow + 1) * WORDS > row.length) {
      const longer = new Int32Array(row.length * 2);
      longer.set(row);
      row = longer;
    }
    for (let index = 0; index < WORDS; index += 1) row[inRow * WORDS + index] = id[index] as number;
    inRow += 1;
  };

  /** Too many do not ascend: from now on the table holds all of them. */
  const leaveOrder = (): void => {
    ordered = false;
    for (let place = 0; place < inRow; place += 1) addToTable(row, place * WORDS);
    row = new Int32Array(0);
  };

  return {
    add: (text) => {
      if (!packId(text, id)) {
        const before = others.size;
        return others.add(text).size > before;
      }
      if (!ordered) return addToTable(id, 0);
      if (inRow === 0 || compareWith(inRow - 1) > 0) {
        append();
        return true;
      }
      if (isInRow() || !addToTable(id, 0)) return false;
      if (size > MANY && size * 4 > inRow) leaveOrder();
      return true;
    },
  };
};
