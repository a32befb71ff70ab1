/**
 * The event that tells of a secret.
 * @module
 */
import { newEventId, SCHEMA_VERSION, writeEvent, type CanonicalEvent } from '../event/index.js';
import type { SecretFinding } from '../secrets/index.js';
import type { EventDraft } from './governance-port.js';

/** The secret.detected event of a finding: who, which agent, which tool, and where; never the value. */
export const detectedEvent = (cause: EventDraft, finding: SecretFinding): CanonicalEvent => {
  const { tool_call, trace_id, span_id, source, identity, agent, target } = cause;
  const tool = {
    ...(tool_call?.tool_name === undefined ? {} : { tool_name: tool_call.tool_name }),
    ...(tool_call?.tool_server === undefined ? {} : { tool_server: tool_call.tool_server }),
    ...(tool_call?.call_id === undefined ? {} : { call_id: tool_call.call_id }),
    ...(tool_call?.parameters_hash === undefined ? {} : { parameters_hash: tool_call.parameters_hash }),
  };
  const secret = { secret_type: finding.type, location: finding.path, fingerprint: finding.fingerprint };
  const envelope = {
    event_id: newEventId(),
    event_type: 'secret.detected',
    timestamp: new Date().toISOString(),
    schema_version: SCHEMA_VERSION,
  };
  try {
    return writeEvent({ ...envelope, trace_id, span_id, source, identity, agent, tool_call: tool, target, secret });
  } catch {
    // What is wrong with the draft must not hide the secret.
    return writeEvent({ ...envelope, secret });
  }
};
