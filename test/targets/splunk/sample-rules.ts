/** Rules of every kind, written as IR: the shapes that the pack uses. */
import type {
  Correlation,
  CorrelationRule,
  DetectionRule,
  Predicate,
  RuleMetadata,
  Test,
} from '../../../src/rules/ir.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const meta = (ruleId: string, more: Partial<RuleMetadata> = {}): RuleMetadata => ({
  ruleId,
  name: ruleId,
  title: ruleId,
  level: 'high',
  taxonomy: 'agent-governance',
  logsource: {},
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
  ...more,
});

export const match = (field: string, test: Test): Predicate => ({ kind: 'match', field, test });
export const is = (field: string, value: string, cased = false): Predicate =>
  match(field, { op: 'equals', value, cased });
export const and = (...parts: Predicate[]): Predicate => ({ kind: 'and', parts });
export const or = (...parts: Predicate[]): Predicate => ({ kind: 'or', parts });
export const not = (part: Predicate): Predicate => ({ kind: 'not', part });

export const detection = (ruleId: string, predicate: Predicate, more: Partial<RuleMetadata> = {}): DetectionRule => ({
  kind: 'detection',
  meta: meta(ruleId, more),
  predicate,
  filters: [],
});

export const source = (ref: string, predicate: Predicate, groupFields: readonly string[]) => ({
  ref,
  rule: detection(ref, predicate),
  groupFields,
});

export const correlation = (ruleId: string, what: Correlation, more: Partial<RuleMetadata> = {}): CorrelationRule => ({
  kind: 'correlation',
  meta: meta(ruleId, more),
  correlation: what,
  filters: [],
});

const agentUser = ['agent.agent_id', 'identity.email'];
const blocked = and(
  or(is('event_type', 'tool_call.blocked'), is('event_type', 'policy.violation')),
  not(is('governance.decided_by', 'user')),
);
const requested = is('event_type', 'tool_call.requested');
const failure = is('event_type', 'auth.failure');

