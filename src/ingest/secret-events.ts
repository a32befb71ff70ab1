/**
 * Secrets in a record as events of their own.
 * @module
 */
import {
  type CanonicalEvent,
  derivedEventId,
  type GovernanceEvent,
  SCHEMA_VERSION,
  writeEvent,
} from '../event/index.js';
import type { SecretFinding } from '../secrets/index.js';

/** Two findings of one secret in one record are one secret. */
const distinct = (findings: readonly SecretFinding[]): readonly SecretFinding[] => {
  const seen = new Map<string, SecretFinding>();
  for (const finding of findings) {
    const key = `${finding.type}|${finding.fingerprint}`;
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
};

/** One secret.detected event for each secret, with what is known of the event that it stood in. `seed` makes the ids. */
export const secretEvents = (
  findings: readonly SecretFinding[],
  event: { readonly [K in keyof GovernanceEvent]?: GovernanceEvent[K] | undefined },
  time: number,
  seed: string,
): CanonicalEvent[] =>
  distinct(findings).map(({ type, path, fingerprint }) =>
    writeEvent({
      // From the path and not the fingerprint, whose key may differ from run to run.
      event_id: derivedEventId(time, `${seed}|secret|${type}|${path}`),
      event_type: 'secret.detected',
      timestamp: event.timestamp,
      schema_version: SCHEMA_VERSION,
      trace_id: event.trace_id,
      span_id: event.span_id,
      source: event.source,
      identity: event.identity,
      agent: event.agent,
      tool_call: event.tool_call && {
        tool_name: event.tool_call.tool_name,
        tool_server: event.tool_call.tool_server,
        call_id: event.tool_call.call_id,
      },
      secret: { secret_type: type, location: path, fingerprint },
    }),
  );
