import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketHistory } from '../../src/evaluate/bucket-history.js';

describe('the past buckets of a group', () => {
  it('have the statistics of those that were not forgotten', () => {
    const step = fc.record({
      after: fc.integer({ min: 1, max: 5 }),
      value: fc.bigInt(0n, 10n ** 12n),
      keep: fc.nat({ max: 200 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 500, size: 'max' }), (steps) => {
        const history = bucketHistory();
        let kept: { readonly index: number; readonly value: bigint }[] = [];
        let index = 0;
        for (const { after, value, keep } of steps) {
          index += after;
          history.add(index, value);
          kept.push({ index, value });
          const before = kept.length;
          const oldest = index - keep;
          kept = kept.filter((bucket) => bucket.index >= oldest);
          expect(history.forget(oldest)).toBe(before - kept.length);
          expect(history.size).toBe(kept.length);
          expect(history.first).toBe(kept[0]?.index);
          expect(history.statistics()).toEqual({
            count: BigInt(kept.length),
            sum: kept.reduce((sum, bucket) => sum + bucket.value, 0n),
            squares: kept.reduce((sum, bucket) => sum + bucket.value * bucket.value, 0n),
          });
        }
      }),
      { numRuns: 60 },
    );
  });
});
