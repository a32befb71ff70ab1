/**
 * OpenTelemetry severity of each event.
 * @module
 */
/** Severity as OpenTelemetry's logs data model numbers it. Own constants: the two lines of its API keep them in different packages. */
export interface Severity {
  readonly number: number;
  readonly text: 'INFO' | 'WARN' | 'ERROR';
}

const INFO: Severity = { number: 9, text: 'INFO' };
const WARN: Severity = { number: 13, text: 'WARN' };
const ERROR: Severity = { number: 17, text: 'ERROR' };

const BY_TYPE: Readonly<Record<string, Severity>> = {
  'tool_call.blocked': WARN,
  'tool_call.failed': WARN,
  'policy.violation': WARN,
  'auth.failure': WARN,
  'cost.threshold_warning': WARN,
  'config.agent_changed': WARN,
  'config.policy_changed': WARN,
  'cost.threshold_exceeded': ERROR,
  'secret.detected': ERROR,
  'secret.blocked': ERROR,
};

/** Severity of an event: secrets and exceeded budgets ERROR, refusals and failures WARN, the rest INFO. */
export const severityOf = (event: {
  readonly event_type: string;
  readonly governance?: { readonly result?: string };
}): Severity => {
  const known = BY_TYPE[event.event_type];
  if (known !== undefined) return known;
  const refused = event.governance?.result === 'denied' || event.governance?.result === 'blocked';
  return event.event_type === 'policy.evaluated' && refused ? WARN : INFO;
};
