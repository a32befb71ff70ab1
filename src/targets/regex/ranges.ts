/**
 * Sets of characters as ranges of code points.
 * @module
 */

/** Inclusive ranges of code points. */
export type Ranges = readonly (readonly [number, number])[];

/** The last code point. */
export const MAX_CODE = 0x10ffff;

/** Sorted, merged ranges. */
export const merged = (ranges: Ranges): Ranges => {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
};

/** Every code point that is not in the ranges. */
export const inverted = (ranges: Ranges): Ranges => {
  const result: [number, number][] = [];
  let next = 0;
  for (const [from, to] of merged(ranges)) {
    if (from > next) result.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= MAX_CODE) result.push([next, MAX_CODE]);
  return result;
};

/** Adds the other case of A to Z. */
export const folded = (ranges: Ranges): Ranges =>
  merged(
    ranges.flatMap(([from, to]) => {
      const both: [number, number][] = [[from, to]];
      const overlap = (low: number, high: number, shift: number): void => {
        const [start, end] = [Math.max(from, low), Math.min(to, high)];
        if (start <= end) both.push([start + shift, end + shift]);
      };
      overlap(65, 90, 32);
      overlap(97, 122, -32);
      return both;
    }),
  );
