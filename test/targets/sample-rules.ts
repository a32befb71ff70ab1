// One rule of each kind, built by hand: the shapes that targets have to say, independent of the rule parser.
import type {
  Correlation,
  CorrelationRule,
  CorrelationSource,
  DetectionRule,
  Predicate,
  Rule,
  RuleMetadata,
  Test,
} from '../../src/rules/ir.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Metadata with everything else at its default. */
export const metadata = (ruleId: string, changes: Partial<RuleMetadata> = {}): RuleMetadata => ({
  ruleId,
  name: ruleId,
  title: ruleId,
  level: 'medium',
  taxonomy: 'agent-governance',
  logsource: { product: 'agent-governance' },
  tags: [],
  references: [],
  falsePositives: [],
  version: '1.0.0',
  compliance: [],
  parameters: [],
  details: [],
  group: [],
  sources: [],
  delayMs: 5 * MINUTE,
  accept: {},
  at: { file: 'sample.yml', line: 1, column: 1 },
  ...changes,
});

/** A test on one field. */
export const match = (field: string, test: Test): Predicate => ({ kind: 'match', field, test });
/** Equality as Sigma means it: without case unless `cased`. */
export const is = (field: string, value: string, cased = false): Predicate =>
  match(field, { op: 'equals', value, cased });
/** All of them. */
export const and = (...parts: readonly Predicate[]): Predicate => ({ kind: 'and', parts });
/** Any of them. */
export const or = (...parts: readonly Predicate[]): Predicate => ({ kind: 'or', parts });
/** Not true, also when the field is missing. */
export const not = (part: Predicate): Predicate => ({ kind: 'not', part });

/** A plain detection. */
export const detection = (
  ruleId: string,
  predicate: Predicate,
  changes: Partial<RuleMetadata> = {},
): DetectionRule => ({
  kind: 'detection',
  meta: metadata(ruleId, changes),
  predicate,
  filters: [],
});

/** A correlation. */
export const correlationRule = (
  ruleId: string,
  correlation: Correlation,
  changes: Partial<RuleMetadata> = {},
): CorrelationRule => ({ kind: 'correlation', meta: metadata(ruleId, changes), correlation, filters: [] });

/** A source that a correlation counts. */
export const source = (rule: Rule, groupFields: readonly string[]): CorrelationSource => ({
  ref: rule.meta.ruleId,
  rule,
  groupFields,
});

const blockedCalls = detection('blocked-calls', is('event_type', 'tool_call.blocked'));
const failures = detection('auth-failures', is('event_type', 'auth.failure'));
const successes = detection('auth-successes', is('event_type', 'auth.success'));
const completed = detection('completed-calls', is('event_type', 'tool_call.completed'));
const anything = detection('any-event', { kind: 'true' });

const window = (every: number, timespanMs: number, groupBy: readonly string[], ...rules: readonly Rule[]) => ({
  every,
  timespanMs,
  groupBy,
  sources: rules.map((rule) => source(rule, groupBy)),
});

