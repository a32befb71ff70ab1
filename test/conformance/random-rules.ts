// Random rules over the event schema: every correlation type.
import fc from 'fast-check';
import type { Comparator, Correlation, Predicate, Rule } from '../../src/rules/ir.js';
import type { TargetName } from '../../src/targets/target.js';
import { correlationRule, detection, source } from '../targets/sample-rules.js';
import { predicate, searchPredicate } from './random-predicates.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Matches often: correlations of it have something to count. */
const wideOf = (one: fc.Arbitrary<Predicate>): fc.Arbitrary<Predicate> =>
  fc.oneof(
    fc.constant<Predicate>({ kind: 'true' }),
    fc
      .constantFrom('auth.failure', 'auth.success', 'tool_call.completed')
      .map((value): Predicate => ({ kind: 'match', field: 'event_type', test: { op: 'equals', value, cased: false } })),
    one,
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

const correlationOf = (wide: fc.Arbitrary<Predicate>): fc.Arbitrary<Correlation> =>
  fc.oneof(
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
const rulesOf = (one: fc.Arbitrary<Predicate>): fc.Arbitrary<Rule> =>
  fc.oneof(
    fc
      .tuple(one, fc.constantFrom([], ['agent.agent_id', 'identity.user_id']))
      .map(([condition, group]) => detection('random', condition, { group })),
    correlationOf(wideOf(one)).map((correlation) => correlationRule('random', correlation)),
  );

/** Rules of every test. */
export const randomRule: fc.Arbitrary<Rule> = rulesOf(predicate);

/** The same for a target: half of Datadog's keep to what its log search can say, or large conditions would not get there. */
export const randomRuleFor = (target: TargetName): fc.Arbitrary<Rule> =>
  target === 'datadog' ? fc.oneof(randomRule, rulesOf(searchPredicate)) : randomRule;
