/**
 * Sums that do not depend on the order of their terms.
 * @module
 */

/** Micro-dollars in a dollar. */
export const MICRO = 1_000_000;

/** Money is summed as integer micro-dollars: fields whose name ends in `_usd`. */
export const isMoney = (field: string): boolean => field.endsWith('_usd');

/** Correctly rounded sum (Shewchuk's partials): the same result in any order. */
export const exactSum = (terms: Iterable<number>): number => {
  const partials: number[] = [];
  for (const term of terms) {
    let x = term;
    let kept = 0;
    for (const partial of partials) {
      const [big, small] = Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial];
      const high = big + small;
      const low = small - (high - big);
      if (low !== 0) partials[kept++] = low;
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  // From the largest down; the rest decides a tie when rounding.
  let index = partials.length - 1;
  let high = partials[index] ?? 0;
  let low = 0;
  while (index > 0 && low === 0) {
    index -= 1;
    const x = high;
    const y = partials[index] ?? 0;
    high = x + y;
    low = y - (high - x);
  }
  const next = partials[index - 1];
  if (next !== undefined && low !== 0 && low < 0 === next < 0) {
    const doubled = low * 2;
    const rounded = high + doubled;
    if (rounded - high === doubled) high = rounded;
  }
  return high;
};
