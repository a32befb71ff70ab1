// Random rules over foreign fields, and random events that hold what such rules look for.
import fc from 'fast-check';
import type { Comparator, PatternPart, Predicate, Test } from '../../../src/rules/ir.js';

/** Fields of random rules; the second has to be quoted in every language. */
export const RANDOM_FIELDS = ['Image', 'c-uri', 'user.name', 'Port'] as const;

const PIECES = [
  '\\',
  '"',
  "'",
  '*',
  '?',
  '%',
  '|',
  '\n',
  '\t',
  '\v',
  '\u00a0',
  '`',
  '$',
  '/',
  '{{',
  '[',
  ' ',
  '#',
  'a',
  'B',
  '7',
  '.',
  'é',
  '日',
  '🙂',
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
  fc.constantFrom(
    'C:\\Windows\\a.exe',
    '\\\\host\\c$',
    '" | delete',
    "' or 1=1",
    '0',
    '22',
    '22.5',
    '-1',
    '007',
    'true',
  ),
);
const ascii = text.filter((one) => /^[\0-\x7f]*$/.test(one));
const literal = fc
  .tuple(text, ascii, fc.boolean())
  .map(([any, plain, cased]) => ({ value: cased ? any : plain, cased }));

const PLACES: readonly ((value: string) => readonly PatternPart[])[] = [
  (value) => [{ kind: 'any' }, { kind: 'text', text: value }, { kind: 'any' }],
  (value) => [{ kind: 'text', text: value }, { kind: 'any' }],
  (value) => [{ kind: 'any' }, { kind: 'text', text: value }],
  (value) => [{ kind: 'text', text: value }, { kind: 'one' }],
  (value) => [{ kind: 'text', text: value }, { kind: 'any' }, { kind: 'text', text: value }],
];

const comparator = fc.constantFrom<Comparator>('eq', 'neq', 'lt', 'lte', 'gt', 'gte');
const equals = literal.map((one): Test => ({ op: 'equals', ...one }));
const pattern = fc
  .tuple(literal, fc.constantFrom(...PLACES))
  .map(([{ value, cased }, at]): Test => ({ op: 'pattern', parts: at(value), cased }));
const test: fc.Arbitrary<Test> = fc.oneof(
  { weight: 4, arbitrary: equals },
  { weight: 4, arbitrary: pattern },
  fc
    .tuple(comparator, fc.constantFrom(0, 22, 22.5, -1))
    .map(([one, value]): Test => ({ op: 'number', comparator: one, value })),
  fc.boolean().map((value): Test => ({ op: 'boolean', value })),
  fc.constantFrom<Test>({ op: 'null' }, { op: 'empty' }, { op: 'exists', value: true }, { op: 'exists', value: false }),
  fc
    .tuple(
      fc.constantFrom(
        'a',
        '^\\d+$',
        '\\\\',
        '"',
        '[^a-z]$',
        '^.a',
        'b|\\$',
        '\\.exe$',
        '/',
        '%\\*',
        '^$',
        '[\\\\"|]{2}',
        '(a|B)+',
        '\\s',
        '[^\\s]{3}',
        '\\S\\s\\S',
        '\\w\\W',
        '[\\t\\v]',
      ),
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([source, ignoreCase, multiline, dotAll]): Test => ({ op: 'regex', source, ignoreCase, multiline, dotAll })),
  fc
    .tuple(
      fc.constantFrom('Image', 'c-uri', 'user.name'),
      fc.constantFrom('equals' as const, 'contains' as const, 'startswith' as const, 'endswith' as const),
      fc.boolean(),
    )
    .map(([other, mode, cased]): Test => ({ op: 'field', other, mode, cased })),
);

/** A list of values under one field, as most rules have: targets write them together. */
const list = fc
  .tuple(fc.constantFrom(...RANDOM_FIELDS), fc.array(fc.oneof(equals, pattern), { minLength: 2, maxLength: 6 }))
  .map(([field, tests]): Predicate => ({
    kind: 'or',
    parts: tests.map((one) => ({ kind: 'match', field, test: one })),
  }));

/** Any predicate over the fields. */
export const randomPredicate: fc.Arbitrary<Predicate> = fc.letrec<{ node: Predicate }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc
      .tuple(fc.constantFrom(...RANDOM_FIELDS), test)
      .map(([field, one]): Predicate => ({ kind: 'match', field, test: one })),
    list,
    tie('node').map((part): Predicate => ({ kind: 'not', part })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('node'), { minLength: 1, maxLength: 3 }))
      .map(([kind, parts]): Predicate => ({ kind, parts })),
  ),
})).node;

const value = fc.oneof(
  { weight: 5, arbitrary: text },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(0, 22, 22.5, -1, true, false, null, '', 'TRUE', 'A', '\n', 'é', 'É'),
  },
  { weight: 1, arbitrary: fc.tuple(text, text).map((pair) => pair.join('')) },
);

/** Events with some of the fields. */
export const randomForeignEvent: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.record(
  Object.fromEntries(RANDOM_FIELDS.map((name) => [name, value])),
  { requiredKeys: [] },
);
