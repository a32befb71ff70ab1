/** Random predicates, rules and events over the event schema, for differential tests. */
import fc from 'fast-check';
import { FIELDS } from '../../src/event/index.js';
import type { Comparator, Correlation, CorrelationSource, Predicate, Rule, Test } from '../../src/rules/ir.js';
import { correlation, detection } from '../targets/splunk/sample-rules.js';
import type { JsonEvent } from './rule-firings.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const START = Date.UTC(2026, 3, 6);

const FIELDS_USED = FIELDS.filter(({ path, time }) => time !== true && !['event_id', 'schema_version'].includes(path));
const TEXTS = FIELDS_USED.filter(({ type }) => type === 'string' || type === 'strings');
const NUMBERS = FIELDS_USED.filter(({ type }) => type === 'integer' || type === 'number');
const VALUES = [
  'Bash',
  'bash',
  'BASH',
  'a b',
  'a*b',
  'x"y',
  'c:\\d',
  'é',
  '日本',
  'a|b',
  '007',
  '7',
  '1e1',
  "it's",
  '`m`',
  '$t$',
];

const textOf = (field: (typeof FIELDS)[number]): fc.Arbitrary<string> => {
  const any = fc.constantFrom(...(field.values?.slice(0, 4) ?? VALUES));
  return field.lower === true ? any.map((text) => text.toLowerCase()) : any;
};
const leaf = fc.constantFrom(...FIELDS_USED).chain((field): fc.Arbitrary<readonly [string, unknown]> => {
  const value: fc.Arbitrary<unknown> =
    field.type === 'string'
      ? textOf(field)
      : field.type === 'strings'
        ? fc.array(textOf(field), { minLength: 1, maxLength: 3 })
        : field.type === 'integer'
          ? fc.integer({ min: 0, max: 9 })
          : fc.constantFrom(0, 0.1, 0.2, 0.3, 1, 2.5);
  return value.map((one) => [field.path, one] as const);
});

export const eventOf = (leaves: readonly (readonly [string, unknown])[]): JsonEvent => {
  const event: Record<string, unknown> = {};
  for (const [path, value] of leaves) {
    const [group = '', name] = path.split('.');
    if (name === undefined) event[group] = value;
    else event[group] = { ...(event[group] as object | undefined), [name]: value };
  }
  return event;
};

/** Events with ids and times; the caller says which fields groups need. */
export const events: fc.Arbitrary<readonly JsonEvent[]> = fc
  .array(fc.array(leaf, { maxLength: 12 }).map(eventOf), { minLength: 4, maxLength: 8 })
  .map((list) =>
    list.map((event, at) => ({
      ...event,
      event_id: `evt_${String(at)}`,
      timestamp: new Date(START + at).toISOString(),
    })),
  );

const textTest = (value: string, array: boolean): fc.Arbitrary<Test> =>
  fc.oneof(
    fc.boolean().map((cased): Test => ({ op: 'equals', value, cased })),
    fc
      .tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.nat({ max: value.length }))
      .map(([before, one, cased, cut]): Test => ({
        op: 'pattern',
        cased,
        parts: [
          ...(before ? [{ kind: 'any' } as const] : []),
          { kind: 'text', text: value.slice(0, cut) },
          ...(one ? [{ kind: 'one' } as const] : []),
          { kind: 'any' },
        ],
      })),
    fc
      .constantFrom('^b', 'sh$', 'a.b', '[0-9]+', 'B|c', '\\.', '^(?:a|b)', '"', '\\|', '\\\\', '[$^]', '\\bash')
      .chain((source) =>
        fc.boolean().map((ignoreCase): Test => ({ op: 'regex', source, ignoreCase, multiline: false, dotAll: false })),
      ),
    ...(array
      ? []
      : [
          fc
            .tuple(
              fc.constantFrom('agent.role', 'agent.model', 'source.host'),
              fc.constantFrom('equals', 'contains', 'startswith', 'endswith'),
            )
            .map(([other, mode]): Test => ({ op: 'field', other, mode, cased: true }) as Test),
        ]),
  );
