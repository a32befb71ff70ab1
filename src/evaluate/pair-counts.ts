/**
 * How often each pair of whole numbers occurs.
 * @module
 */

const FIRST_SLOTS = 64;

/** Counts of pairs in an open hash table of plain numbers: what comes and goes leaves nothing to collect. */
export class PairCounts {
  #slots = FIRST_SLOTS;
  #firsts = new Int32Array(FIRST_SLOTS);
  #seconds = new Int32Array(FIRST_SLOTS);
  /** 0: the place is empty. */
  #counts = new Int32Array(FIRST_SLOTS);
  #size = 0;

  /** One occurrence more. Gives the count, 1 for a new pair. Both numbers are 32-bit integers. */
  add(first: number, second: number): number {
    const slot = this.#find(first, second);
    const count = (this.#counts[slot] as number) + 1;
    this.#counts[slot] = count;
    if (count > 1) return count;
    this.#firsts[slot] = first;
    this.#seconds[slot] = second;
    this.#size += 1;
    if (this.#size * 2 > this.#slots) this.#grow();
    return 1;
  }

  /** One occurrence less, of a pair that is there. Gives the count, 0 for a pair that is gone. */
  remove(first: number, second: number): number {
    const slot = this.#find(first, second);
    const count = (this.#counts[slot] as number) - 1;
    this.#counts[slot] = Math.max(0, count);
    if (count > 0) return count;
    this.#size -= 1;
    this.#close(slot);
    return 0;
  }

  #home(first: number, second: number): number {
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
    hash ^= hash >>> 15;
    return hash & (this.#slots - 1);
  }

  /** Where the pair is, or the empty place where it belongs. */
  #find(first: number, second: number): number {
    let slot = this.#home(first, second);
    while (this.#counts[slot] !== 0 && (this.#firsts[slot] !== first || this.#seconds[slot] !== second))
      slot = (slot + 1) & (this.#slots - 1);
    return slot;
  }

  /** Moves back what stands behind an emptied place, so that searches still end at the first empty one. */
  #close(empty: number): void {
    let hole = empty;
    for (let slot = (hole + 1) & (this.#slots - 1); this.#counts[slot] !== 0; slot = (slot + 1) & (this.#slots - 1)) {
      const home = this.#home(this.#firsts[slot] as number, this.#seconds[slot] as number);
      if (((slot - home) & (this.#slots - 1)) < ((slot - hole) & (this.#slots - 1))) continue;
      this.#firsts[hole] = this.#firsts[slot] as number;
      this.#seconds[hole] = this.#seconds[slot] as number;
      this.#counts[hole] = this.#counts[slot] as number;
      this.#counts[slot] = 0;
      hole = slot;
    }
  }

  #grow(): void {
    const [firsts, seconds, counts] = [this.#firsts, this.#seconds, this.#counts];
    this.#slots *= 2;
    this.#firsts = new Int32Array(this.#slots);
    this.#seconds = new Int32Array(this.#slots);
    this.#counts = new Int32Array(this.#slots);
    for (let old = 0; old < counts.length; old += 1) {
      if (counts[old] === 0) continue;
      const slot = this.#find(firsts[old] as number, seconds[old] as number);
      this.#firsts[slot] = firsts[old] as number;
      this.#seconds[slot] = seconds[old] as number;
      this.#counts[slot] = counts[old] as number;
    }
  }
}
