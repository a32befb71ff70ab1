/**
 * Events that are told once, however many records tell of them.
 * @module
 */
import type { GovernanceEvent } from '../event/index.js';
import { createBoundedMap } from './bounded-map.js';

/** Sessions and secrets of calls that are remembered. */
const MAX_REMEMBERED = 40_000;

/** What makes an event one that is told once: the start of a session, a secret in a call of which several records tell. */
const onceKey = ({ event_type, agent, tool_call, secret }: GovernanceEvent): string | undefined => {
  const session = agent?.session_id;
  if (session === undefined) return undefined;
  if (event_type === 'session.started') return `session|${session}`;
  if (event_type !== 'secret.detected' || tool_call?.call_id === undefined) return undefined;
  return ['secret', session, tool_call.call_id, secret?.secret_type, secret?.fingerprint].join('|');
};

/** Remembers what has been told. */
export interface ToldOnce {
  /** False for the start of a session that has started, and for a secret already reported of the same call. */
  readonly isNews: (event: GovernanceEvent) => boolean;
  readonly forget: (event: GovernanceEvent) => void;
  readonly recall: (event: GovernanceEvent) => void;
}

/** An empty memory, of bounded size. */
export const createToldOnce = (): ToldOnce => {
  const remembered = createBoundedMap<string, true>(MAX_REMEMBERED);
  return {
    isNews: (event) => {
      const key = onceKey(event);
      if (key === undefined) return true;
      if (remembered.get(key) !== undefined) return false;
      remembered.set(key, true);
      return true;
    },
    forget: (event) => {
      const key = onceKey(event);
      if (key !== undefined) remembered.delete(key);
    },
    recall: (event) => {
      const key = onceKey(event);
      if (key !== undefined) remembered.set(key, true);
    },
  };
};
