import { describe, expect, test } from 'vitest';
import { evaluate, runRuleTest } from '../../src/evaluate/index.js';
import type { LookupCorrelation, RuleTest } from '../../src/rules/ir.js';
import { correlation, detection, equals, match, source } from './build-rules.js';

const HOUR = 3_600_000;
const CALL = detection('call', equals('event_type', 'call'));
const at = (time: string, more: Record<string, unknown> = {}) => ({
  event_id: `e-${time}-${String(more.n ?? '')}`,
  event_type: 'call',
  timestamp: time,
  agent: { agent_id: 'one' },
  ...more,
});
const bursts = correlation('bursts', {
  type: 'event_count',
  sources: [source(CALL, ['agent.agent_id'])],
  groupBy: ['agent.agent_id'],
  timespanMs: HOUR,
  every: 600_000,
  fields: [],
  condition: [{ comparator: 'gte', value: 2 }],
});

describe('plain detections', () => {
  const rule = detection('blocked', equals('event_type', 'call'), {
    version: '1.2.3',
    priority: 'P1',
    level: 'high',
    group: ['agent.agent_id', 'identity.user_id'],
    details: ['tool', 'roles', 'absent'],
  });
  test('one alert for each event, with what is there of its group', () => {
    const { alerts } = evaluate([rule], [at('2026-04-07T10:00:00.000Z', { tool: 'db', roles: ['a', 'b'] })]);
    expect(alerts).toEqual([
      {
        rule_id: 'blocked',
        rule_version: '1.2.3',
        priority: 'P1',
        severity: 'high',
        time: '2026-04-07T10:00:00.000Z',
        window: null,
        group: { 'agent.agent_id': 'one' },
        value: 1,
        event_ids: ['e-2026-04-07T10:00:00.000Z-'],
        title: 'blocked',
        details: { tool: 'db', roles: ['a', 'b'] },
        alert_key: 'blocked|e-2026-04-07T10:00:00.000Z-',
      },
    ]);
  });
  test('foreign events: @timestamp, no time at all, no id; lines without an event count as lines', () => {
    const { alerts, skipped } = evaluate(
      [rule, bursts],
      [
        { event_type: 'call', '@timestamp': '2026-04-07T12:00:00+02:00' },
        undefined,
        { event_type: 'call', timestamp: 'yesterday', agent: { agent_id: 'x' } },
        { event_type: 'call', event_id: 4624 },
      ],
    );
    expect(alerts.map(({ time, event_ids }) => [time, event_ids])).toEqual([
      ['2026-04-07T10:00:00.000Z', ['#1']],
      // The same time and rule: by group, none first.
      [null, ['#4']],
      [null, ['#3']],
    ]);
    expect(skipped.withoutTime).toBe(2);
  });
  test('copies of an event_id count once', () => {
    const event = at('2026-04-07T10:00:00.000Z');
    const { alerts, skipped } = evaluate([rule, bursts], [event, event, { ...event }]);
    expect(alerts).toHaveLength(1);
    expect(skipped.copies).toBe(2);
  });
  test('suppress holds back in time order, whatever the order of the lines', () => {
    const held = { ...rule, meta: { ...rule.meta, suppressMs: HOUR } };
    const times = ['2026-04-07T11:00:00.000Z', '2026-04-07T10:59:59.999Z', '2026-04-07T10:00:00.000Z'];
    const { alerts, firings } = evaluate(
      [held],
      times.map((time) => at(time)),
    );
    expect(alerts.map(({ time }) => time)).toEqual(['2026-04-07T10:00:00.000Z', '2026-04-07T11:00:00.000Z']);
    expect(firings).toHaveLength(3);
  });
});

