import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Item, type CorrelationNode } from '../../src/evaluate/correlation-node.js';
import { Entry, Group, ONE } from '../../src/evaluate/entry.js';
import { WaitingItems } from '../../src/evaluate/waiting-items.js';

const node: CorrelationNode = { taps: [], nodes: [], feed: () => undefined, advance: () => undefined };
const item = (time: number, id: number): Item =>
  new Item(node, new Group('', []), new Entry(time, String(id), 0, 1, ONE, undefined, undefined, 0));

test('gives items out by time and then by arrival, as a stable sort of all that wait does', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ put: fc.nat({ max: 30 }) }) },
    { weight: 1, arbitrary: fc.record({ before: fc.nat({ max: 31 }) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      const waiting = new WaitingItems();
      let list: Item[] = [];
      const takeBefore = (time: number): void => {
        const taken: Item[] = [];
        for (let next = waiting.takeBefore(time); next !== undefined; next = waiting.takeBefore(time)) taken.push(next);
        const due = list.filter(({ entry }) => entry.time < time).sort((a, b) => a.entry.time - b.entry.time);
        expect(taken.map(({ entry }) => entry.id)).toEqual(due.map(({ entry }) => entry.id));
        list = list.filter(({ entry }) => entry.time >= time);
      };
      for (const [index, each] of steps.entries()) {
        if ('before' in each) takeBefore(each.before);
        else {
          const one = item(each.put, index);
          waiting.put(one);
          list.push(one);
        }
      }
      takeBefore(Infinity);
    }),
  );
});
