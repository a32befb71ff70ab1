import { newEventId, SCHEMA_VERSION, writeEvent, type GovernanceEvent } from '../../src/event/index.js';
import type { Governance, OnAuditFailure } from '../../src/otel/governance-port.js';

/** A governance that keeps events in memory: validated, canonical, in order. `failWhen` makes a record fail. */
export const memoryGovernance = (
  onAuditFailure: OnAuditFailure = 'block',
  failWhen: (eventType: string) => boolean = () => false,
): Governance & { readonly events: GovernanceEvent[]; readonly types: () => string[] } => {
  const events: GovernanceEvent[] = [];
  return {
    events,
    types: () => events.map((event) => event.event_type),
    onAuditFailure,
    emit: (draft) => {
      if (failWhen(draft.event_type)) return Promise.reject(new Error('disk full'));
      const { event, line } = writeEvent({
        event_id: newEventId(),
        timestamp: new Date().toISOString(),
        schema_version: SCHEMA_VERSION,
        ...draft,
      });
      events.push(event);
      return Promise.resolve({ event, line, sequence: events.length });
    },
    flush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
};
