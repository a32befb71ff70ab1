/**
 * Start and end of one MCP connection.
 * @module
 */
import type { CallGovernor } from '../call.js';
import type { Party } from './options.js';

/** A connection's session events, each written once. */
export interface McpSession {
  /** Rejects when the start cannot be recorded and onAuditFailure is block. */
  started(party: Party): Promise<void>;
  /** Never rejects: a connection that is over is over. */
  ended(): Promise<void>;
}

/** @param enabled False writes nothing. */
export const createSession = (governor: CallGovernor, enabled: boolean): McpSession => {
  let party: Party | undefined;
  let starting: Promise<void> | undefined;
  let ended = false;
  const draft = (event_type: 'session.started' | 'session.ended', who: Party) =>
    ({ event_type, agent: who.agent, ...(who.identity === undefined ? {} : { identity: who.identity }) }) as const;
  return {
    started: (who) => {
      if (!enabled || ended) return Promise.resolve();
      party ??= who;
      return (starting ??= governor.record(draft('session.started', who)));
    },
    ended: async () => {
      if (party === undefined || ended) return;
      ended = true;
      try {
        await starting;
        await governor.record(draft('session.ended', party));
      } catch {
        // Reported through onError by the governor.
      }
    },
  };
};
