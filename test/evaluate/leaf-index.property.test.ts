import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leafIndex } from '../../src/evaluate/leaf-index.js';
import { compilePredicate } from '../../src/evaluate/index.js';
import type { Predicate, Test } from '../../src/rules/ir.js';

const field = fc.constantFrom('event_type', 'a.b', 'n', 'list');
const LONG = 'x'.repeat(300);
const text = fc.constantFrom('x', 'X', 'y', '7', '7.0', 'true', '', LONG, 'é', 'É');
const oneTest: fc.Arbitrary<Test> = fc.oneof(
  fc.record({ op: fc.constant('equals' as const), value: text, cased: fc.boolean() }),
  fc.record({
    op: fc.constant('number' as const),
    comparator: fc.constantFrom('eq' as const, 'neq' as const, 'gt' as const),
    value: fc.constantFrom(7, 0, -0, Infinity, -Infinity, NaN),
  }),
  text.map((value): Test => ({ op: 'pattern', cased: false, parts: [{ kind: 'text', text: value }, { kind: 'any' }] })),
  fc.constantFrom<Test>(
    { op: 'null' },
    { op: 'empty' },
    { op: 'exists', value: true },
    { op: 'exists', value: false },
    { op: 'boolean', value: true },
    { op: 'field', other: 'n', mode: 'equals', cased: true },
  ),
);
const predicate: fc.Arbitrary<Predicate> = fc.letrec<{ tree: Predicate }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ kind: fc.constant('match' as const), field, test: oneTest }),
    fc.record({ kind: fc.constant('match' as const), field, test: oneTest }),
    fc.constantFrom<Predicate>(
      { kind: 'true' },
      { kind: 'false' },
      { kind: 'keyword', test: { op: 'equals', value: 'y', cased: true } },
    ),
    tie('tree').map((part): Predicate => ({ kind: 'not', part })),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), parts: fc.array(tie('tree'), { maxLength: 3 }) }),
  ),
})).tree;
const scalar = fc.constantFrom(
  ...['x', 'X', 'y', 'z', '7', '7.0', 7, 0, true, '', null, LONG, LONG.toUpperCase(), `${LONG}y`, 'é', 'É', '-', '--'],
);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.constant({ deep: 'y' }));
const event = fc.record(
  { event_type: value, a: fc.record({ b: value }, { requiredKeys: [] }), n: value, list: value },
  { requiredKeys: [] },
);

test('the index finds what trying every predicate finds', () => {
  fc.assert(
    fc.property(
      fc.array(predicate, { maxLength: 25, size: 'max' }),
      fc.array(event, { maxLength: 12, size: 'max' }),
      (predicates, events) => {
        const index = leafIndex(predicates.map((each, payload) => ({ predicate: each, payload })));
        const single = predicates.map(compilePredicate);
        // The same values come again, so that remembered answers are used too.
        for (const each of [...events, ...events]) {
          const found: number[] = [];
          index(each, (payloads) => found.push(...payloads));
          expect(found.sort((a, b) => a - b)).toEqual(single.flatMap((matches, at) => (matches(each) ? [at] : [])));
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('more values than it remembers', () => {
  const predicates = Array.from({ length: 20 }, (_, n): Predicate => ({
    kind: 'match',
    field: 'f',
    test: { op: 'equals', value: `value-${String(n * 30)}`, cased: false },
  }));
  const index = leafIndex(predicates.map((each, payload) => ({ predicate: each, payload })));
  for (let n = 0; n < 600; n += 1) {
    const found: number[] = [];
    index({ f: `VALUE-${String(n)}` }, (payloads) => found.push(...payloads));
    expect(found).toEqual(n % 30 === 0 ? [n / 30] : []);
  }
});
