import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextIds } from '../../src/evaluate/text-ids.js';

test('texts in use have numbers of their own, whatever comes and goes', () => {
  const step = fc.record({ text: fc.nat({ max: 60 }).map(String), release: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const ids = new TextIds();
      const uses = new Map<string, { readonly id: number; uses: number }>();
      for (const { text, release } of steps) {
        const known = uses.get(text);
        if (release && known !== undefined) {
          ids.release(known.id);
          known.uses -= 1;
          if (known.uses === 0) uses.delete(text);
        } else {
          const id = ids.use(text);
          if (known === undefined) uses.set(text, { id, uses: 1 });
          else {
            expect(id).toBe(known.id);
            known.uses += 1;
          }
        }
        const found = [...uses].map(([, { id }]) => ids.textOf(id));
        expect(found).toEqual([...uses.keys()]);
      }
    }),
    { numRuns: 40 },
  );
});

test('forgets texts that nobody uses once they are many', () => {
  const ids = new TextIds();
  const kept = ids.use('kept');
  for (let n = 0; n < 100_000; n += 1) ids.release(ids.use(`text ${String(n)}`));
  expect(ids.size).toBeLessThan(3000);
  expect(ids.textOf(kept)).toBe('kept');
  expect(ids.use('kept')).toBe(kept);
});