/** Every sample by its id. */
export const SAMPLES = {
  p1: detection('p1-policy-violation', blocked, {
    priority: 'P1',
    group: agentUser,
    details: ['tool_call.tool_name', 'governance.policies_failed', 'tool_call.parameters_hash'],
  }),
  p2: detection('p2-secret-detected', or(is('event_type', 'secret.detected'), is('event_type', 'secret.blocked')), {
    priority: 'P2',
    level: 'critical',
    group: agentUser,
    details: ['secret.secret_type', 'tool_call.tool_name', 'identity.email'],
  }),
  p3: correlation(
    'p3-volume-agent',
    {
      type: 'baseline',
      sources: [source('calls', requested, ['agent.agent_id'])],
      groupBy: ['agent.agent_id'],
      timespanMs: HOUR,
      every: HOUR,
      historyBuckets: 168,
      sigma: 3,
      floor: 20,
      minActive: 12,
      minRatio: 2,
      zeros: 'exclude',
    },
    {
      priority: 'P3',
      parameters: [
        { name: 'sigma', path: 'correlation.condition.sigma', value: 3, default: 3 },
        { name: 'floor', path: 'correlation.condition.floor', value: 20, default: 20 },
      ],
    },
  ),
  p4: correlation(
    'p4-scope-violation',
    {
      type: 'lookup',
      lookup: 'agent_scope',
      mode: 'outside',
      keyField: 'agent.agent_id',
      kinds: {
        tool: 'tool_call.tool_name',
        department: 'target.department',
        data_class: 'target.data_classification',
      },
      sources: [source('calls', requested, agentUser)],
      groupBy: agentUser,
      timespanMs: MINUTE,
      every: MINUTE,
    },
    { priority: 'P4', details: ['tool_call.tool_name', 'agent.role'] },
  ),
  unregistered: correlation('unregistered_agent', {
    type: 'lookup',
    lookup: 'agent_scope',
    mode: 'unregistered',
    keyField: 'agent.agent_id',
    kinds: {},
    sources: [source('calls', requested, ['agent.agent_id'])],
    groupBy: ['agent.agent_id'],
    timespanMs: DAY,
    every: DAY,
  }),
  emptyLookup: correlation('empty_lookup', {
    type: 'lookup',
    lookup: 'agent_scope',
    mode: 'empty',
    keyField: 'agent.agent_id',
    kinds: {},
    sources: [source('calls', requested, [])],
    groupBy: [],
    timespanMs: DAY,
    every: DAY,
  }),
  failures: correlation(
    'p5-auth-failures',
    {
      type: 'event_count',
      sources: [source('failures', failure, ['identity.email'])],
      groupBy: ['identity.email'],
      timespanMs: 10 * MINUTE,
      every: MINUTE,
      condition: [{ comparator: 'gte', value: 5 }],
      fields: [],
    },
    {
      priority: 'P5',
      details: ['identity.source_ip', 'identity.email'],
      parameters: [{ name: 'failures', path: 'correlation.condition.gte', value: 5, default: 5 }],
    },
  ),
  concurrent: correlation(
    'p5-concurrent-sessions',
    {
      type: 'value_count_each',
      sources: [source('any', { kind: 'true' }, ['identity.email'])],
      groupBy: ['identity.email'],
      timespanMs: 15 * MINUTE,
      every: MINUTE,
      condition: [{ comparator: 'gte', value: 2 }],
      fields: ['agent.session_id', 'identity.source_ip'],
    },
    { priority: 'P5' },
  ),
  late: correlation('late-calls', {
    type: 'late_count',
    sources: [source('calls', requested, ['agent.agent_id'])],
    groupBy: ['agent.agent_id'],
    timespanMs: 30 * MINUTE,
    every: 5 * MINUTE,
    condition: [{ comparator: 'gte', value: 3 }],
    laterThanMs: 15 * MINUTE,
  }),
  tools: correlation('many-tools', {
    type: 'value_count',
    sources: [source('calls', requested, ['agent.agent_id'])],
    groupBy: ['agent.agent_id'],
    timespanMs: 30 * MINUTE,
    every: 5 * MINUTE,
    condition: [{ comparator: 'gt', value: 3 }],
    fields: ['tool_call.tool_name'],
  }),
  spend: correlation('spend', {
    type: 'value_sum',
    sources: [source('calls', match('cost.estimated_cost_usd', { op: 'exists', value: true }), ['agent.agent_id'])],
    groupBy: ['agent.agent_id'],
    timespanMs: HOUR,
    every: 10 * MINUTE,
    condition: [{ comparator: 'gte', value: 0.3 }],
    fields: ['cost.estimated_cost_usd'],
  }),
  slow: correlation('slow', {
    type: 'value_avg',
    sources: [source('calls', is('event_type', 'tool_call.completed'), [])],
    groupBy: [],
    timespanMs: HOUR,
    every: 10 * MINUTE,
    condition: [{ comparator: 'gt', value: 1000 }],
    fields: ['tool_call.duration_ms'],
  }),
  location: correlation(
    'p5-new-location',
    {
      type: 'new_value',
      sources: [source('logins', is('event_type', 'auth.success'), ['identity.email'])],
      groupBy: ['identity.email'],
      timespanMs: HOUR,
      every: HOUR,
      field: 'identity.country',
      historyMs: 13 * DAY,
      minHistoryMs: DAY,
    },
    { priority: 'P5', details: ['identity.source_ip'] },
  ),
  cost: correlation(
    'p6-cost-anomaly',
    {
      type: 'ratio',
      sources: [source('costs', match('cost.estimated_cost_usd', { op: 'exists', value: true }), ['agent.agent_id'])],
      groupBy: ['agent.agent_id'],
      timespanMs: DAY,
      every: HOUR,
      field: 'cost.estimated_cost_usd',
      historyBuckets: 12,
      factor: 10,
      floor: 1,
      minActive: 5,
    },
    { priority: 'P6', details: ['agent.model'] },
  ),
  together: correlation('blocked-and-secret', {
    type: 'temporal',
    sources: [
      source('blocked', blocked, ['agent.agent_id']),
      source('secret', is('event_type', 'secret.detected'), ['agent.agent_id']),
    ],
    groupBy: ['agent.agent_id'],
    timespanMs: 10 * MINUTE,
    every: MINUTE,
  }),
  ordered: correlation('config-then-use', {
    type: 'temporal_ordered',
    sources: [
      source('config', is('event_type', 'config.agent_changed'), ['config.actor']),
      source('calls', requested, ['identity.user_id']),
    ],
    groupBy: ['person'],
    timespanMs: 10 * MINUTE,
    every: MINUTE,
  }),
} as const;
