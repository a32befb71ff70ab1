/**
 * Texts that one group has shown, with the time each was last seen.
 * @module
 */
import type { TextIds } from './text-ids.js';

/** By the number of a text. Each that is remembered is one use of it. */
export class SeenTexts {
  readonly #texts: TextIds;
  /** Place in `#times`. A changed time changes no map. */
  readonly #places = new Map<number, number>();
  readonly #times: number[] = [];
  readonly #free: number[] = [];
  /** No time is earlier. */
  #from = Infinity;

  constructor(texts: TextIds) {
    this.#texts = texts;
  }

  get size(): number {
    return this.#places.size;
  }

  has(text: number): boolean {
    return this.#places.has(text);
  }

  /** Remembers a text that is not there. */
  add(text: number, time: number): void {
    this.#texts.useAgain(text);
    const place = this.#free.pop() ?? this.#times.length;
    this.#places.set(text, place);
    this.#times[place] = time;
    this.#from = Math.min(this.#from, time);
  }

  /** A text that is there was seen again. */
  again(text: number, time: number): void {
    this.renew(text, time, -Infinity);
  }

  /** The same if it was last seen at `since` or later; else answers false. */
  renew(text: number, time: number, since: number): boolean {
    const place = this.#places.get(text);
    if (place === undefined) return false;
    const last = this.#times[place] as number;
    if (last < since) return false;
    if (time > last) this.#times[place] = time;
    return true;
  }

  /** Forgets what was last seen before a time; gives how many. */
  forget(before: number): number {
    if (this.#from >= before) return 0;
    // The bound is as old as the oldest text was once; looking at all of them makes it exact again.
    this.#from = Infinity;
    let gone = 0;
    for (const [text, place] of this.#places) {
      const time = this.#times[place] as number;
      if (time >= before) {
        this.#from = Math.min(this.#from, time);
        continue;
      }
      this.#places.delete(text);
      this.#texts.release(text);
      this.#free.push(place);
      gone += 1;
    }
    return gone;
  }
}
