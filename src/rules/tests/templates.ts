/**
 * The events that tests in rules start from: one of each type, after the reference example.
 * @module
 */
import { SCHEMA_VERSION } from '../../event/index.js';

/** An event as plain JSON. */
export type PlainEvent = Readonly<Record<string, unknown>>;

const identity = {
  user_id: 'usr_8f3a2b1c',
  email: 'user@example.com',
  department: 'engineering',
  idp_subject: 'auth0|8f3a2b1c4d5e6f7g',
};
const agent = {
  agent_id: 'agt_code_reviewer',
  agent_name: 'Code Reviewer',
  model: 'claude-sonnet-4-6',
  session_id: 'ses_7k2m9n4p',
};
const HASH = 'sha256:4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce';
const call = {
  tool_name: 'database_query',
  tool_server: 'postgres-readonly',
  call_id: 'call_1',
  parameters_hash: HASH,
  parameter_fields: ['query', 'schema', 'limit'],
};
const policies = ['allow_read_only_tools', 'department_scope_check'];
const allowed = { policies_evaluated: policies, result: 'allowed', evaluation_ms: 2 };
const blocked = {
  policies_evaluated: policies,
  policies_failed: ['department_scope_check'],
  result: 'blocked',
  matched_rule: 'department_scope_check',
  decided_by: 'policy',
  evaluation_ms: 2,
};
const spent = { input_tokens: 1250, output_tokens: 340, estimated_cost_usd: 0.0089 };
const secret = { secret_type: 'aws_access_key', location: 'tool_call.parameters.query' };
const signIn = { ...identity, source_ip: '198.51.100.7', country: 'DE' };

/** Groups of each event type. */
const GROUPS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'session.started': { identity, agent },
  'session.ended': { identity, agent },
  'tool_call.requested': { identity, agent, tool_call: call },
  'policy.evaluated': { identity, agent, governance: allowed, tool_call: call },
  'tool_call.approved': { identity, agent, governance: { ...allowed, decided_by: 'policy' }, tool_call: call },
  'tool_call.blocked': { identity, agent, governance: blocked, tool_call: call },
  'tool_call.completed': {
    identity,
    agent,
    governance: allowed,
    tool_call: { ...call, duration_ms: 145, response_status: 'success', response_size_bytes: 2340 },
    cost: spent,
  },
  'tool_call.failed': {
    identity,
    agent,
    governance: allowed,
    tool_call: { ...call, duration_ms: 145, response_status: 'error', error: 'connection refused' },
  },
  'secret.detected': { identity, agent, tool_call: call, secret },
  'secret.blocked': { identity, agent, tool_call: call, secret },
  'cost.threshold_warning': {
    identity,
    agent,
    cost: { threshold_usd: 10, accumulated_usd: 8.2, threshold_period: 'day' },
  },
  'cost.threshold_exceeded': {
    identity,
    agent,
    cost: { threshold_usd: 10, accumulated_usd: 10.4, threshold_period: 'day' },
  },
  'auth.success': { identity: signIn, agent },
  'auth.failure': { identity: signIn, agent },
  'config.agent_changed': {
    identity,
    agent,
    config: { setting: 'permission_mode', from_value: 'default', to_value: 'plan', actor: 'usr_8f3a2b1c' },
  },
  'config.policy_changed': { identity, config: { setting: 'policy', name: 'baseline', actor: 'usr_8f3a2b1c' } },
  'policy.violation': { identity, agent, governance: blocked, tool_call: call },
  'model.request_completed': { identity, agent, cost: spent },
};

/** Event types that have a template. */
export const TEMPLATE_TYPES: readonly string[] = Object.keys(GROUPS);

/** A fresh event of a type, without id and time; undefined for an unknown type. */
export const templateEvent = (type: string): Record<string, unknown> | undefined => {
  const groups = GROUPS[type];
  return groups && { event_type: type, schema_version: SCHEMA_VERSION, ...structuredClone(groups) };
};
