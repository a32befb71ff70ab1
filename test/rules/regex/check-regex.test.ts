import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRegex, isRegexProblem } from '../../../src/rules/regex/check-regex.js';

const source = (pattern: string): string => {
  const checked = checkRegex(pattern);
  return isRegexProblem(checked) ? `refused: ${checked.message}` : checked.source;
};

describe('regular expressions', () => {
  it.each([
    ['a+', 'a+'],
    ['(a|b)?', '(?:a|b)?'],
    ['(?P<x>a)', '(?:a)'],
    ['(?<x>a)', '(?:a)'],
    ['\\-\\_\\/\\"', '-_\\/"'],
    ['a{2,3}?', 'a{2,3}?'],
    ['a{,3}', 'a\\{,3\\}'],
    ['{x}', '\\{x\\}'],
    ['[]a]', '[\\]a]'],
    ['[a-c-]', '[a-c\\-]'],
    ['[\\w-.]', '[\\w\\-.]'],
    ['[[:alpha:]_]', '[A-Za-z_]'],
    ['\\x41\\x{1F600}', '\\x41\\u{1f600}'],
    ['\\pL\\P{Nd}\\p{^Lu}', '\\p{L}\\P{Nd}\\P{Lu}'],
    ['\\Qa.b\\E+', 'a\\.b+'],
    ['(?ims)a', 'a'],
    ['', ''],
  ])('%s becomes %s', (pattern, expected) => {
    expect(source(pattern)).toBe(expected);
  });

  it.each([
    '(?=a)',
    '(?!a)',
    '(?<=a)',
    '(?<!a)',
    '(a)\\1',
    '\\k<x>',
    '(?>a)',
    'a++',
    'a**',
    '*a',
    '(a',
    'a)',
    '[a',
    'a\\',
    'a{1001}',
    'a{3,2}',
    '\\Z',
    '\\012',
    'a(?i)b',
    '(?i:a)',
    '^*',
    '\\p{Greek}',
  ])('%s is refused', (pattern) => {
    expect(isRegexProblem(checkRegex(pattern))).toBe(true);
  });

  it('finds repetitions inside repetitions', () => {
    const nested = (pattern: string) => {
      const checked = checkRegex(pattern);
      return !isRegexProblem(checked) && checked.nestedRepeat;
    };
    expect(nested('(a+)+')).toBe(true);
    expect(nested('(?:x(?:ab*)){2,}')).toBe(true);
    expect(nested('(a+)?')).toBe(false);
    expect(nested('(a+b){2}')).toBe(false);
    expect(nested('a+b+')).toBe(false);
  });

  it('what is accepted matches as before', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '.',
      '(a|b)',
      '[ab]',
      '[^a]',
      'a*',
      'b+',
      'a?',
      '\\.',
      '\\-',
      '^',
      '$',
      '\\w',
      '\\d{1,2}',
    );
    const input = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '1', '\n') });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), input, (pieces, text) => {
        const pattern = pieces.join('');
        const checked = checkRegex(pattern);
        if (isRegexProblem(checked)) return;
        expect(new RegExp(checked.source, 'u').test(text)).toBe(new RegExp(pattern).test(text));
      }),
      { numRuns: 500 },
    );
  });

  it('any text is answered', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'()[]{}*+?|\\^$.-:PQEdxk01<>=!,a\u{1F600}') }), (pattern) => {
        const checked = checkRegex(pattern);
        if (isRegexProblem(checked)) expect(checked.at).toBeLessThanOrEqual(pattern.length);
        else expect(() => new RegExp(checked.source, 'u')).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });
});
