/**
 * The past buckets of one group, with their statistics.
 * @module
 */
import { withBucket, type Statistics } from './integer-statistics.js';
import { Queue } from './queue.js';

/** Buckets in order of time; the oldest are forgotten first. */
export interface BucketHistory {
  readonly size: number;
  /** Number of the oldest bucket on the UTC epoch grid; undefined when there is none. */
  readonly first: number | undefined;
  /** Sum of the values, as a double. */
  readonly roughSum: number;
  /** Exactly. */
  statistics(): Statistics;
  add(index: number, value: number | bigint): void;
  /** Forgets the buckets before one; gives how many. */
  forget(before: number): number;
}

/** Statistics run along in plain numbers as long as those are exact. */
class Buckets implements BucketHistory {
  readonly #indexes = new Queue<number>();
  readonly #values = new Queue<number | bigint>();
  #sum = 0;
  #squares = 0;
  /** Instead of the numbers, from the first value that they cannot hold until nothing is left. */
  #exact: Statistics | undefined;

  get size(): number {
    return this.#indexes.size;
  }

  get first(): number | undefined {
    return this.#indexes.first;
  }

  get roughSum(): number {
    return this.#exact === undefined ? this.#sum : Number(this.#exact.sum);
  }

  statistics(): Statistics {
    return this.#exact ?? { count: BigInt(this.size), sum: BigInt(this.#sum), squares: BigInt(this.#squares) };
  }

  add(index: number, value: number | bigint): void {
    if (this.#exact === undefined && typeof value === 'number') {
      const [sum, squares] = [this.#sum + value, this.#squares + value * value];
      if (Number.isSafeInteger(sum) && Number.isSafeInteger(squares)) {
        this.#sum = sum;
        this.#squares = squares;
        this.#indexes.push(index);
        this.#values.push(value);
        return;
      }
    }
    this.#exact = withBucket(this.statistics(), BigInt(value), 1n);
    this.#indexes.push(index);
    this.#values.push(value);
  }

  forget(before: number): number {
    let gone = 0;
    for (let { first } = this; first !== undefined && first < before; { first } = this) {
      this.#indexes.shift();
      const value = this.#values.shift() ?? 0;
      gone += 1;
      if (this.size === 0) this.#clear();
      else if (this.#exact !== undefined) this.#exact = withBucket(this.#exact, BigInt(value), -1n);
      else {
        // No larger than what was added: as exact as that was.
        this.#sum -= Number(value);
        this.#squares -= Number(value) * Number(value);
      }
    }
    return gone;
  }

  #clear(): void {
    this.#sum = 0;
    this.#squares = 0;
    this.#exact = undefined;
  }
}

/** An empty history. */
export const bucketHistory = (): BucketHistory => new Buckets();
