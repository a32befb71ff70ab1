import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStream, evaluate } from '../../src/evaluate/index.js';
import type { Alert, Firing } from '../../src/evaluate/index.js';
import type { Correlation, CorrelationRule } from '../../src/rules/ir.js';
import { correlation, detection, equals, source } from './build-rules.js';
import { naiveAlerts, naiveFirings, type NaiveEvent, type NaiveFiring } from './naive-evaluator.js';

const MINUTE = 60_000;
const START = Date.parse('2026-04-07T23:30:00.000Z');

const A = detection('step_a', equals('event_type', 'a'));
const B = detection('step_b', equals('event_type', 'b'));
const C = detection('step_c', equals('event_type', 'c'));
const ANY = detection('any', { kind: 'true' });

const base = (every: number | 'event', timespanMs: number) => ({
  every,
  timespanMs,
  groupBy: ['agent'],
  sources: [source(A, ['agent.agent_id']), source(B, ['agent.agent_id'])],
});
const three = (every: number | 'event', timespanMs: number) => ({
  ...base(every, timespanMs),
  // The third source has the group elsewhere: an alias.
  sources: [source(A, ['agent.agent_id']), source(B, ['agent.agent_id']), source(C, ['other.agent'])],
});
const any = (every: number | 'event', timespanMs: number) => ({
  ...base(every, timespanMs),
  sources: [source(ANY, ['agent.agent_id'])],
});

const inner = correlation('inner', {
  ...base(MINUTE, 3 * MINUTE),
  type: 'event_count',
  fields: [],
  condition: [{ comparator: 'gte', value: 2 }],
});
const innerByEvent = correlation('inner_by_event', {
  ...base('event', 3 * MINUTE),
  type: 'value_count',
  fields: ['tool'],
  condition: [{ comparator: 'gte', value: 2 }],
});

const SHAPES: Readonly<Record<string, (every: number | 'event') => Correlation>> = {
  'event_count gte': (every) => ({
    ...base(every, 5 * MINUTE),
    type: 'event_count',
    fields: [],
    condition: [{ comparator: 'gte', value: 3 }],
  }),
  'event_count range': (every) => ({
    ...base(every, 5 * MINUTE),
    type: 'event_count',
    fields: [],
    condition: [
      { comparator: 'lt', value: 4 },
      { comparator: 'neq', value: 2 },
    ],
  }),
  'event_count without group': (every) => ({
    ...base(every, 5 * MINUTE),
    groupBy: [],
    sources: [source(A, []), source(B, [])],
    type: 'event_count',
    fields: [],
    condition: [{ comparator: 'gte', value: 4 }],
  }),
  'two sources that match the same event': (every) => ({
    ...base(every, 5 * MINUTE),
    sources: [source(A, ['agent.agent_id']), source(ANY, ['other.agent'])],
    type: 'event_count',
    fields: [],
    condition: [{ comparator: 'gte', value: 3 }],
  }),
  value_count: (every) => ({
    ...any(every, 10 * MINUTE),
    type: 'value_count',
    fields: ['tool'],
    condition: [{ comparator: 'gte', value: 2 }],
  }),
  'value_count of pairs': (every) => ({
    ...any(every, 10 * MINUTE),
    type: 'value_count',
    fields: ['tool', 'ip'],
    condition: [{ comparator: 'gte', value: 3 }],
  }),
  'value_sum of money': (every) => ({
    ...any(every, 5 * MINUTE),
    type: 'value_sum',
    fields: ['cost.estimated_cost_usd'],
    condition: [{ comparator: 'gt', value: 0.5 }],
  }),
  'value_sum of integers': (every) => ({
    ...any(every, 5 * MINUTE),
    type: 'value_sum',
    fields: ['size'],
    condition: [{ comparator: 'gte', value: 20 }],
  }),
  value_avg: (every) => ({
    ...any(every, 5 * MINUTE),
    type: 'value_avg',
    fields: ['size'],
    condition: [{ comparator: 'gte', value: 6 }],
  }),
  value_percentile: (every) => ({
    ...any(every, 5 * MINUTE),
    type: 'value_percentile',
    fields: ['size'],
    percentile: 75,
    condition: [{ comparator: 'gte', value: 6 }],
  }),
  value_count_each: (every) => ({
    ...any(every, 15 * MINUTE),
    type: 'value_count_each',
    fields: ['tool', 'ip'],
    condition: [{ comparator: 'gte', value: 2 }],
  }),
  late_count: (every) => ({
    ...three(every, 5 * MINUTE),
    type: 'late_count',
    laterThanMs: 2 * MINUTE,
    condition: [{ comparator: 'gte', value: 2 }],
  }),
  temporal: (every) => ({ ...three(every, 5 * MINUTE), type: 'temporal' }),
  'temporal with a condition': (every) => ({
    ...three(every, 5 * MINUTE),
    type: 'temporal',
    condition: {
      kind: 'and',
      parts: [
        { kind: 'source', ref: 'step_a' },
        { kind: 'not', part: { kind: 'source', ref: 'step_b' } },
      ],
    },
  }),
  temporal_ordered: (every) => ({ ...three(every, 10 * MINUTE), type: 'temporal_ordered' }),
  'temporal_ordered with a condition': (every) => ({
    ...three(every, 10 * MINUTE),
    type: 'temporal_ordered',
    condition: {
      kind: 'and',
      parts: [
        { kind: 'source', ref: 'step_a' },
        {
          kind: 'or',
          parts: [
            { kind: 'source', ref: 'step_b' },
            { kind: 'source', ref: 'step_c' },
          ],
        },
      ],
    },
  }),
  'chained: repeated bursts': (every) => ({
    ...base(every, 10 * MINUTE),
    sources: [source(inner, ['agent'])],
    type: 'event_count',
    fields: [],
    condition: [{ comparator: 'gte', value: 2 }],
  }),
  'chained: a burst, then an event': (every) => ({
    ...base(every, 10 * MINUTE),
    sources: [source(inner, ['agent']), source(innerByEvent, ['agent']), source(C, ['agent.agent_id'])],
    type: 'temporal_ordered',
    condition: {
      kind: 'or',
      parts: [
        {
          kind: 'and',
          parts: [
            { kind: 'source', ref: 'inner' },
            { kind: 'source', ref: 'step_c' },
          ],
        },
        { kind: 'source', ref: 'inner_by_event' },
      ],
    },
  }),
};

