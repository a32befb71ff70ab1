import fc from 'fast-check';
import { expect, it, vi } from 'vitest';

const fresh = async () => {
  vi.resetModules();
  return import('../../src/event/ulid.js');
};

it('is monotonic within a millisecond, over time and when the clock steps back', async () => {
  const { ulid } = await fresh();
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 47 }), { minLength: 2, maxLength: 50 }), (times) => {
      const ids = times.flatMap((time) => [ulid(time), ulid(time), ulid(time)]);
      expect(ids).toEqual([...new Set(ids)].sort());
    }),
  );
});

it('has 26 Crockford characters and carries its time', async () => {
  const { newEventId, ulid, ulidTime } = await fresh();
  expect(ulid(0)).toMatch(/^0{10}[0-9A-HJKMNP-TV-Z]{16}$/);
  const now = Date.UTC(2026, 3, 7, 14, 32, 18, 847);
  expect(newEventId(now)).toMatch(/^evt_[0-9A-HJKMNP-TV-Z]{26}$/);
  expect(ulidTime(newEventId(now + 1))).toBe(now + 1);
  // The published example of the format.
  expect(ulidTime('01ARYZ6S41TSV4RRFFQ69G5FAV')).toBe(1469918176385);
});

it('100,000 in a row are different and sorted', async () => {
  const { ulid } = await fresh();
  const ids = Array.from({ length: 100_000 }, () => ulid());
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? ''))).toBe(true);
});
