import fc from 'fast-check';
import { expect, test } from 'vitest';
import { characterWriter, decimalText, foldedWriter } from '../../src/targets/literal-text.js';

const marked = (character: string): string => (/\w/.test(character) ? character : `<${character}>`);

test('every character of ASCII is written by its form, all others stand', () => {
  const write = characterWriter(marked);
  expect(write('a.b\n\u0080\u00e9\u{1f642}')).toBe('a<.>b<\n>\u0080\u00e9\u{1f642}');
  expect(write('\ud83d')).toBe('\ud83d');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const expected = Array.from(text, (one) => (one < '\u0080' ? marked(one) : one)).join('');
      expect(write(text)).toBe(expected);
    }),
  );
});

test('both cases of A to Z and of no other letter', () => {
  expect(foldedWriter(marked)('aZ1.\u00e9')).toBe('[aA][zZ]1<.>\u00e9');
});

test.each([
  [0, '0'],
  [-1.5, '-1.5'],
  [1e-7, '0.0000001'],
  [0.1, '0.1'],
])('%d as %s', (value, text) => {
  expect(decimalText(value)).toBe(text);
});
