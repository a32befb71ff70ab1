/**
 * Governance events that come as they are: searched for secrets, otherwise left alone.
 * @module
 */
import { AgentSiemError, type CanonicalEvent, type GovernanceEvent, readEvent } from '../event/index.js';
import { createEventScan, type SecretFinding, type SecretScanner } from '../secrets/index.js';
import { describe, MAX_TIME, type Mapped, NO_EVENTS } from './mapped.js';
import { secretEvents } from './secret-events.js';

/** Secrets of one refused event that are reported one by one. */
const MAX_DETECTED = 64;

/** Why a redacted event is refused. */
const refusalOf = (redacted: unknown): unknown => {
  try {
    readEvent(redacted);
  } catch (error) {
    return error;
  }
  return new AgentSiemError('breaks the schema', { code: 'event.invalid' });
};

/** Secrets of a refused event: an alert must not depend on the rest of the event being sound. */
const refusedSecrets = (
  found: readonly SecretFinding[],
  redacted: object,
  sent: number | undefined,
): readonly CanonicalEvent[] => {
  const time = sent === undefined || sent > MAX_TIME ? Date.now() : sent;
  const findings = found.slice(0, MAX_DETECTED);
  const { event_id, source, identity, agent } = redacted as Partial<GovernanceEvent>;
  const bare = { timestamp: new Date(time).toISOString() };
  const seed = `${typeof event_id === 'string' ? event_id : ''}|refused`;
  try {
    return secretEvents(findings, { ...bare, source, identity, agent }, time, seed);
  } catch {
    return secretEvents(findings, bare, time, seed);
  }
};

/** Maps an event; `sent`: when its record was sent, Unix milliseconds. */
export type OwnMapping = (value: object, sent: number | undefined) => Mapped;

/** Makes the mapping. */
export const createOwnMapping = (scanner: SecretScanner): OwnMapping => {
  const scanEvent = createEventScan(scanner);
  return (value: object, sent: number | undefined): Mapped => {
    try {
      const read = readEvent(value);
      const { redacted, findings } = scanEvent(read.event);
      // So it is with every event that a trail has sealed: its writer has searched it, and its line stays as it is.
      if (findings.length === 0) return { events: [read] };
      // A seal over a secret is forged or older than the format of that secret. The event gets a seal of this trail.
      const clean = readEvent({ ...redacted, integrity: undefined });
      const time = Date.parse(clean.event.timestamp);
      return { events: [clean, ...secretEvents(findings, clean.event, time, clean.event.event_id)] };
    } catch (error) {
      const { redacted, findings } = scanner.scan(value);
      // A name that is refused may be a secret itself.
      const told = redacted === value ? error : refusalOf(redacted);
      const events = findings.length === 0 ? NO_EVENTS : refusedSecrets(findings, redacted, sent);
      return { events, rejected: describe(told), refused: { redacted, error: told } };
    }
  };
};
