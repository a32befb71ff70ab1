import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confText, readConf } from '../../src/pack/splunk/conf.js';

describe('.conf files', () => {
  it('writes what it reads', () => {
    const line = fc
      .stringMatching(/^[a-z|=" .'()*]{1,30}$/)
      .map((text) => text.trim())
      .filter((text) => text !== '' && !text.startsWith('#'));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        const text = confText([{ name: 'a', settings: { search: lines.join('\n'), after: 'x' } }]);
        const read = readConf(text).get('a');
        expect(read?.get('after')).toBe('x');
        expect(
          read
            ?.get('search')
            ?.split('\n')
            .map((part) => part.trim()),
        ).toEqual(lines);
      }),
    );
  });

  it('cannot be broken out of by a line break', () => {
    const text = confText([{ name: 'a', settings: { search: 'x\n[b]\nevil = 1' } }]);
    expect([...readConf(text).keys()]).toEqual(['a']);
  });
});
