/**
 * One valid event of each type, always the same: one session of a code reviewer.
 * @module
 */
import { digest } from './canonical-json.js';
import { EVENT_TYPES, SCHEMA_VERSION, type EventType, type GovernanceEvent } from './generated/types.js';
import { writeEvent, type CanonicalEvent } from './read-event.js';

const START = Date.UTC(2026, 3, 7, 14, 32, 18, 847);
const STEP_MS = 1250;
const EVENT_ID_STEM = 'evt_01KNKQ5X2F000000000000';

const who = {
  source: { service: 'code-reviewer', environment: 'production', host: 'agents-01' },
  identity: {
    user_id: 'usr_8f3a2b1c',
    email: 'user@example.com',
    department: 'engineering',
    idp_subject: 'auth0|8f3a2b1c4d5e6f7g',
    kind: 'human',
    source_ip: '192.0.2.17',
    country: 'NL',
  },
  agent: {
    agent_id: 'agt_code_reviewer',
    agent_name: 'Code Reviewer',
    role: 'reviewer',
    model: 'claude-sonnet-4-6',
    session_id: 'ses_7k2m9n4p',
  },
} as const;

const tool_call = {
  tool_name: 'database_query',
  tool_server: 'postgres-readonly',
  call_id: 'call_01',
  parameters_hash: digest('{"limit":10,"query":"select 1","schema":"public"}'),
  parameter_fields: ['query', 'schema', 'limit'],
} as const;
const target = { system: 'orders', kind: 'table', department: 'sales', data_classification: 'internal' } as const;
const evaluated = ['allow_read_only_tools', 'department_scope_check'] as const;
const allowed = { policies_evaluated: evaluated, result: 'allowed', decided_by: 'policy', evaluation_ms: 2 } as const;
const blocked = {
  policies_evaluated: evaluated,
  policies_failed: ['department_scope_check'],
  result: 'blocked',
  matched_rule: 'department_scope_check',
  decided_by: 'policy',
  evaluation_ms: 2,
  reason: 'the table belongs to another department',
} as const;
const secret = {
  secret_type: 'github_pat',
  location: 'parameters.query',
  fingerprint: digest('sample', 'sample key'),
} as const;
const tokens = { input_tokens: 1250, output_tokens: 340, estimated_cost_usd: 0.0089 } as const;
const budget = { estimated_cost_usd: 8.2, threshold_usd: 10, accumulated_usd: 8.2, threshold_period: 'day' } as const;

type Body = Omit<Partial<GovernanceEvent>, 'event_id' | 'event_type' | 'timestamp' | 'schema_version'>;

const BODIES: Readonly<Record<EventType, Body>> = {
  'session.started': {},
  'tool_call.requested': { tool_call, target },
  'policy.evaluated': { tool_call, target, governance: allowed },
  'tool_call.approved': { tool_call, target, governance: allowed },
  'tool_call.blocked': { tool_call, target, governance: blocked },
  'tool_call.completed': {
    tool_call: { ...tool_call, duration_ms: 145, response_status: 'success', response_size_bytes: 2340 },
    target,
    governance: allowed,
    cost: tokens,
  },
  'tool_call.failed': {
    tool_call: { ...tool_call, duration_ms: 30_000, response_status: 'error', error: 'statement timeout' },
    target,
    governance: allowed,
  },
  'secret.detected': { tool_call, secret },
  'secret.blocked': { tool_call, secret, governance: { ...blocked, matched_rule: 'no_secrets_in_parameters' } },
  'cost.threshold_warning': { cost: budget },
  'cost.threshold_exceeded': { cost: { ...budget, estimated_cost_usd: 11.4, accumulated_usd: 11.4 } },
  'auth.success': {},
  'auth.failure': {
    governance: {
      policies_evaluated: ['bearer_auth'],
      policies_failed: ['bearer_auth'],
      result: 'denied',
      matched_rule: 'bearer_auth',
      decided_by: 'policy',
      reason: 'Token has expired',
    },
  },
  'config.agent_changed': {
    config: { setting: 'model', from_value: 'claude-sonnet-4-5', to_value: 'claude-sonnet-4-6', actor: 'usr_8f3a2b1c' },
  },
  'config.policy_changed': {
    config: {
      setting: 'policy',
      name: 'department_scope_check',
      from_digest: digest('policy 1'),
      to_digest: digest('policy 2'),
      actor: 'usr_8f3a2b1c',
    },
  },
  'policy.violation': { tool_call, target, governance: blocked },
  'model.request_completed': { cost: tokens },
  'session.ended': {},
};

/** One event of each of the eighteen types, in the order of EVENT_TYPES. */
export const sampleEvents = (): readonly CanonicalEvent[] =>
  EVENT_TYPES.map((event_type, index) =>
    writeEvent({
      event_id: `${EVENT_ID_STEM}${String(index + 1).padStart(4, '0')}`,
      event_type,
      timestamp: new Date(START + index * STEP_MS).toISOString(),
      schema_version: SCHEMA_VERSION,
      ...who,
      ...BODIES[event_type],
    }),
  );
