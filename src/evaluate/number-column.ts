/**
 * Counted numbers of events.
 * @module
 */
import type { OneOrMore } from './entry.js';

const NOTHING: readonly number[] = [];

/** Numbers by place. */
export class NumberColumn {
  /** NaN: none or several, which stand apart. */
  #numbers = new Float64Array(0);
  readonly #several = new Map<number, readonly number[]>();

  /** Makes room for so many places. */
  grow(room: number): void {
    const numbers = new Float64Array(room);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }

  put(place: number, numbers: OneOrMore<number> | undefined): void {
    if (typeof numbers === 'number' && !Number.isNaN(numbers)) {
      this.#numbers[place] = numbers;
      return;
    }
    this.#numbers[place] = NaN;
    if (numbers !== undefined) this.#several.set(place, typeof numbers === 'number' ? [numbers] : numbers);
  }

  /** Forgets what stands at a place. */
  drop(place: number): void {
    if (this.#several.size > 0) this.#several.delete(place);
  }

  /** All numbers. */
  numbers(place: number): readonly number[] {
    const number = this.#numbers[place] as number;
    return Number.isNaN(number) ? (this.#several.get(place) ?? NOTHING) : [number];
  }
}
