// Random rules over the event schema: every test, every correlation type.
import fc from 'fast-check';
import type { Comparator, Correlation, Predicate, Rule, Test } from '../../src/rules/ir.js';
import { correlationRule, detection, source } from '../targets/sample-rules.js';
import { HOSTILE } from './random-events.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const TEXT_FIELDS = ['tool_call.tool_name', 'tool_call.tool_server', 'governance.reason', 'agent.agent_id'];
const LOWER_FIELDS = [
  'event_type',
  'governance.result',
  'governance.decided_by',
  'tool_call.response_status',
  'identity.email',
];
const ARRAY_FIELDS = ['governance.policies_failed', 'tool_call.parameter_fields', 'identity.roles'];

const anyText = fc.constantFrom(
  ...HOSTILE,
  'DENY_ALL',
  'scope',
  'path',
  'PATH',
  'Allowed',
  'blocked',
  'auth.failure',
  'tool_call.completed',
  'user',
  'Alpha',
);
const piece = fc.constantFrom(
  'a',
  'B',
  'sh',
  'ASH',
  '|',
  '\\',
  '"',
  '\n',
  's',
  'k',
  'beta',
  'auth',
  'tool_call.',
  'deny',
  'pa',
  '\u00df',
  ',',
);
const cased = fc.boolean();
const comparator: fc.Arbitrary<Comparator> = fc.constantFrom('eq', 'neq', 'lt', 'lte', 'gt', 'gte');

const equals: fc.Arbitrary<Test> = fc.record({ op: fc.constant('equals' as const), value: anyText, cased });
const pattern: fc.Arbitrary<Test> = fc.record({
  op: fc.constant('pattern' as const),
  cased,
  parts: fc.array(
    fc.oneof(
      piece.map((text) => ({ kind: 'text' as const, text })),
      fc.constant({ kind: 'any' as const }),
      fc.constant({ kind: 'one' as const }),
    ),
    { minLength: 1, maxLength: 4 },
  ),
});
const regex: fc.Arbitrary<Test> = fc.record({
  op: fc.constant('regex' as const),
  source: fc.constantFrom(
    '^ba',
    'sh$',
    '^b.*h$',
    '[a-c]+\\|',
    '\\\\',
    '\\d+',
    '(al|be)pha',
    '"',
    '^.{4}$',
    'k',
    '[^a-z]',
    '^(bash|beta)$',
    '\\s',
    's{1,2}',
  ),
  ignoreCase: fc.boolean(),
  multiline: fc.boolean(),
  dotAll: fc.boolean(),
});
const presence: fc.Arbitrary<Test> = fc.constantFrom<Test>(
  { op: 'null' },
  { op: 'exists', value: true },
  { op: 'exists', value: false },
  { op: 'empty' },
);

const match = (field: fc.Arbitrary<string>, test: fc.Arbitrary<Test>): fc.Arbitrary<Predicate> =>
  fc.record({ kind: fc.constant('match' as const), field, test });

const fieldTest: fc.Arbitrary<Test> = fc.record({
  op: fc.constant('field' as const),
  other: fc.constantFrom('tool_call.tool_server', 'agent.agent_id'),
  mode: fc.constantFrom('equals' as const, 'contains' as const, 'startswith' as const, 'endswith' as const),
  cased,
});
const cidr = fc
  .constantFrom('10.0.0.0/8', '192.168.0.0/24', '2001:db8::/32')
  .map((network): Test => ({ op: 'cidr', network }));
const timeTest: fc.Arbitrary<Test> = fc.record({
  op: fc.constant('time' as const),
  part: fc.constantFrom(
    'minute' as const,
    'hour' as const,
    'day' as const,
    'week' as const,
    'month' as const,
    'year' as const,
  ),
  comparator,
  value: fc.constantFrom(0, 1, 6, 7, 30, 2026),
});

