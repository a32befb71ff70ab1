import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PairCounts } from '../../src/evaluate/pair-counts.js';

test('counts pairs as a map of texts does', () => {
  const number = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.constantFrom(2 ** 31 - 1, -(2 ** 31), 65_536, 131_072));
  const step = fc.record({ first: number, second: number, remove: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 1500, size: 'max' }), (steps) => {
      const counts = new PairCounts();
      const expected = new Map<string, number>();
      for (const { first, second, remove } of steps) {
        const key = `${String(first)} ${String(second)}`;
        const before = expected.get(key) ?? 0;
        if (remove && before === 0) continue;
        const after = remove ? before - 1 : before + 1;
        expected.set(key, after);
        expect(remove ? counts.remove(first, second) : counts.add(first, second)).toBe(after);
      }
    }),
    { numRuns: 100 },
  );
});
