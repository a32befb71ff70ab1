import { describe, expect, test } from 'vitest';
import { createStream } from '../../src/evaluate/index.js';
import { correlation, detection, equals, source } from './build-rules.js';

const MINUTE = 60_000;
const START = Date.parse('2026-04-07T10:00:00.000Z');
const CALL = detection('call', equals('event_type', 'call'));
const counting = correlation('counting', {
  type: 'event_count',
  sources: [source(CALL, ['agent'])],
  groupBy: ['agent'],
  timespanMs: 5 * MINUTE,
  every: MINUTE,
  fields: [],
  condition: [{ comparator: 'gte', value: 2 }],
});
let next = 0;
const call = (at: number, agent = 'one') => ({
  event_id: `e${String((next += 1))}`,
  event_type: 'call',
  timestamp: new Date(START + at).toISOString(),
  agent,
});

describe('stream', () => {
  test('single events answer at once, correlations when their instant has settled', () => {
    const stream = createStream([CALL, counting]);
    expect(stream.push(call(0)).map(({ rule_id }) => rule_id)).toEqual(['call']);
    stream.push(call(1));
    expect(stream.advance(START + 6 * MINUTE - 1)).toEqual([]);
    expect(stream.advance(START + 6 * MINUTE).map(({ rule_id, time }) => [rule_id, time])).toEqual([
      ['counting', '2026-04-07T10:01:00.000Z'],
    ]);
    expect(stream.close()).toEqual([]);
    expect(() => stream.push(call(2))).toThrow(/closed/);
  });
  test('out of order within the delay counts; later is counted as late', () => {
    const stream = createStream([counting]);
    stream.push(call(2 * MINUTE));
    stream.advance(START + 6 * MINUTE);
    stream.push(call(MINUTE));
    stream.push(call(MINUTE - 1));
    expect(stream.stats().late).toBe(1);
    expect(stream.close()).toMatchObject([{ value: 2, time: '2026-04-07T10:03:00.000Z' }]);
  });
  test('without a delay too only the clock moves time: the order between two ticks and events from the future harm nothing', () => {
    const stream = createStream([{ ...counting, meta: { ...counting.meta, delayMs: 0 } }], { maxWaiting: 3 });
    for (const at of [365 * 24 * 60 * MINUTE, 2, 1]) expect(stream.push(call(at))).toEqual([]);
    expect(stream.stats()).toMatchObject({ late: 0, waiting: 3 });
    expect(stream.advance(START + MINUTE)).toMatchObject([{ value: 2, time: '2026-04-07T10:01:00.000Z' }]);
    expect(stream.stats()).toMatchObject({ late: 0, waiting: 1, overflow: { waiting: 0 } });
  });
  test('when an event arrived is told with it, or stands in it', () => {
    const late = correlation('late', {
      type: 'late_count',
      sources: [source(CALL, ['agent'])],
      groupBy: ['agent'],
      timespanMs: 5 * MINUTE,
      every: MINUTE,
      laterThanMs: 10 * MINUTE,
      condition: [{ comparator: 'gte', value: 1 }],
    });
    const alerts = (arrival: number | null | undefined, ingested?: number) => {
      const stream = createStream([late]);
      stream.advance(START + 40 * MINUTE);
      const received = ingested === undefined ? {} : { 'event.ingested': new Date(START + ingested).toISOString() };
      stream.push({ ...call(0), ...received }, arrival == null ? arrival : START + arrival);
      expect(stream.stats().late).toBe(0);
      return stream.close().map(({ time }) => time);
    };
    expect(alerts(45 * MINUTE)).toEqual(['2026-04-07T10:46:00.000Z']);
    expect(alerts(10 * MINUTE)).toEqual([]);
    expect(alerts(undefined, 45 * MINUTE)).toEqual(['2026-04-07T10:46:00.000Z']);
    expect(alerts(undefined)).toEqual([]);
    // What received the event knows better than the event.
    expect(alerts(null, 45 * MINUTE)).toEqual([]);
    expect(alerts(5 * MINUTE, 45 * MINUTE)).toEqual([]);
    expect(alerts(45 * MINUTE, 1)).toEqual(['2026-04-07T10:46:00.000Z']);
  });
  test('a single-event rule speaks however late the event is', () => {
    const held = detection('held', equals('event_type', 'call'), { suppressMs: MINUTE });
    const stream = createStream([held]);
    stream.advance(START + 60 * MINUTE);
    expect(stream.push(call(0))).toHaveLength(1);
  });
  test('an event from the future makes nothing else late', () => {
    const stream = createStream([counting]);
    stream.push(call(365 * 24 * 60 * MINUTE));
    stream.advance(START + MINUTE);
    stream.push(call(0));
    stream.push(call(1));
    expect(stream.stats().late).toBe(0);
    expect(stream.advance(START + 10 * MINUTE)).toHaveLength(1);
    expect(stream.stats().waiting).toBe(1);
  });
  test('copies are recognised', () => {
    const stream = createStream([CALL]);
    const event = call(0);
    expect(stream.push(event)).toHaveLength(1);
    expect(stream.push({ ...event })).toHaveLength(0);
    expect(stream.stats()).toMatchObject({ events: 2, copies: 1 });
  });
  test('state of many groups expires', () => {
    const stream = createStream([counting]);
    for (let minute = 0; minute < 60; minute += 1) {
      for (let group = 0; group < 500; group += 1) stream.push(call(minute * MINUTE, `${minute}-${group}`));
      stream.advance(START + (minute + 1) * MINUTE);
      // Five minutes of delay, five of window, one running.
      expect(stream.stats().entries + stream.stats().waiting).toBeLessThanOrEqual(11 * 500);
    }
    stream.close();
    expect(stream.stats()).toMatchObject({ entries: 0, waiting: 0 });
  });
  test('a full state refuses and says so', () => {
    const stream = createStream([counting], { maxEntries: 10, maxWaiting: 100 });
    for (let group = 0; group < 200; group += 1) stream.push(call(0, `g${group}`));
    expect(stream.stats()).toMatchObject({ waiting: 100, overflow: { waiting: 100, entries: 0 } });
    stream.close();
    expect(stream.stats().overflow).toEqual({ waiting: 100, entries: 90 });
  });
  test('tables can be replaced while it runs', () => {
    const outside = correlation('outside', {
      type: 'lookup',
      lookup: 'agent_scope',
      mode: 'outside',
      sources: [source(CALL, ['agent'])],
      groupBy: ['agent'],
      timespanMs: MINUTE,
      every: MINUTE,
      keyField: 'agent',
      kinds: { tool: 'event_type' },
    });
    const stream = createStream([outside]);
    expect(stream.stats().skipped).toMatchObject([{ reason: 'no-lookup' }]);
    expect(stream.push(call(0))).toEqual([]);
    stream.setLookups({ agent_scope: [{ agent_id: 'one', tool_name: 'other' }] });
    expect(stream.push(call(1))).toHaveLength(1);
    stream.setLookups({ agent_scope: [{ agent_id: 'one', tool_name: 'call' }] });
    expect(stream.push(call(2))).toEqual([]);
    expect(stream.stats().skipped).toEqual([]);
  });
});
