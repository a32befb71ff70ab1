/**
 * Statistics over integers, decided without division, root or rounding.
 * @module
 */
import type { OneOrMore } from './entry.js';
import { MICRO } from './exact-sum.js';

/** n, sum and sum of squares of the active buckets. */
export interface Statistics {
  readonly count: bigint;
  readonly sum: bigint;
  readonly squares: bigint;
}

/** Adds a bucket, or takes it away again. */
export const withBucket = (statistics: Statistics, value: bigint, sign: 1n | -1n): Statistics => ({
  count: statistics.count + sign,
  sum: statistics.sum + sign * value,
  squares: statistics.squares + sign * value * value,
});

/** A running sum of safe integers: a plain number as long as that is exact, beyond that a big one. */
export class ExactTotal {
  #small = 0;
  #big = 0n;

  /** The sum: a number where that is exact. */
  get value(): number | bigint {
    return this.#big === 0n ? this.#small : this.#big + BigInt(this.#small);
  }

  /** @param values safe integers */
  add(values: OneOrMore<number> | undefined): void {
    if (typeof values === 'number') this.#addOne(values);
    else if (values !== undefined) for (const value of values) this.#addOne(value);
  }

  /** Back to zero. */
  clear(): void {
    this.#small = 0;
    this.#big = 0n;
  }

  #addOne(value: number): void {
    const sum = this.#small + value;
    if (Number.isSafeInteger(sum)) {
      this.#small = sum;
      return;
    }
    this.#big += BigInt(this.#small);
    this.#small = value;
  }
}

/** Room for rounding when doubles decide that a value is clearly too small. */
const CLEARLY = 1 - 1e-6;

/** True when v is certainly less than `factor` times the mean: doubles are enough to say so. */
export const clearlyBelow = (count: number, sum: number, value: number, factor: number): boolean =>
  sum > 0 && value * count < factor * sum * CLEARLY;

/** A decimal factor of a rule as an integer number of millionths. */
const millionths = (factor: number): bigint => BigInt(Math.round(factor * MICRO));
const ONE = BigInt(MICRO);

/** n*v > S and (n*v - S)^2 > k^2 * (n*SS - S^2). */
export const deviates = ({ count, sum, squares }: Statistics, value: bigint, sigma: number): boolean => {
  const above = count * value - sum;
  const k = millionths(sigma);
  return above > 0n && above * above * ONE * ONE > k * k * (count * squares - sum * sum);
};

/** n*v >= factor * S. */
export const reaches = ({ count, sum }: Statistics, value: bigint, factor: number): boolean =>
  count * value * ONE >= millionths(factor) * sum;

/** Mean and population deviation, for people to read. */
export const describeStatistics = (
  { count, sum, squares }: Statistics,
  unit: number,
): { readonly mean: number; readonly deviation: number } => {
  if (count === 0n) return { mean: 0, deviation: 0 };
  const n = Number(count);
  return {
    mean: Number(sum) / n / unit,
    deviation: Math.sqrt(Number(count * squares - sum * sum)) / n / unit,
  };
};