const COMPARATORS: readonly Comparator[] = ['eq', 'neq', 'lt', 'lte', 'gt', 'gte'];
const atom: fc.Arbitrary<Predicate> = fc.oneof(
  fc.constantFrom(...TEXTS).chain((field) =>
    textOf(field)
      .chain((value) => textTest(value, field.type === 'strings'))
      .map((test): Predicate => ({ kind: 'match', field: field.path, test })),
  ),
  fc
    .tuple(fc.constantFrom(...NUMBERS), fc.constantFrom(...COMPARATORS), fc.constantFrom(0, 0.1, 1, 5, -1))
    .map(([field, comparator, value]): Predicate => ({
      kind: 'match',
      field: field.path,
      test: { op: 'number', comparator, value },
    })),
  fc
    .tuple(
      fc.constantFrom(...FIELDS_USED),
      fc.constantFrom<Test>({ op: 'null' }, { op: 'exists', value: true }, { op: 'exists', value: false }),
    )
    .map(([field, test]): Predicate => ({ kind: 'match', field: field.path, test })),
  fc
    .tuple(
      fc.constantFrom('year', 'month', 'day', 'hour', 'minute'),
      fc.constantFrom(...COMPARATORS),
      fc.constantFrom(0, 4, 6, 2026),
    )
    .map(([part, comparator, value]): Predicate => ({
      kind: 'match',
      field: 'timestamp',
      test: { op: 'time', part, comparator, value } as Test,
    })),
);

/** Predicates of every shape. */
export const predicate: fc.Arbitrary<Predicate> = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    atom,
    fc.array(tie('predicate'), { minLength: 1, maxLength: 3 }).map((parts): Predicate => ({ kind: 'and', parts })),
    fc.array(tie('predicate'), { minLength: 1, maxLength: 3 }).map((parts): Predicate => ({ kind: 'or', parts })),
    tie('predicate').map((part): Predicate => ({ kind: 'not', part })),
  ),
})).predicate;

/** Plain detections. */
export const detections: fc.Arbitrary<Rule> = predicate.map((one) =>
  detection('random', one, { group: ['agent.agent_id'] }),
);

const TYPES = ['tool_call.requested', 'auth.failure', 'session.started'];
const typed = (type: string): Predicate => ({
  kind: 'match',
  field: 'event_type',
  test: { op: 'equals', value: type, cased: false },
});
const sources = (count: number, aliased: boolean): readonly CorrelationSource[] =>
  TYPES.slice(0, count).map((type, at) => ({
    ref: `s${String(at)}`,
    rule: detection(`s${String(at)}`, typed(type)),
    groupFields: [aliased && at === 1 ? 'identity.user_id' : 'agent.agent_id'],
  }));

const base = (count: number, aliased: boolean, everyMs: number, steps: number) => ({
  sources: sources(count, aliased),
  groupBy: [aliased ? 'who' : 'agent.agent_id'],
  timespanMs: everyMs * steps,
  every: everyMs,
});
const threshold = fc
  .tuple(fc.constantFrom<Comparator>('gte', 'gt', 'eq', 'lte'), fc.constantFrom(1, 2, 3, 0.5))
  .map(([comparator, value]) => [{ comparator, value }]);