const leaf = fc.oneof(
  match(fc.constantFrom(...TEXT_FIELDS), fc.oneof(equals, pattern, regex, presence)),
  match(fc.constantFrom(...LOWER_FIELDS), fc.oneof(equals, pattern, presence)),
  match(fc.constantFrom(...ARRAY_FIELDS), fc.oneof(equals, pattern, presence)),
  match(
    fc.constantFrom('tool_call.duration_ms', 'cost.estimated_cost_usd'),
    fc.oneof(
      fc.record({ op: fc.constant('number' as const), comparator, value: fc.constantFrom(0, 1, 0.1, 100, 5000) }),
      presence.filter((test) => test.op !== 'empty'),
    ),
  ),
  match(fc.constant('tool_call.tool_name'), fieldTest),
  match(fc.constant('identity.source_ip'), cidr),
  match(fc.constant('timestamp'), timeTest),
);

/** A condition over the schema's fields. */
export const predicate: fc.Arbitrary<Predicate> = fc.letrec<{ node: Predicate }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.record({ kind: fc.constant('not' as const), part: tie('node') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
    }),
  ),
})).node;

/** Matches often: correlations of it have something to count. */
const wide: fc.Arbitrary<Predicate> = fc.oneof(
  fc.constant<Predicate>({ kind: 'true' }),
  fc
    .constantFrom('auth.failure', 'auth.success', 'tool_call.completed')
    .map((value): Predicate => ({ kind: 'match', field: 'event_type', test: { op: 'equals', value, cased: false } })),
  predicate,
);

const GROUPS: readonly (readonly string[])[] = [
  [],
  ['agent.agent_id'],
  ['agent.agent_id', 'identity.user_id'],
  ['tool_call.tool_name'],
];

const window = fc
  .tuple(fc.constantFrom(MINUTE, 5 * MINUTE, 10 * MINUTE), fc.integer({ min: 1, max: 6 }), fc.constantFrom(...GROUPS))
  .map(([every, count, groupBy]) => ({ every, timespanMs: every * count, groupBy }));

type Shape = { readonly every: number; readonly timespanMs: number; readonly groupBy: readonly string[] };

const sources = (shape: Shape, predicates: readonly Predicate[]) =>
  predicates.map((one, index) => source(detection(`part-${String(index)}`, one), shape.groupBy));

const threshold = fc.record({
  comparator: fc.constantFrom<Comparator>('gte', 'gt', 'eq', 'lt', 'neq'),
  value: fc.integer({ min: 1, max: 4 }),
});

