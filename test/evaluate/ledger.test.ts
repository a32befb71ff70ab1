import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Entry, listOf, type Counts, type OneOrMore } from '../../src/evaluate/entry.js';
import { Chain, Ledger, NONE, type Columns } from '../../src/evaluate/ledger.js';

const some = <T extends string | number>(value: fc.Arbitrary<T>): fc.Arbitrary<OneOrMore<T>> =>
  fc.oneof(value, fc.uniqueArray(value, { minLength: 2, maxLength: 4 }));
const text = some(fc.constantFrom('a', 'b', 'c', '', '🙂'));
const number = some(fc.constantFrom(0, -1.5, 7, 2 ** 53, 1e300));

const SHAPES: Readonly<
  Record<string, { readonly columns: Omit<Columns, 'whole'>; readonly counts: fc.Arbitrary<Counts> }>
> = {
  'that are there': { columns: { keys: 0, apart: false, numbers: false, order: false }, counts: fc.constant({}) },
  'with texts': {
    columns: { keys: 1, apart: false, numbers: false, order: false },
    counts: fc.record({ keys: text }),
  },
  'with texts of two fields': {
    columns: { keys: 2, apart: true, numbers: false, order: false },
    counts: fc.record({
      keysOfEach: fc.tuple(fc.option(text, { nil: undefined }), fc.option(text, { nil: undefined })),
    }),
  },
  'with texts of one field, apart': {
    columns: { keys: 1, apart: true, numbers: false, order: false },
    counts: fc.record({ keysOfEach: fc.tuple(text) }),
  },
  'with numbers': {
    columns: { keys: 0, apart: false, numbers: true, order: false },
    counts: fc.record({ numbers: number }),
  },
  'with an order': {
    columns: { keys: 0, apart: false, numbers: false, order: true },
    counts: fc.record({
      trail: fc.option(fc.record({ id: fc.constantFrom('t', 'u'), sequence: fc.nat() }), { nil: undefined }),
    }),
  },
};

/** What of an entry must come back, whatever stands for one or for no value. */
const plain = (entry: Entry) => ({
  time: entry.time,
  line: entry.line,
  check: entry.check,
  id: entry.id,
  sources: entry.sources,
  keys: listOf(entry.keys),
  keysOfEach: entry.keysOfEach?.map(listOf),
  numbers: listOf(entry.numbers),
  trail: entry.trail,
  eventIds: entry.eventIds,
});

describe.each(Object.entries(SHAPES))('events %s', (_name, { columns, counts }) => {
  test.each([true, false])('come back from their chains as they went in, ids kept: %s', (whole) => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('append' as const),
          chain: fc.nat({ max: 3 }),
          counts,
          line: fc.nat({ max: 9 }),
        }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('shift' as const), chain: fc.nat({ max: 3 }) }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constantFrom('clear' as const, 'look' as const), chain: fc.nat({ max: 3 }) }),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const ledger = new Ledger({ ...columns, whole });
        const chains = Array.from({ length: 4 }, () => ({ chain: new Chain(), expected: [] as Entry[] }));
        let time = 0;
        for (const each of steps) {
          const { chain, expected } = chains[each.chain] ?? { chain: new Chain(), expected: [] };
          if (each.kind === 'append') {
            time += 1;
            // Line 0: the firing of a chain, whose id nothing else tells.
            const ids = each.line === 0 ? ['x', 'y'] : undefined;
            const sources = columns.order ? (time % 3) + 1 : 1;
            const entry = new Entry(
              time,
              `e${String(time)}`,
              each.line,
              sources,
              each.counts,
              undefined,
              ids,
              time * 7,
            );
            ledger.append(chain, entry);
            expected.push(entry);
          } else if (each.kind === 'clear') {
            ledger.clear(chain);
            expected.length = 0;
          } else if (each.kind === 'shift' && chain.size > 0) {
            ledger.shift(chain);
            expected.shift();
          }
          for (const { chain: one, expected: kept } of chains) {
            expect(one.size).toBe(kept.length);
            if (each.kind === 'look')
              expect(ledger.entries(one).map(plain)).toEqual(
                kept.map((entry) => ({ ...plain(entry), id: whole || entry.line === 0 ? entry.id : '' })),
              );
          }
        }
        for (const { chain } of chains) ledger.clear(chain);
        for (const { chain } of chains) expect([chain.first, chain.last, chain.size]).toEqual([NONE, NONE, 0]);
      }),
      { numRuns: 40 },
    );
  });
});