const GRID_ONLY: Readonly<Record<string, Correlation>> = {
  baseline: {
    ...any(MINUTE, MINUTE),
    type: 'baseline',
    historyBuckets: 8,
    sigma: 2,
    floor: 2,
    minActive: 2,
    minRatio: 1,
    zeros: 'exclude',
  },
  'baseline with zeros': {
    ...any(MINUTE, MINUTE),
    type: 'baseline',
    field: 'size',
    historyBuckets: 8,
    sigma: 1,
    floor: 1,
    minActive: 2,
    minRatio: 2,
    zeros: 'include',
  },
  ratio: {
    ...any(MINUTE, 5 * MINUTE),
    type: 'ratio',
    field: 'cost.estimated_cost_usd',
    historyBuckets: 4,
    factor: 2,
    floor: 0.2,
    minActive: 1,
  },
  new_value: {
    ...any(5 * MINUTE, 5 * MINUTE),
    type: 'new_value',
    field: 'tool',
    historyMs: 20 * MINUTE,
    minHistoryMs: 5 * MINUTE,
  },
  'new_value on a finer grid': {
    ...any(MINUTE, 5 * MINUTE),
    type: 'new_value',
    field: 'tool',
    historyMs: 10 * MINUTE,
    minHistoryMs: 90_000,
  },
  'new_value with a history shorter than its window': {
    ...any(MINUTE, 5 * MINUTE),
    type: 'new_value',
    field: 'tool',
    historyMs: 3 * MINUTE,
    minHistoryMs: 0,
  },
  'new_value with lengths off the grid': {
    ...any(MINUTE, 4 * MINUTE),
    type: 'new_value',
    field: 'tool',
    historyMs: 7 * MINUTE + 1,
    minHistoryMs: 2 * MINUTE - 1,
  },
  unregistered: {
    ...any(MINUTE, 5 * MINUTE),
    type: 'lookup',
    lookup: 'agent_scope',
    mode: 'unregistered',
    keyField: 'agent.agent_id',
    kinds: {},
  },
};

const TABLE = [
  { agent_id: 'one', tool_name: 'read' },
  { agent_id: 'one', kind: 'server', value: 'x' },
];

/** Times cluster at bucket edges and repeat to the millisecond. */
const time = fc.oneof(
  fc.integer({ min: 0, max: 45 * MINUTE }),
  fc
    .tuple(fc.integer({ min: 0, max: 45 }), fc.constantFrom(-1, 0, 1))
    .map(([minute, by]) => Math.max(0, minute * MINUTE + by)),
);

const event = fc.record({
  time,
  type: fc.constantFrom('a', 'a', 'b', 'c', 'z'),
  agent: fc.constantFrom('one', 'one', 'two', undefined),
  other: fc.constantFrom('one', 'two', undefined),
  tool: fc.constantFrom<string | string[] | undefined>('read', 'write', 'run', ['run', 'read'], undefined),
  ip: fc.constantFrom('10.0.0.1', '10.0.0.2', undefined),
  size: fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }),
  usd: fc.option(fc.constantFrom(0.1, 0.2, 0.3, 0.7, 1.1), { nil: undefined }),
  trail: fc.constantFrom('t1', 't2', undefined),
  copy: fc.boolean(),
  // Milliseconds from the event to its arrival; a clock that runs ahead makes them negative.
  late: fc.oneof(fc.integer({ min: -MINUTE, max: 6 * MINUTE }), fc.constantFrom(2 * MINUTE, 2 * MINUTE + 1, undefined)),
});

