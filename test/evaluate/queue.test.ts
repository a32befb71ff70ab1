import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Queue } from '../../src/evaluate/queue.js';

test('answers as a list does', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(), fc.constant('shift' as const)), { maxLength: 200 }), (steps) => {
      const queue = new Queue<number>();
      const list: number[] = [];
      for (const step of steps) {
        if (step === 'shift') expect(queue.shift()).toBe(list.shift());
        else {
          queue.push(step);
          list.push(step);
        }
        expect([queue.size, queue.first, queue.last]).toEqual([list.length, list[0], list.at(-1)]);
      }
      expect(queue.items()).toEqual(list);
    }),
  );
});
