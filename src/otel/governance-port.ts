/**
 * What adapters and applications emit through.
 * @module
 */
import type { GovernanceEvent, EventType } from '../event/index.js';
import type { TrailEntry } from '../trail/trail-port.js';

/** An event before its envelope is filled: id, time, version, trace context and session come from the emitter. */
export type EventDraft = Omit<Partial<GovernanceEvent>, 'event_type'> & { readonly event_type: EventType };

/** What to do with a tool call whose event cannot be recorded. */
export type OnAuditFailure = 'block' | 'continue';

/** Emits governance events. Resolved means durable; rejected is a typed error. */
export interface Governance {
  /** Fills the envelope, redacts, validates, appends. Secrets found in the draft raise a secret.detected event of their own. */
  emit(draft: EventDraft): Promise<TrailEntry>;
  readonly onAuditFailure: OnAuditFailure;
  /** Resolves when everything is durable and, with a sink, delivered; rejects with what is missing. */
  flush(): Promise<void>;
  shutdown(): Promise<void>;
}
