import { describe, expect, test } from 'vitest';
import { isTooComplex } from '../../../src/targets/elastic/determinize.js';
import { parseRegex } from '../../../src/targets/regex/parse.js';

const tooComplex = (source: string): boolean => {
  const tree = parseRegex(source, { ignoreCase: false, multiline: false, dotAll: true });
  if ('reason' in tree) throw new Error(tree.reason);
  return isTooComplex(tree);
};

describe('expressions that Elasticsearch gives up on', () => {
  // Both sides of the border as Elasticsearch 8.19.21 answers: the last that it takes and the first that it does not.
  test.each([
    ['o.{1,10}bar', 'o.{1,11}bar'],
    ['o[a-z]{11}r', 'o[a-z]{12}r'],
    ['x{310,}', 'x{320,}'],
    ['.{440}', '.{445}'],
    ['.{440,}', '.{445,}'],
    ['o.{3,8}b.{1,4}c', 'o.{3,10}b.{1,5}c'],
    ['a(?:b|.{2}){1,5}x', 'a(?:b|.{2}){1,6}x'],
  ])('%s is taken, %s is not', (taken, refused) => {
    expect(tooComplex(taken)).toBe(false);
    expect(tooComplex(refused)).toBe(true);
  });

  test.each([
    ['^.{0,900}$', 'both ends are fixed'],
    ['^x{900}', 'nothing may stand before'],
    ['-enc[a-z]{0,9}\\s+[A-Za-z0-9+/=]{20,}', 'no attempt begins within a repetition'],
    ['[a-f0-9]{32}.{0,3}[a-f0-9]{8}', 'attempts run along with each other'],
    ['\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}', 'an address'],
    ['(?:cmd|powershell|pwsh|rundll32|regsvr32|mshta)\\.exe', 'words'],
  ])('%s is taken: %s', (source) => {
    expect(tooComplex(source)).toBe(false);
  });

  test('thousands of positions are refused without looking further', () => {
    expect(tooComplex('(?:a.{90}b){50}')).toBe(true);
  });
});
