/**
 * A queue that lets go of what has left it.
 * @module
 */

/** First in, first out, in a ring: a place is cleared when it is taken, so that nothing past stays in memory. */
export class Queue<T> {
  // Of one place: most groups hold one event and never another.
  #ring: (T | undefined)[] = [undefined];
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#size === 0 ? undefined : this.#ring[this.#head];
  }

  get last(): T | undefined {
    return this.#size === 0 ? undefined : this.#ring[(this.#head + this.#size - 1) & (this.#ring.length - 1)];
  }

  push(item: T): void {
    if (this.#size === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#size) & (this.#ring.length - 1)] = item;
    this.#size += 1;
  }

  shift(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#size -= 1;
    return item;
  }

  /** All that is in it, in order: a copy. */
  items(): T[] {
    const items: T[] = [];
    for (let index = 0; index < this.#size; index += 1)
      items.push(this.#ring[(this.#head + index) & (this.#ring.length - 1)] as T);
    return items;
  }

  /** The length of the ring stays a power of two. */
  #grow(): void {
    const items: (T | undefined)[] = this.items();
    for (let length = items.length; length > 0; length -= 1) items.push(undefined);
    this.#ring = items;
    this.#head = 0;
  }
}
