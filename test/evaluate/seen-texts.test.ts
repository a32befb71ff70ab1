import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeenTexts } from '../../src/evaluate/seen-texts.js';
import { TextIds } from '../../src/evaluate/text-ids.js';

test('remembers each text until it was not seen for long enough', () => {
  const step = fc.record({
    text: fc.nat({ max: 20 }).map(String),
    after: fc.nat({ max: 5 }),
    keep: fc.nat({ max: 40 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      const texts = new TextIds();
      const seen = new SeenTexts(texts);
      const expected = new Map<string, number>();
      let time = 0;
      for (const { text, after, keep } of steps) {
        time += after;
        const id = texts.use(text);
        expect(seen.has(id)).toBe(expected.has(text));
        if (seen.has(id)) seen.again(id, time);
        else seen.add(id, time);
        expected.set(text, time);
        texts.release(id);
        const gone = [...expected].filter(([, last]) => last < time - keep).map(([each]) => each);
        expect(seen.forget(time - keep)).toBe(gone.length);
        for (const each of gone) expected.delete(each);
        expect(seen.size).toBe(expected.size);
      }
    }),
    { numRuns: 100 },
  );
});
