import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesMatching } from '../../../src/rules/parse/condition-names.js';

describe('names of `1 of`', () => {
  it('patterns mean names; an underscore hides', () => {
    const names = ['sel_a', 'sel_b', '_sel_c', 'other'];
    expect(namesMatching('them', names)).toEqual(['sel_a', 'sel_b', 'other']);
    expect(namesMatching('sel*', names)).toEqual(['sel_a', 'sel_b']);
    expect(namesMatching('_sel*', names)).toEqual(['_sel_c']);
    expect(namesMatching('*_*a', names)).toEqual(['sel_a']);
    expect(namesMatching('s', names)).toEqual([]);
  });

  it('patterns agree with a regular expression', () => {
    const piece = fc.constantFrom('a', 'b', '*', 'ab');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.stringMatching(/^[ab]{0,6}$/), (pieces, text) => {
        const pattern = pieces.join('');
        const regex = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
        if (pattern === '') return;
        expect(namesMatching(pattern, [text])).toEqual(regex.test(text) ? [text] : []);
      }),
    );
  });
});