/** Events with copies of some of them, sequence numbers within each trail, in any order. */
const events: fc.Arbitrary<readonly NaiveEvent[]> = fc.array(event, { maxLength: 40, size: 'max' }).map((drafts) =>
  drafts.flatMap((draft, index): NaiveEvent[] => {
    const made = {
      event_id: `e${String(index).padStart(3, '0')}`,
      timestamp: new Date(START + draft.time).toISOString(),
      event_type: draft.type,
      ...(draft.agent === undefined ? {} : { agent: { agent_id: draft.agent } }),
      ...(draft.other === undefined ? {} : { other: { agent: draft.other } }),
      ...(draft.tool === undefined ? {} : { tool: draft.tool }),
      ...(draft.ip === undefined ? {} : { ip: draft.ip }),
      ...(draft.size === undefined ? {} : { size: draft.size }),
      ...(draft.usd === undefined ? {} : { cost: { estimated_cost_usd: draft.usd } }),
      ...(draft.late === undefined
        ? {}
        : { event: { ingested: new Date(START + draft.time + draft.late).toISOString() } }),
      ...(draft.trail === undefined ? {} : { integrity: { trail_id: draft.trail, sequence: index } }),
    };
    return draft.copy ? [made, made] : [made];
  }),
);

const round = (value: number): number => Number(value.toPrecision(9));
const plainFiring = (firing: Firing | NaiveFiring) => ({
  ruleId: firing.ruleId,
  time: firing.time,
  group: firing.group,
  value: round(firing.value),
  eventIds: [...firing.eventIds].sort(),
});
const plainAlert = (alert: Alert) => ({
  ruleId: alert.rule_id,
  time: Date.parse(alert.time ?? ''),
  group: alert.group,
  value: round(alert.value),
  eventIds: [...alert.event_ids].sort(),
});
const ordered = <T>(list: readonly T[]): readonly string[] => list.map((item) => JSON.stringify(item)).sort();

const streamed = (
  rule: CorrelationRule,
  sequence: readonly NaiveEvent[],
  ticks: readonly number[],
): readonly Alert[] => {
  const stream = createStream([rule], { lookups: { agent_scope: TABLE } });
  const alerts: Alert[] = [];
  // The clock: it may tick anywhere as long as nothing comes later than the delay.
  const earliest = sequence.map((_, index) =>
    Math.min(...sequence.slice(index).map((each) => Date.parse(each.timestamp))),
  );
  sequence.forEach((each, index) => {
    const tick = ticks[index % Math.max(1, ticks.length)] ?? 0;
    if (tick > 0) alerts.push(...stream.advance((earliest[index] ?? 0) + rule.meta.delayMs - tick));
    alerts.push(...stream.push(each));
  });
  alerts.push(...stream.close());
  expect(stream.stats()).toMatchObject({ late: 0, overflow: { entries: 0, waiting: 0 }, entries: 0, waiting: 0 });
  return alerts;
};

const RUNS = 60;

const agrees = (shape: Correlation): void => {
  fc.assert(
    fc.property(
      events,
      fc.option(fc.integer({ min: 0, max: 50 * MINUTE }), { nil: undefined }),
      fc.constantFrom(undefined, 0, 2 * MINUTE),
      fc.array(fc.integer({ min: 0, max: 10 * MINUTE }), { maxLength: 5 }),
      fc.integer(),
      (list, until, suppressMs, ticks, seed) => {
        const rule = correlation('rule', shape, suppressMs === undefined ? {} : { suppressMs });
        const lookups = { agent_scope: TABLE };
        const now = until === undefined ? undefined : START + until;
        const batch = evaluate([rule], list, { lookups, ...(now === undefined ? {} : { now }) });
        const naive = naiveFirings(rule, list, { table: TABLE, ...(now === undefined ? {} : { now }) });
        expect(ordered(batch.firings.map(plainFiring))).toEqual(ordered(naive.map(plainFiring)));
        expect(ordered(batch.alerts.map(plainAlert))).toEqual(ordered(naiveAlerts(rule, naive).map(plainFiring)));

        const whole = evaluate([rule], list, { lookups, firings: false }).alerts;
        // Another order of arrival, same answers to the last byte.
        const shuffled = [...list].sort((a, b) => (a.event_id + seed < b.event_id + seed ? 1 : -1));
        expect(JSON.stringify(evaluate([rule], shuffled, { lookups, firings: false }).alerts)).toBe(
          JSON.stringify(whole),
        );
        expect(ordered(streamed(rule, list, ticks))).toEqual(ordered(whole));
      },
    ),
    { numRuns: RUNS },
  );
  // Agreement on nothing would prove nothing: the same events do raise alerts.
  const rule = correlation('rule', shape);
  const alerts = fc
    .sample(events, { seed: 7, numRuns: 60 })
    .flatMap((list) => evaluate([rule], list, { lookups: { agent_scope: TABLE } }).alerts);
  expect(alerts.length).toBeGreaterThan(0);
};

describe('the evaluator agrees with a naive one, and the stream with both', () => {
  for (const [name, shape] of Object.entries(SHAPES)) {
    test(`${name}, on the grid`, () => {
      agrees(shape(MINUTE));
    });
    test(`${name}, at each event`, () => {
      agrees(shape('event'));
    });
  }
  for (const [name, shape] of Object.entries(GRID_ONLY)) {
    test(name, () => {
      agrees(shape);
    });
  }
});