/** Correlations of every type that SPL says, on short grids so that edges are hit. */
export const correlations: fc.Arbitrary<Rule> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.boolean(), fc.constantFrom(1, 5), fc.integer({ min: 1, max: 4 }), threshold)
  .chain(([count, aliased, minutes, steps, condition]): fc.Arbitrary<Correlation> => {
    const window = base(count, aliased && count > 1, minutes * MINUTE, steps);
    const bucket = base(count, aliased && count > 1, minutes * MINUTE, 1);
    const two = base(2, aliased, minutes * MINUTE, steps);
    return fc.constantFrom<Correlation>(
      { ...window, type: 'event_count', condition, fields: [] },
      { ...window, type: 'value_count', condition, fields: ['tool_call.tool_name'] },
      { ...window, type: 'value_count', condition, fields: ['tool_call.tool_name', 'identity.country'] },
      { ...window, type: 'value_count_each', condition, fields: ['tool_call.tool_name', 'identity.country'] },
      { ...window, type: 'value_sum', condition, fields: ['cost.estimated_cost_usd'] },
      { ...window, type: 'value_avg', condition, fields: ['cost.input_tokens'] },
      { ...window, type: 'temporal' },
      { ...two, type: 'temporal_ordered' },
      {
        ...two,
        type: 'temporal',
        condition: {
          kind: 'and',
          parts: [
            { kind: 'source', ref: 's0' },
            { kind: 'not', part: { kind: 'source', ref: 's1' } },
          ],
        },
      },
      {
        ...bucket,
        type: 'baseline',
        historyBuckets: 6,
        sigma: 1,
        floor: 1,
        minActive: 2,
        minRatio: 1,
        zeros: 'exclude',
      },
      {
        ...bucket,
        type: 'baseline',
        field: 'cost.input_tokens',
        historyBuckets: 6,
        sigma: 0.5,
        floor: 0,
        minActive: 1,
        minRatio: 0,
        zeros: 'include',
      },
      { ...window, type: 'ratio', historyBuckets: 4, factor: 1.5, floor: 1, minActive: 1 },
      {
        ...window,
        type: 'ratio',
        field: 'cost.estimated_cost_usd',
        historyBuckets: 4,
        factor: 2,
        floor: 0.1,
        minActive: 1,
      },
      {
        ...window,
        type: 'new_value',
        field: 'identity.country',
        historyMs: 6 * minutes * MINUTE,
        minHistoryMs: minutes * MINUTE,
      },
      { ...window, type: 'new_value', field: 'tool_call.tool_name', historyMs: 3 * minutes * MINUTE, minHistoryMs: 0 },
      { ...window, type: 'lookup', lookup: 'agent_scope', mode: 'unregistered', keyField: 'agent.agent_id', kinds: {} },
      {
        ...window,
        groupBy: [],
        sources: window.sources.map((source) => ({ ...source, groupFields: [] })),
        type: 'lookup',
        lookup: 'agent_scope',
        mode: 'empty',
        keyField: '',
        kinds: {},
      },
      {
        ...base(count, false, minutes * MINUTE, steps),
        type: 'lookup',
        lookup: 'agent_scope',
        mode: 'outside',
        keyField: 'agent.agent_id',
        kinds: { tool: 'tool_call.tool_name', department: 'target.department' },
      },
    );
  })
  .map((one) => correlation('random', one));

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 4 });
const group = (fields: Record<string, unknown>): object | undefined => {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
};

/** Events close together, on edges of the grid, with copies, missing fields and equal milliseconds. */
export const streams: fc.Arbitrary<readonly JsonEvent[]> = fc
  .array(
    fc.record({
      type: fc.constantFrom(...TYPES),
      minute: fc.integer({ min: 0, max: 24 }),
      ms: fc.constantFrom(0, 0, 1, 59_999, 30_000),
      agent: maybe(fc.constantFrom('a', 'b|c', 'A')),
      user: maybe(fc.constantFrom('a', 'u')),
      tool: maybe(fc.constantFrom('Bash', 'bash', 'read')),
      country: maybe(fc.constantFrom('DE', 'BR')),
      department: maybe(fc.constantFrom('hr', 'it')),
      cost: maybe(fc.constantFrom(0.1, 0.2, 0.3, 0.0000005, 2)),
      tokens: maybe(fc.integer({ min: 0, max: 4 })),
      trail: maybe(fc.constantFrom('t1', 't2')),
      copies: fc.constantFrom(1, 1, 1, 2),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((list) =>
    list.flatMap((one, at): readonly JsonEvent[] => {
      const event = Object.fromEntries(
        Object.entries({
          event_id: `evt_${String(at)}`,
          event_type: one.type,
          timestamp: new Date(START + DAY / 2 - 12 * MINUTE + one.minute * MINUTE + one.ms).toISOString(),
          integrity: one.trail === undefined ? undefined : { trail_id: one.trail, sequence: (at * 7) % 40 },
          identity: group({ user_id: one.user, country: one.country }),
          agent: group({ agent_id: one.agent }),
          tool_call: group({ tool_name: one.tool }),
          target: group({ department: one.department }),
          cost: group({ estimated_cost_usd: one.cost, input_tokens: one.tokens }),
        }).filter(([, value]) => value !== undefined),
      );
      return Array.from({ length: one.copies }, () => event);
    }),
  );

/** Scope tables, also empty ones and rows for everything. */
export const tables = fc.array(
  fc.constantFrom(
    { agent_id: 'a', kind: 'tool', value: 'Bash' },
    { agent_id: 'a', kind: 'department', value: '*' },
    { agent_id: 'b|c', kind: 'tool', value: 'read' },
    { agent_id: 'b|c', kind: 'department', value: 'hr' },
    { agent_id: 'A', tool_name: 'bash' },
  ),
  { maxLength: 4 },
);
