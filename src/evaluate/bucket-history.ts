/**
 * The past buckets of one group, with their statistics.
 * @module
 */
import { NO_STATISTICS, withBucket, type Statistics } from './integer-statistics.js';

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

/** Room is given back once this many buckets were forgotten and they are half of what is kept. */
const COMPACT = 64;

class Buckets implements BucketHistory {
  statistics = NO_STATISTICS;
  #indexes: number[] = [];
  #values: bigint[] = [];
  #head = 0;

  get size(): number {
    return this.#indexes.length - this.#head;
  }

  get first(): number | undefined {
    return this.#indexes[this.#head];
  }

  add(index: number, value: bigint): void {
    this.#indexes.push(index);
    this.#values.push(value);
    this.statistics = withBucket(this.statistics, value, 1n);
  }

  forget(before: number): number {
    const from = this.#head;
    for (let index = this.first; index !== undefined && index < before; index = this.first) {
      this.statistics = withBucket(this.statistics, this.#values[this.#head] as bigint, -1n);
      this.#head += 1;
    }
    const gone = this.#head - from;
    if (this.#head >= COMPACT && this.#head * 2 >= this.#indexes.length) {
      this.#indexes = this.#indexes.slice(this.#head);
      this.#values = this.#values.slice(this.#head);
      this.#head = 0;
    }
    return gone;
  }
}

/** An empty history. */
export const bucketHistory = (): BucketHistory => new Buckets();
