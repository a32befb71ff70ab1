import { expect, test } from 'vitest';
import { parseRegex, type RegexNode } from '../../../src/targets/regex/parse.js';

const PLAIN = { ignoreCase: false, multiline: false, dotAll: false };
const set = (...ranges: [number, number][]): RegexNode => ({ kind: 'set', ranges });
const of = (text: string): RegexNode => set([text.charCodeAt(0), text.charCodeAt(0)]);

test.each<[string, RegexNode]>([
  ['a', of('a')],
  ['', { kind: 'concat', parts: [] }],
  ['a|b', { kind: 'alternate', parts: [of('a'), of('b')] }],
  ['(?:a)(?P<n>b)', { kind: 'concat', parts: [of('a'), of('b')] }],
  ['a{2,}?', { kind: 'repeat', part: of('a'), min: 2, max: undefined }],
  ['a{3}', { kind: 'repeat', part: of('a'), min: 3, max: 3 }],
  ['a{x', { kind: 'concat', parts: [of('a'), of('{'), of('x')] }],
  ['.', set([0, 9], [11, 0x10ffff])],
  [String.raw`[^\d]`, set([0, 47], [58, 0x10ffff])],
  ['[a-c-]', set([45, 45], [97, 99])],
  ['[]a]', set([93, 93], [97, 97])],
  ['[[:digit:][:^ascii:]]', set([48, 57], [128, 0x10ffff])],
  [String.raw`\x41\x{1F642}`, { kind: 'concat', parts: [of('A'), set([0x1f642, 0x1f642])] }],
  ['\\x{1F600}\\u{1f600}', { kind: 'concat', parts: [set([0x1f600, 0x1f600]), set([0x1f600, 0x1f600])] }],
  [
    '\\b\\B',
    {
      kind: 'concat',
      parts: [
        { kind: 'boundary', negated: false },
        { kind: 'boundary', negated: true },
      ],
    },
  ],
  ['(?i)k', set([75, 75], [107, 107])],
  // A flag ends with its group.
  [
    '((?i)k)k',
    {
      kind: 'concat',
      parts: [{ kind: 'concat', parts: [{ kind: 'concat', parts: [] }, set([75, 75], [107, 107])] }, of('k')],
    },
  ],
  ['(?s).', set([0, 0x10ffff])],
  [
    String.raw`\A$`,
    {
      kind: 'concat',
      parts: [
        { kind: 'start', multiline: false },
        { kind: 'end', multiline: false },
      ],
    },
  ],
])('%s', (source, tree) => {
  const parsed = parseRegex(source, PLAIN);
  // Flags alone stand as nothing.
  const shown =
    source.startsWith('(?i)') || source.startsWith('(?s)') ? (parsed as { parts: RegexNode[] }).parts[1] : parsed;
  expect(shown).toEqual(tree);
});

test.each([
  ['a(?=b)', '?=b'],
  ['(?<!a)b', '?<!'],
  [String.raw`(a)\1`, String.raw`\1`],
  ['[z-a]', 'a range between classes'],
  ['[a', 'a pattern that ends too early'],
  ['(a', 'a pattern that ends too early'],
  ['*a', '* without anything to repeat'],
  ['a*+', 'a possessive quantifier'],
  ['[[:words:]]', '[:words:]'],
])('%s is refused', (source, reason) => {
  const parsed = parseRegex(source, PLAIN);
  expect(parsed).toEqual({ reason: `the expression holds ${reason}` });
});

test('a closing parenthesis without its opening', () => {
  expect(parseRegex('a)b', PLAIN)).toEqual({ reason: 'a closing parenthesis without its opening' });
});