/** Every kind, by name. */
export const SAMPLE_RULES: readonly Rule[] = [
  detection(
    'detection-policy-block',
    and(
      is('event_type', 'tool_call.blocked'),
      or(match('governance.decided_by', { op: 'null' }), not(is('governance.decided_by', 'user'))),
    ),
    {
      group: ['agent.agent_id', 'identity.user_id'],
      details: ['tool_call.tool_name', 'governance.policies_failed', 'tool_call.parameters_hash'],
    },
  ),
  detection(
    'detection-patterns',
    and(
      match('tool_call.tool_name', {
        op: 'pattern',
        cased: false,
        parts: [{ kind: 'any' }, { kind: 'text', text: 'Delete' }, { kind: 'one' }, { kind: 'any' }],
      }),
      not(is('governance.policies_failed', 'deny_all')),
      match('tool_call.parameter_fields', {
        op: 'pattern',
        cased: false,
        parts: [{ kind: 'text', text: 'path' }, { kind: 'any' }],
      }),
      not(match('tool_call.duration_ms', { op: 'number', comparator: 'gt', value: 5000 })),
    ),
  ),
  correlationRule(
    'event-count',
    {
      type: 'event_count',
      condition: [{ comparator: 'gte', value: 3 }],
      fields: [],
      ...window(MINUTE, 5 * MINUTE, ['identity.user_id'], failures),
    },
    { details: ['identity.source_ip'] },
  ),
  correlationRule('value-count', {
    type: 'value_count',
    condition: [{ comparator: 'gte', value: 3 }],
    fields: ['identity.source_ip'],
    ...window(5 * MINUTE, HOUR, ['identity.user_id'], failures),
  }),
  correlationRule('value-sum', {
    type: 'value_sum',
    condition: [{ comparator: 'gt', value: 0.5 }],
    fields: ['cost.estimated_cost_usd'],
    ...window(10 * MINUTE, HOUR, ['agent.agent_id'], anything),
  }),
  correlationRule('value-avg', {
    type: 'value_avg',
    condition: [{ comparator: 'gte', value: 100 }],
    fields: ['tool_call.duration_ms'],
    ...window(5 * MINUTE, 30 * MINUTE, ['agent.agent_id'], completed),
  }),
  correlationRule('value-count-each', {
    type: 'value_count_each',
    condition: [{ comparator: 'gte', value: 2 }],
    fields: ['agent.session_id', 'identity.source_ip'],
    ...window(5 * MINUTE, 15 * MINUTE, ['identity.user_id'], anything),
  }),
  correlationRule('late-count', {
    type: 'late_count',
    condition: [{ comparator: 'gte', value: 3 }],
    laterThanMs: 10 * MINUTE,
    ...window(MINUTE, 5 * MINUTE, ['agent.agent_id'], completed),
  }),
  correlationRule('temporal', {
    type: 'temporal',
    ...window(MINUTE, 10 * MINUTE, ['identity.user_id'], failures, successes),
  }),
  correlationRule('temporal-ordered', {
    type: 'temporal_ordered',
    ...window(MINUTE, 10 * MINUTE, ['identity.user_id'], failures, successes),
  }),
  correlationRule('baseline', {
    type: 'baseline',
    historyBuckets: 168,
    sigma: 3,
    floor: 20,
    minActive: 12,
    minRatio: 2,
    zeros: 'exclude',
    ...window(HOUR, HOUR, ['agent.agent_id'], completed),
  }),
  correlationRule('ratio', {
    type: 'ratio',
    field: 'cost.estimated_cost_usd',
    historyBuckets: 12,
    factor: 10,
    floor: 1,
    minActive: 5,
    ...window(HOUR, DAY, ['agent.agent_id'], anything),
  }),
  correlationRule('new-value', {
    type: 'new_value',
    field: 'identity.country',
    historyMs: 13 * DAY,
    minHistoryMs: 3 * DAY,
    ...window(HOUR, HOUR, ['identity.user_id'], successes),
  }),
  correlationRule(
    'lookup-outside',
    {
      type: 'lookup',
      lookup: 'agent_scope',
      mode: 'outside',
      keyField: 'agent.agent_id',
      kinds: { tool: 'tool_call.tool_name', department: 'target.department' },
      ...window(HOUR, HOUR, ['agent.agent_id', 'identity.user_id'], anything),
    },
    { details: ['tool_call.tool_name'] },
  ),
  correlationRule('lookup-unregistered', {
    type: 'lookup',
    lookup: 'agent_scope',
    mode: 'unregistered',
    keyField: 'agent.agent_id',
    kinds: {},
    ...window(DAY, DAY, ['agent.agent_id'], anything),
  }),
  correlationRule('lookup-empty', {
    type: 'lookup',
    lookup: 'agent_scope',
    mode: 'empty',
    keyField: 'agent.agent_id',
    kinds: {},
    ...window(DAY, DAY, [], anything),
  }),
  correlationRule('chained', {
    type: 'event_count',
    condition: [{ comparator: 'gte', value: 2 }],
    fields: [],
    every: 10 * MINUTE,
    timespanMs: HOUR,
    groupBy: ['agent.agent_id'],
    sources: [
      source(
        correlationRule('blocked-burst', {
          type: 'event_count',
          condition: [{ comparator: 'gte', value: 3 }],
          fields: [],
          ...window(MINUTE, 5 * MINUTE, ['agent.agent_id', 'identity.user_id'], blockedCalls),
        }),
        ['agent.agent_id'],
      ),
    ],
  }),
];