describe('instants', () => {
  test('the grid stands on the UTC epoch; the window ends before T', () => {
    const { alerts, firings } = evaluate(
      [bursts],
      [at('2026-04-07T10:00:00.000Z'), at('2026-04-07T10:09:59.999Z'), at('2026-04-07T10:10:00.000Z')],
    );
    expect(alerts.map(({ time, window, value }) => ({ time, window, value }))).toEqual([
      {
        time: '2026-04-07T10:10:00.000Z',
        window: { start: '2026-04-07T09:10:00.000Z', end: '2026-04-07T10:10:00.000Z' },
        value: 2,
      },
    ]);
    expect(firings.map(({ value }) => value)).toEqual([2, 3, 3, 3, 3, 3]);
  });
  test('now is the last instant', () => {
    const events = [at('2026-04-07T10:00:00.000Z'), at('2026-04-07T10:01:00.000Z')];
    const now = Date.parse('2026-04-07T10:10:00.000Z');
    expect(evaluate([bursts], events, { now: now - 1 }).firings).toHaveLength(0);
    expect(evaluate([bursts], events, { now }).firings).toHaveLength(1);
  });
  test('a group value that holds the separator stays apart', () => {
    const pairs = correlation('pairs', {
      ...bursts.correlation,
      sources: [source(CALL, ['a', 'b'])],
      groupBy: ['a', 'b'],
      condition: [{ comparator: 'gte', value: 1 }],
    } as typeof bursts.correlation);
    const { alerts } = evaluate(
      [pairs],
      [
        at('2026-04-07T10:00:00.000Z', { n: 1, a: 'x|y', b: 'z' }),
        at('2026-04-07T10:00:00.000Z', { n: 2, a: 'x', b: 'y|z' }),
      ],
    );
    expect(alerts.map(({ alert_key }) => alert_key)).toEqual(
      ['pairs|2026-04-07T10:10:00.000Z|x\\|y|z', 'pairs|2026-04-07T10:10:00.000Z|x|y\\|z'].sort(),
    );
  });
});

describe('rules that cannot be evaluated', () => {
  test('are named and stop no other', () => {
    const broken = detection(
      'broken',
      match('f', { op: 'regex', source: '(a)\\1', ignoreCase: false, multiline: false, dotAll: false }),
    );
    const plain = detection('plain', { kind: 'true' });
    const { alerts, skipped } = evaluate([broken, plain], [at('2026-04-07T10:00:00.000Z')]);
    expect(alerts.map(({ rule_id }) => rule_id)).toEqual(['plain']);
    expect(skipped.rules).toMatchObject([{ rule_id: 'broken', reason: 'cannot-evaluate' }]);
  });
});

describe('scope', () => {
  const scope = (mode: LookupCorrelation['mode']) =>
    correlation(mode, {
      type: 'lookup',
      lookup: 'agent_scope',
      mode,
      sources: [source(CALL, mode === 'empty' ? [] : ['agent.agent_id'])],
      groupBy: mode === 'empty' ? [] : ['agent.agent_id'],
      timespanMs: 24 * HOUR,
      every: 4 * HOUR,
      keyField: 'agent.agent_id',
      kinds: { tool: 'tool', server: 'server', data_class: 'target.data_classification' },
    });
  const rules = [scope('outside'), scope('unregistered'), scope('empty')];
  const outcome = (rows: readonly Record<string, string>[] | undefined, events: readonly Record<string, unknown>[]) => {
    const result = evaluate(
      rules,
      events.map((event, n) => at(`2026-04-07T10:00:00.${String(n).padStart(3, '0')}Z`, event)),
      rows === undefined ? {} : { lookups: { agent_scope: rows } },
    );
    return { ...result, ids: result.alerts.map(({ rule_id, event_ids }) => [rule_id, event_ids.length]) };
  };

  test('a kind is checked only where the agent has rows of it and the event carries the field', () => {
    const rows = [
      { agent_id: 'one', tool_name: 'read' },
      { agent_id: 'two', kind: 'server', value: '*' },
    ];
    const { alerts } = outcome(rows, [
      { tool: 'read' },
      { tool: 'Read' },
      { server: 'anything' },
      { target: { data_classification: 'secret' } },
      { agent: { agent_id: 'two' }, tool: 'run', server: 'any' },
      {},
    ]);
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({
      rule_id: 'outside',
      window: null,
      details: { outside_tool: ['Read'], allowed_tool: ['read'] },
    });
  });
  test('an agent without rows is unregistered, once a day', () => {
    const { ids, firings } = outcome([{ agent_id: 'two', tool_name: 'x' }], [{ tool: 'a' }, { tool: 'b' }]);
    expect(ids).toEqual([['unregistered', 2]]);
    // 12:00, 16:00, 20:00 and midnight of the same UTC day.
    expect(firings).toHaveLength(4);
  });
  test('an empty table is one health alert, not a flood', () => {
    expect(outcome([], [{ tool: 'a' }, { tool: 'b' }]).ids).toEqual([['empty', 2]]);
  });
  test('a table that was not given skips its rules', () => {
    const { alerts, skipped } = outcome(undefined, [{ tool: 'a' }]);
    expect(alerts).toEqual([]);
    expect(skipped.rules.map(({ reason }) => reason)).toEqual(['no-lookup', 'no-lookup', 'no-lookup']);
  });
});

