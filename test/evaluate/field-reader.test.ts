import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldReader } from '../../src/evaluate/field-reader.js';
import type { EventObject } from '../../src/evaluate/field-value.js';
import { whileReading } from '../../src/evaluate/reading-turn.js';

const NAMES = [
  'a',
  'b',
  'c',
  'a.b',
  'b.a',
  'a.b.c',
  'constructor',
  '__proto__',
  'toString',
  'a-b',
  'x y',
  'é',
  '0',
  '',
];
const PATHS = [
  ...NAMES,
  'a.constructor',
  'constructor.name',
  '__proto__.a',
  'a.length',
  'a.a-b',
  'a.0',
  'a.b.',
  '.a',
  'a"]; throw 1; //',
];

const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>('text', '', 7, 0, true, false, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4 }),
  ),
})).value;
/** As events come: parsed, so that every name is a property of its own. */
const event = fc
  .dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 6 })
  .map((each) => JSON.parse(JSON.stringify(each)) as EventObject);

const isObject = (each: unknown): each is EventObject =>
  typeof each === 'object' && each !== null && !Array.isArray(each);

/** All ways to cut a path into names, nested ones first; the values found by the first way that finds any. */
const naive = (path: string, from: unknown): unknown => {
  if (Array.isArray(from)) {
    const found = from.flatMap((each: unknown) => naive(path, each) ?? []) as unknown[];
    return found.length === 0 ? undefined : found;
  }
  if (!isObject(from)) return undefined;
  const at = (name: string): unknown => (Object.hasOwn(from, name) ? from[name] : undefined) ?? undefined;
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const found = naive(path.slice(dot + 1), at(path.slice(0, dot)));
    if (found !== undefined) return found;
  }
  return at(path);
};
const cleaned = (found: unknown): unknown => {
  if (!Array.isArray(found)) return found;
  const items = found.filter((each) => each !== null);
  return items.length === 0 ? undefined : items;
};

test('a reader finds what a search for the path finds, with and without remembering', () => {
  const readers = PATHS.map((path) => ({ path, read: fieldReader(path) }));
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 5 }), (events) => {
      for (const each of events) {
        const expected = PATHS.map((path) => cleaned(naive(path, each)));
        expect(readers.map(({ read }) => read(each))).toEqual(expected);
        whileReading(() => {
          expect(readers.map(({ read }) => read(each))).toEqual(expected);
          expect(readers.map(({ read }) => read(each))).toEqual(expected);
        });
      }
    }),
    { numRuns: 300 },
  );
});

test('and finds it where Node makes no code from text', () => {
  const script = `
    const { compilePredicate } = await import(${JSON.stringify(new URL('../../dist/evaluate/index.js', import.meta.url))});
    const match = (field) => compilePredicate({ kind: 'match', field, test: { op: 'equals', value: 'text', cased: true } });
    const events = [{ a: { b: 'text' } }, { 'a.b': 'text' }, { a: [{ b: 'text' }] }, { a: { b: 'other' } }, { a: 'text' }];
    console.log(JSON.stringify([match('a.b'), match('a')].map((matches) => events.map(matches))));`;
  const run = (...flags: readonly string[]): unknown =>
    JSON.parse(execFileSync(process.execPath, [...flags, '--input-type=module', '-e', script], { encoding: 'utf8' }));
  const expected = [
    [true, true, true, false, false],
    [false, false, false, false, true],
  ];
  expect(run('--disallow-code-generation-from-strings')).toEqual(expected);
  expect(run()).toEqual(expected);
});
