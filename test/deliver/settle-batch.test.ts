import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settleBatch } from '../../src/deliver/settle-batch.js';
import type { SendResult, Sink } from '../../src/deliver/sink.js';
import type { TrailEntry } from '../../src/trail/index.js';

const batchOf = (size: number): TrailEntry[] =>
  Array.from({ length: size }, (_, index) => ({ sequence: index + 1 }) as TrailEntry);

/** A receiver that refuses requests with a poisoned record, and every request while it is out of order. */
const receiver = (
  poisoned: ReadonlySet<number>,
  outOfOrder: (request: number) => boolean,
  answer: SendResult = { status: 'refused', reason: 'Bad Request (400)' },
) => {
  const taken = new Set<number>();
  let requests = 0;
  const sink: Sink = {
    name: 'test',
    send: async (entries) => {
      requests += 1;
      if (outOfOrder(requests - 1)) return answer;
      if (entries.some(({ sequence }) => poisoned.has(sequence))) return { status: 'refused', reason: 'poison' };
      for (const { sequence } of entries) taken.add(sequence);
      return { status: 'accepted' };
    },
    close: async () => undefined,
  };
  return { sink, taken, count: () => requests };
};

const sequences = (entries: readonly TrailEntry[]): number[] => entries.map(({ sequence }) => sequence);

describe('settleBatch', () => {
  it('convicts nobody for an outage, whenever it begins and ends, and accounts for every entry', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }),
        fc.nat(60),
        fc.nat(60),
        fc.constantFrom<SendResult>(
          { status: 'refused', reason: 'Bad Request (400)' },
          { status: 'retry', reason: 'Service Unavailable (503)', afterMs: 5 },
        ),
        async (size, poisoned, from, length, answer) => {
          const bad = new Set(poisoned);
          const batch = batchOf(size);
          const { sink, taken } = receiver(bad, (request) => request >= from && request < from + length, answer);
          const settled = await settleBatch(sink, batch);
          const rejected = settled.rejected.map(({ entry }) => entry.sequence);
          expect(rejected.filter((sequence) => !bad.has(sequence))).toEqual([]);
          expect([...rejected, ...sequences(settled.waiting), ...taken].toSorted((a, b) => a - b)).toEqual(
            sequences(batch),
          );
          expect(settled.accepted).toBe(taken.size);
          expect(sequences(settled.waiting)).toEqual(sequences(settled.waiting).toSorted((a, b) => a - b));
          expect(settled.reason === undefined).toBe(settled.waiting.length === 0);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('finds every poisoned record of a batch in one round when the receiver works', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 64 }), { maxLength: 20 }), async (poisoned) => {
        const { sink, taken } = receiver(new Set(poisoned), () => false);
        const settled = await settleBatch(sink, batchOf(64));
        // Without one that passes among the probes, nothing says whether it is the records or the receiver.
        if (taken.size === 0) expect(settled.waiting).toHaveLength(64);
        else {
          expect(settled.rejected.map(({ entry }) => entry.sequence)).toEqual(poisoned.toSorted((a, b) => a - b));
          expect(settled.waiting).toEqual([]);
        }
      }),
    );
  });

  it('takes few requests to learn that a receiver refuses everything', async () => {
    const { sink, count } = receiver(new Set(), () => true);
    const settled = await settleBatch(sink, batchOf(512));
    expect(settled).toMatchObject({ accepted: 0, rejected: [], reason: 'Bad Request (400)' });
    expect(settled.waiting).toHaveLength(512);
    expect(count()).toBe(9);
  });
});
