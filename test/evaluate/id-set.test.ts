import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdSet } from '../../src/evaluate/id-set.js';

const DIGITS = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
/** Ids of ours that share most of their digits, and texts that only look like them. */
const anyId = fc.oneof(
  fc.array(fc.constantFrom(...DIGITS), { minLength: 26, maxLength: 26 }).map((digits) => `evt_${digits.join('')}`),
  fc.nat({ max: 400 }).map((number) => `evt_01JR9X5K7M${String(number).padStart(16, '0')}`),
  fc.nat({ max: 40 }).map((number) => `evt_${String(number).padStart(26, 'U')}`),
  fc.nat({ max: 40 }).map((number) => `evt_01jr9x5k7m${String(number).padStart(16, '0')}`),
  fc.nat({ max: 40 }).map((number) => `#${String(number)}`),
  fc.string({ maxLength: 30 }),
);

describe('a set of ids', () => {
  it('says of every id what a set of texts says', () => {
    fc.assert(
      fc.property(fc.array(anyId, { maxLength: 3000, size: 'max' }), (ids) => {
        const set = createIdSet();
        const texts = new Set<string>();
        for (const id of ids) {
          const isNew = !texts.has(id);
          texts.add(id);
          expect(set.add(id)).toBe(isNew);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('says so of ids that mostly ascend, with stragglers and copies, few or many', () => {
    const id = (number: number): string => `evt_01JR9X5K7M${String(number).padStart(16, '0')}`;
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 400 }) },
    );
    for (const size of [300, 8000])
      fc.assert(
        fc.property(
          fc.array(step, { minLength: size / 2, maxLength: size, size: 'max' }),
          fc.boolean(),
          (steps, wide) => {
            const set = createIdSet();
            const texts = new Set<string>();
            let latest = 1000;
            for (const back of steps) {
              latest += wide ? 3 : 1;
              const text = id(back === 0 ? latest : latest - back);
              const isNew = !texts.has(text);
              texts.add(text);
              expect(set.add(text)).toBe(isNew);
            }
          },
        ),
        { numRuns: 10 },
      );
  });

  it('keeps to what it said when nothing ascends any more', () => {
    const set = createIdSet();
    const id = (number: number): string => `evt_01JR9X5K7M${String(number).padStart(16, '0')}`;
    for (let number = 5000; number < 7000; number += 1) expect(set.add(id(number))).toBe(true);
    for (let number = 4999; number > 0; number -= 1) expect(set.add(id(number))).toBe(true);
    for (let number = 1; number < 7000; number += 1) expect(set.add(id(number))).toBe(false);
  });

  it('tells ids apart by their first and their last digit', () => {
    const set = createIdSet();
    const middle = '1JR9X5K7M3N2P4Q6R8S0TV1W';
    for (const first of DIGITS) for (const last of DIGITS) expect(set.add(`evt_${first}${middle}${last}`)).toBe(true);
    for (const first of DIGITS) for (const last of DIGITS) expect(set.add(`evt_${first}${middle}${last}`)).toBe(false);
  });
});
