import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decisionTable, isSimple } from '../../src/evaluate/decision-table.js';
import { compilePredicate } from '../../src/evaluate/index.js';
import type { Predicate, Test } from '../../src/rules/ir.js';

const simple: fc.Arbitrary<Test> = fc.oneof(
  fc.record({
    op: fc.constant('equals' as const),
    value: fc.constantFrom('x', 'X', 'xy', '7', 'true', 'x'.repeat(256), 'x'.repeat(257)),
    cased: fc.boolean(),
  }),
  fc.record({
    op: fc.constant('number' as const),
    comparator: fc.constantFrom('eq' as const, 'lt' as const, 'gte' as const),
    value: fc.constantFrom(7, 0, -0, 1e21),
  }),
  fc.constantFrom<Test>(
    { op: 'null' },
    { op: 'empty' },
    { op: 'boolean', value: true },
    { op: 'exists', value: false },
  ),
);
const predicate: fc.Arbitrary<Predicate> = fc.letrec<{ tree: Predicate }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.record({ kind: fc.constant('match' as const), field: fc.constantFrom('a', 'a.b', 'c'), test: simple }),
    tie('tree').map((part): Predicate => ({ kind: 'not', part })),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), parts: fc.array(tie('tree'), { maxLength: 3 }) }),
  ),
})).tree;
const scalar = fc.constantFrom(
  ...['x', 'X', 'Xy', 'z', '', '7', '7.0', 'TRUE', 7, 0, -3, 1e21, true, null, 'X'.repeat(256), 'x'.repeat(258)],
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.constant({ b: 'x' }));
const event = fc.record({ a: fc.oneof(value, fc.record({ b: value })), c: value }, { requiredKeys: [] });

test('a table says of every event what its predicates say', () => {
  fc.assert(
    fc.property(
      fc.array(predicate, { minLength: 1, maxLength: 6 }),
      fc.array(event, { maxLength: 10, size: 'max' }),
      (predicates, events) => {
        const table = decisionTable(predicates.map((each, payload) => ({ predicate: each, payload })));
        const single = predicates.map(compilePredicate);
        for (const each of [...events, ...events]) {
          const found: number[] = [];
          table?.(each, (payloads) => found.push(...payloads));
          expect(found).toEqual(single.flatMap((matches, at) => (matches(each) ? [at] : [])));
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('what JSON cannot tell apart, and what costs more than a look, is not for a table', () => {
  const match = (each: Test): Predicate => ({ kind: 'match', field: 'a', test: each });
  for (const number of [Infinity, -Infinity, NaN])
    expect(isSimple(match({ op: 'number', comparator: 'lt', value: number }))).toBe(false);
  expect(isSimple({ kind: 'not', part: match({ op: 'pattern', cased: true, parts: [{ kind: 'any' }] }) })).toBe(false);
  expect(isSimple({ kind: 'keyword', test: { op: 'equals', value: 'x', cased: true } })).toBe(false);
  expect(isSimple(match({ op: 'equals', value: 'x', cased: true }))).toBe(true);
});

test('more tests than bits make no table', () => {
  const leaves = Array.from({ length: 31 }, (_, payload) => ({
    predicate: { kind: 'match', field: 'a', test: { op: 'equals', value: String(payload), cased: true } } as Predicate,
    payload,
  }));
  expect(decisionTable(leaves)).toBeUndefined();
  const table = decisionTable(leaves.slice(1));
  const found: number[] = [];
  table?.({ a: '30' }, (payloads) => found.push(...payloads));
  expect(found).toEqual([30]);
});
