/**
 * The past buckets of one group, with their statistics.
 * @module
 */
import { NO_STATISTICS, withBucket, type Statistics } from './integer-statistics.js';
import { Queue } from './queue.js';

/** Buckets in order of time; the oldest are forgotten first. */
export interface BucketHistory {
  readonly statistics: Statistics;
  readonly size: number;
  /** Number of the oldest bucket on the UTC epoch grid; undefined when there is none. */
  readonly first: number | undefined;
  add(index: number, value: bigint): void;
  /** Forgets the buckets before one; gives how many. */
  forget(before: number): number;
}

class Buckets implements BucketHistory {
  statistics = NO_STATISTICS;
  readonly #buckets = new Queue<{ readonly index: number; readonly value: bigint }>();

  get size(): number {
    return this.#buckets.size;
  }

  get first(): number | undefined {
    return this.#buckets.first?.index;
  }

  add(index: number, value: bigint): void {
    this.#buckets.push({ index, value });
    this.statistics = withBucket(this.statistics, value, 1n);
  }

  forget(before: number): number {
    let gone = 0;
    for (let { first } = this.#buckets; first !== undefined && first.index < before; { first } = this.#buckets) {
      this.statistics = withBucket(this.statistics, first.value, -1n);
      this.#buckets.shift();
      gone += 1;
    }
    return gone;
  }
}

/** An empty history. */
export const bucketHistory = (): BucketHistory => new Buckets();
