/**
 * Items that wait for their time, given out in the order of time and, at the same time, of arrival.
 * @module
 */
import type { Item } from './correlation-node.js';
import { Queue } from './queue.js';

interface Straggler {
  readonly item: Item;
  /** Order of arrival among stragglers. */
  readonly place: number;
}

const earlier = (a: Straggler, b: Straggler): boolean =>
  a.item.entry.time < b.item.entry.time || (a.item.entry.time === b.item.entry.time && a.place < b.place);

/**
 * What comes in order waits in a queue, the rest in a binary heap: events come nearly in order, and a straggler costs
 * no more than the logarithm of their number.
 */
export class WaitingItems {
  readonly #queue = new Queue<Item>();
  #heap: Straggler[] = [];
  #places = 0;

  put(item: Item): void {
    const { last } = this.#queue;
    if (last === undefined || item.entry.time >= last.entry.time) this.#queue.push(item);
    else this.#rise({ item, place: (this.#places += 1) });
  }

  /** The earliest item before `time`, taken out. */
  takeBefore(time: number): Item | undefined {
    const { first } = this.#queue;
    const straggler = this.#heap[0]?.item;
    // Whoever waits in the queue with the same time came before the straggler did.
    if (straggler !== undefined && (first === undefined || straggler.entry.time < first.entry.time)) {
      if (straggler.entry.time >= time) return undefined;
      this.#sink();
      return straggler;
    }
    return first !== undefined && first.entry.time < time ? this.#queue.shift() : undefined;
  }

  #rise(straggler: Straggler): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(straggler);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Straggler;
      if (!earlier(straggler, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = straggler;
  }

  /** Takes the first one out. */
  #sink(): void {
    const heap = this.#heap;
    const moved = heap.pop() as Straggler;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && earlier(heap[child + 1] as Straggler, heap[child] as Straggler)) child += 1;
      const below = heap[child] as Straggler;
      if (!earlier(below, moved)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = moved;
  }
}
