import fc from 'fast-check';
import { expect, test } from 'vitest';
import { characterWriter, decimalText, foldedWriter, typedNumber } from '../../src/targets/literal-text.js';

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
  [-1.25e-7, '-0.000000125'],
  [0.1, '0.1'],
  [1e21, '1000000000000000000000'],
  [-1.25e22, '-12500000000000000000000'],
])('%d as %s', (value, text) => {
  expect(decimalText(value)).toBe(text);
});

test('digits give every number back, without an exponent', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = decimalText(value);
      expect(text).toMatch(/^-?\d+(?:\.\d+)?$/);
      // 0 and -0 are one number everywhere.
      expect(Number(text)).toBe(value === 0 ? 0 : value);
      expect(Number(typedNumber(value))).toBe(value === 0 ? 0 : value);
    }),
  );
});

test('an integer that is no longer exact is written as a floating-point number', () => {
  expect(typedNumber(9_007_199_254_740_991)).toBe('9007199254740991');
  expect(typedNumber(9_007_199_254_740_992)).toBe('9007199254740992.0');
  expect(typedNumber(-1e21)).toBe('-1000000000000000000000.0');
  expect(typedNumber(0.5)).toBe('0.5');
});