const correlation: fc.Arbitrary<Correlation> = fc.oneof(
  fc.tuple(window, wide, threshold).map(([shape, one, condition]): Correlation => ({
    type: 'event_count',
    ...shape,
    sources: sources(shape, [one]),
    condition: [condition],
    fields: [],
  })),
  fc
    .tuple(
      window,
      wide,
      threshold,
      fc.subarray(['identity.source_ip', 'tool_call.tool_name', 'tool_call.duration_ms'], { minLength: 1 }),
    )
    .map(([shape, one, condition, fields]): Correlation => ({
      type: 'value_count',
      ...shape,
      sources: sources(shape, [one]),
      condition: [condition],
      fields,
    })),
  fc
    .tuple(
      window,
      wide,
      fc.constantFrom('value_sum' as const, 'value_avg' as const),
      fc.constantFrom('cost.estimated_cost_usd', 'tool_call.duration_ms'),
      fc.constantFrom<Comparator>('gte', 'gt', 'lt'),
      fc.constantFrom(0.1, 0.3, 1.25, 100, 5000),
    )
    .map(([shape, one, type, field, comparing, value]): Correlation => ({
      type,
      ...shape,
      sources: sources(shape, [one]),
      condition: [{ comparator: comparing, value }],
      fields: [field],
    })),
  fc.tuple(window, wide, threshold).map(([shape, one, condition]): Correlation => ({
    type: 'value_count_each',
    ...shape,
    sources: sources(shape, [one]),
    condition: [condition],
    fields: ['agent.session_id', 'identity.source_ip'],
  })),
  fc.tuple(window, fc.array(wide, { minLength: 2, maxLength: 3 })).map(([shape, parts]): Correlation => ({
    type: 'temporal',
    ...shape,
    sources: sources(shape, parts),
  })),
  fc.tuple(window, wide, wide).map(([shape, first, second]): Correlation => ({
    type: 'temporal_ordered',
    ...shape,
    sources: sources(shape, [first, second]),
  })),
  fc
    .tuple(
      wide,
      fc.constantFrom(...GROUPS),
      fc.constantFrom(undefined, 'tool_call.duration_ms'),
      fc.constantFrom('exclude' as const, 'include' as const),
      fc.constantFrom(1, 2, 3),
      fc.constantFrom(0.5, 1, 2),
    )
    .map(([one, groupBy, field, zeros, minActive, sigma]): Correlation => {
      const shape = { every: 5 * MINUTE, timespanMs: 5 * MINUTE, groupBy };
      return {
        type: 'baseline',
        ...shape,
        sources: sources(shape, [one]),
        historyBuckets: 12,
        sigma,
        floor: 1,
        minActive,
        minRatio: 1,
        zeros,
        ...(field === undefined ? {} : { field }),
      };
    }),
  fc
    .tuple(
      wide,
      fc.constantFrom(...GROUPS),
      fc.constantFrom(undefined, 'cost.estimated_cost_usd', 'tool_call.duration_ms'),
      fc.constantFrom(1, 1.5, 2),
    )
    .map(([one, groupBy, field, factor]): Correlation => {
      const shape = { every: 10 * MINUTE, timespanMs: HOUR, groupBy };
      return {
        type: 'ratio',
        ...shape,
        sources: sources(shape, [one]),
        historyBuckets: 3,
        factor,
        floor: 0,
        minActive: 1,
        ...(field === undefined ? {} : { field }),
      };
    }),
  fc
    .tuple(
      wide,
      fc.constantFrom(...GROUPS),
      fc.constantFrom('identity.country', 'tool_call.tool_name'),
      fc.constantFrom(0, 30 * MINUTE),
    )
    .map(([one, groupBy, field, minHistoryMs]): Correlation => {
      const shape = { every: 10 * MINUTE, timespanMs: 10 * MINUTE, groupBy };
      return { type: 'new_value', ...shape, sources: sources(shape, [one]), field, historyMs: HOUR, minHistoryMs };
    }),
  fc.tuple(wide, fc.constantFrom('outside' as const, 'unregistered' as const)).map(([one, mode]): Correlation => {
    const shape = { every: 10 * MINUTE, timespanMs: HOUR, groupBy: ['agent.agent_id'] };
    return {
      type: 'lookup',
      ...shape,
      sources: sources(shape, [one]),
      lookup: 'agent_scope',
      mode,
      keyField: 'agent.agent_id',
      kinds: mode === 'outside' ? { tool: 'tool_call.tool_name', department: 'target.department' } : {},
    };
  }),
  fc.tuple(window, wide, threshold).map(([shape, one, condition]): Correlation => {
    const inner = { every: 5 * MINUTE, timespanMs: 10 * MINUTE, groupBy: ['agent.agent_id', 'identity.user_id'] };
    const burst = correlationRule('inner', {
      type: 'event_count',
      ...inner,
      sources: sources(inner, [one]),
      condition: [{ comparator: 'gte', value: 1 }],
      fields: [],
    });
    const groupBy = shape.groupBy.filter((field) => inner.groupBy.includes(field));
    return {
      type: 'event_count',
      ...shape,
      groupBy,
      sources: [source(burst, groupBy)],
      condition: [condition],
      fields: [],
    };
  }),
);

/** Rows of agent_scope that random events meet. */
export const RANDOM_SCOPE = [
  { agent_id: 'alpha', kind: 'tool', value: 'bash' },
  { agent_id: 'alpha', kind: 'tool', value: 'quote"inside' },
  { agent_id: 'alpha', kind: 'department', value: 'hr' },
  { agent_id: 'Beta', kind: 'tool', value: '*' },
  { agent_id: 'a|b', kind: 'tool', value: 'a|b' },
];

/** Plain detections and correlations, about as many of each. */
export const randomRule: fc.Arbitrary<Rule> = fc.oneof(
  fc
    .tuple(predicate, fc.constantFrom([], ['agent.agent_id', 'identity.user_id']))
    .map(([one, group]) => detection('random', one, { group })),
  correlation.map((one) => correlationRule('random', one)),
);