describe('statistics stay exact', () => {
  test('micro-dollars: ten times 0.1 is 1, not less', () => {
    const rule = correlation('spend', {
      type: 'value_sum',
      sources: [source(CALL, [])],
      groupBy: [],
      timespanMs: HOUR,
      every: HOUR,
      fields: ['cost.estimated_cost_usd'],
      condition: [{ comparator: 'gte', value: 1 }],
    });
    const events = Array.from({ length: 10 }, (_, n) =>
      at('2026-04-07T10:00:00.000Z', { n, cost: { estimated_cost_usd: 0.1 } }),
    );
    expect(evaluate([rule], events).alerts.map(({ value }) => value)).toEqual([1]);
  });
  test('sums of squares beyond 2^53 decide rightly', () => {
    const size = 2 ** 40;
    const rule = correlation('big', {
      type: 'baseline',
      sources: [source(CALL, [])],
      groupBy: [],
      timespanMs: HOUR,
      every: HOUR,
      field: 'size',
      historyBuckets: 4,
      sigma: 3,
      floor: 0,
      minActive: 2,
      minRatio: 0,
      zeros: 'exclude',
    });
    // History mean m and deviation 1: exactly three deviations above does not fire, one more does.
    const run = (last: number) =>
      evaluate(
        [rule],
        [size - 1, size + 1, last].map((value, n) => at(`2026-04-07T1${n}:00:00.000Z`, { size: value })),
      ).alerts.length;
    expect(run(size + 3)).toBe(0);
    expect(run(size + 4)).toBe(1);
  });
});

describe('tests inside rules', () => {
  const ruleTest = (expectations: RuleTest['expect'], more: Partial<RuleTest> = {}): RuleTest => ({
    ruleId: 'bursts',
    name: 'test',
    events: [at('2026-04-07T10:00:00.000Z'), at('2026-04-07T10:01:00.000Z')],
    lookups: {},
    expect: expectations,
    at: { file: 'x.yml', line: 1, column: 1 },
    ...more,
  });
  const run = (expectations: RuleTest['expect'], more?: Partial<RuleTest>) =>
    runRuleTest({ rules: [bursts], tests: [] }, ruleTest(expectations, more));

  test('what is left out is not compared; the number of alerts is', () => {
    expect(run([{}]).passed).toBe(true);
    expect(run([{ group: { 'agent.agent_id': 'one' }, value: 2, time: '2026-04-07T10:10:00Z' }]).passed).toBe(true);
    expect(run([{ value: 3 }])).toMatchObject({ passed: false, message: expect.stringContaining('got:') as string });
    expect(run([]).passed).toBe(false);
    expect(run([{}, {}]).passed).toBe(false);
    expect(run([{}], { ruleId: 'none' }).passed).toBe(false);
    expect(run([], { now: '2026-04-07T10:00:00Z' }).passed).toBe(true);
  });
  test('a loose expectation does not take the alert a strict one needs', () => {
    const events = ['one', 'two'].flatMap((agent) =>
      [0, 1].map((n) => at(`2026-04-07T10:00:00.00${n}Z`, { n: agent, agent: { agent_id: agent } })),
    );
    expect(run([{}, { group: { 'agent.agent_id': 'one' } }], { events }).passed).toBe(true);
    expect(
      run([{ group: { 'agent.agent_id': 'one' } }, { group: { 'agent.agent_id': 'one' } }], { events }).passed,
    ).toBe(false);
  });
});

describe('the order of lines', () => {
  test('far out of order, read once or twice: the same alerts', () => {
    const events = [9, 3, 0, 6].flatMap((hour) =>
      [0, 1].map((n) => at(`2026-04-07T0${hour}:00:0${n}.000Z`, { n: `${hour}${n}` })),
    );
    const inOrder = [...events].sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
    const answer = JSON.stringify(evaluate([bursts], inOrder).alerts);
    expect(JSON.parse(answer)).toHaveLength(4);
    expect(JSON.stringify(evaluate([bursts], events).alerts)).toBe(answer);
    expect(JSON.stringify(evaluate([bursts], events.values()).alerts)).toBe(answer);
  });
  test('an event that its owner changes between two questions is read anew', () => {
    const rule = detection('changed', equals('a.b', 'x'));
    const event = { event_id: 'same', a: { b: 'y' } };
    expect(evaluate([rule], [event]).alerts).toHaveLength(0);
    event.a.b = 'x';
    expect(evaluate([rule], [event]).alerts).toHaveLength(1);
  });
});
