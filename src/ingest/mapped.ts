/**
 * What becomes of a record.
 * @module
 */
import { AgentSiemError, type CanonicalEvent } from '../event/index.js';

/**
 * What one record became: events, a reason for skipping, or a reason for rejecting. A rejected event may leave the
 * secret.detected events of what stood in it.
 */
export interface Mapped {
  /** Canonical events in the order in which they happened. */
  readonly events: readonly CanonicalEvent[];
  /** Understood but no governance event, or not understood: `source: event: why`. A derived session start may still stand in `events`. */
  readonly skipped?: string;
  /** A governance event or record that breaks its contract; names the field, never the value. */
  readonly rejected?: string;
  /** The governance event that was rejected, secrets redacted, and why: for a quarantine. */
  readonly refused?: { readonly redacted: unknown; readonly error: unknown };
}

/** No events at all. */
export const NO_EVENTS: readonly CanonicalEvent[] = [];

/** Unix milliseconds of 9999-12-31T23:59:59.999Z: later times have no four-digit year. */
export const MAX_TIME = 253_402_300_799_999;

/** Why something was refused: the field and what is wrong with it, never its value. */
export const describe = (error: unknown): string =>
  error instanceof AgentSiemError
    ? [error.field, error.message].filter((part) => part !== undefined && part !== '').join(': ')
    : 'cannot be read';
