import { describe, expect, test } from 'vitest';
import { evaluate, type EventObject, type EventSource } from '../../src/evaluate/index.js';
import { correlation, detection, equals, source } from './build-rules.js';

const FAILED = detection('failed', equals('event_type', 'failed'));
const BURST = {
  ...correlation('burst', {
    type: 'event_count',
    every: 60_000,
    timespanMs: 300_000,
    groupBy: ['agent'],
    sources: [source(FAILED, ['agent'])],
    fields: [],
    condition: [{ comparator: 'gte' as const, value: 3 }],
  }),
};
const rule = { ...BURST, meta: { ...BURST.meta, details: ['reason'] } };
const START = Date.parse('2026-04-07T00:00:00.000Z');
const event = (index: number): EventObject => ({
  event_id: `e${index}`,
  event_type: index % 2 === 0 ? 'failed' : 'done',
  timestamp: new Date(START + index * 1000).toISOString(),
  agent: 'a',
  reason: `reason ${index}`,
});
const events = Array.from({ length: 9 }, (_, index) => event(index));

const once = function* (list: Iterable<EventObject | undefined>): Generator<EventObject | undefined> {
  yield* list;
};

describe('what alerts carry is read again from the events they name', () => {
  test('and is the same as when it is kept, for lines without an event too', () => {
    const lines = [undefined, ...events.slice(0, 4), undefined, ...events.slice(4)];
    const again = evaluate([rule], lines);
    expect(again).toEqual(evaluate([rule], once(lines)));
    expect(again.alerts[0]?.details.reason).toEqual(['reason 0', 'reason 2', 'reason 4', 'reason 6', 'reason 8']);
  });

  test('only the lines that alerts name, in their order', () => {
    const asked: number[][] = [];
    const source: EventSource = {
      [Symbol.iterator]: () => events[Symbol.iterator](),
      lines: (numbers) => {
        asked.push([...numbers]);
        return [...numbers].map((line) => [line, events[line - 1]] as const);
      },
    };
    expect(evaluate([rule], source).alerts).toEqual(evaluate([rule], once(events)).alerts);
    expect(asked).toEqual([[1, 3, 5, 7, 9]]);
  });

  test('nothing is read again where nothing fires', () => {
    const source: EventSource = {
      [Symbol.iterator]: () => events.slice(0, 3)[Symbol.iterator](),
      lines: () => {
        throw new Error('read again');
      },
    };
    expect(evaluate([rule], source).alerts).toEqual([]);
  });

  test.each([
    ['are gone', []],
    ['are others', events.map((each) => ({ ...each, event_id: `other ${String(each.event_id)}` }))],
  ])('events that %s by then are an error, not an alert without its details', (_name, later) => {
    let reading = 0;
    const source: EventSource = {
      file: 'a.ndjson',
      [Symbol.iterator]: () => (reading++ < 2 ? events : later)[Symbol.iterator](),
    };
    expect(() => evaluate([rule], source)).toThrow(
      expect.objectContaining({ code: 'events.changed', file: 'a.ndjson' }) as Error,
    );
  });
});
