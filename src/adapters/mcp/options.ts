/**
 * Options of the MCP adapter.
 * @module
 */
import { newEventId, type Agent, type Identity, type Target } from '../../event/index.js';
import type { GovernOptions } from '../call.js';
import type { McpPeer } from './structure.js';

/** Options of every wrapper. */
export interface McpGovernOptions extends GovernOptions {
  /** The agent, or how to name it from what the client says; its session_id is made up when it has none. */
  readonly agent: Agent | ((peer: McpPeer) => Agent);
  /** The human or service account behind it. */
  readonly identity?: Identity | ((peer: McpPeer) => Identity | undefined);
  /** Name of the MCP server in the events; by default the name it gives in initialize. */
  readonly serverName?: string;
  /** What a call touches: system, department, data class. */
  readonly describeTarget?: (toolName: string, parameters: unknown) => Target | undefined;
  /** session.started and session.ended; default true. Off for servers that make a transport for each request. */
  readonly sessions?: boolean;
}

/** Agent and identity of one connection. */
export interface Party {
  readonly agent: Agent;
  readonly identity?: Identity | undefined;
}

/** A session id of our own. */
export const newSessionId = (): string => newEventId().replace('evt_', 'ses_');

/** Who acts, with the session filled in. */
export const partyOf = (options: McpGovernOptions, peer: McpPeer, sessionId: string): Party => {
  const agent = typeof options.agent === 'function' ? options.agent(peer) : options.agent;
  const identity = typeof options.identity === 'function' ? options.identity(peer) : options.identity;
  return { agent: { session_id: sessionId, ...agent }, identity };
};
