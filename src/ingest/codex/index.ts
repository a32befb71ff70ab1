/**
 * OpenAI Codex CLI's OTLP log records.
 * @module
 */
import type { GovernanceEvent } from '../../event/index.js';
import { type AgentSource, type SourceResult, skip } from '../agent-source.js';
import { textAt } from '../attribute-values.js';
import type { LogRecord } from '../log-record.js';
import { addedIdentityOf, agentIdOf, present, sourceOf } from '../resource-context.js';
import {
  mapApiRequest,
  mapAuthRecovery,
  mapConversationStarts,
  mapPluginSuggestion,
  mapSseEvent,
} from './other-records.js';
import { mapSandboxOutcome, mapToolDecision, mapToolResult } from './tool-call.js';

const PREFIX = 'codex.';

const MAPPINGS: ReadonlyMap<string, (record: LogRecord) => SourceResult> = new Map([
  ['conversation_starts', mapConversationStarts],
  ['tool_decision', mapToolDecision],
  ['tool_result', mapToolResult],
  ['sandbox_outcome', mapSandboxOutcome],
  ['sse_event', mapSseEvent],
  ['api_request', mapApiRequest],
  ['websocket_connect', mapApiRequest],
  ['websocket_request', mapApiRequest],
  ['auth_recovery', mapAuthRecovery],
  ['plugin_install_suggestion', mapPluginSuggestion],
]);

const KNOWN: ReadonlySet<string> = new Set([
  'user_prompt',
  'startup_phase',
  'turn_ttft',
  'websocket_event',
  'plugin_install_elicitation_sent',
]);

const contextOf = (record: LogRecord): Pick<GovernanceEvent, 'identity' | 'agent' | 'source'> => {
  const { attributes } = record;
  return {
    source: sourceOf(record),
    identity: present({
      user_id: textAt(attributes, 'user.account_id'),
      email: textAt(attributes, 'user.email'),
      ...addedIdentityOf(record),
    }),
    agent: present({
      agent_id: agentIdOf(record, 'codex', /^codex/),
      agent_name: 'Codex',
      model: textAt(attributes, 'model', 'slug'),
      session_id: textAt(attributes, 'conversation.id'),
    }),
  };
};

/** Codex CLI; the event's name is an attribute, the record's own name is the place in its source code. */
export const codex: AgentSource = {
  name: 'codex',
  eventNameOf: ({ attributes }) => {
    const name = textAt(attributes, 'event.name');
    return name?.startsWith(PREFIX) === true ? name.slice(PREFIX.length) : undefined;
  },
  contextOf,
  startsSessions: false,
  map: (eventName, record) => {
    const mapping = MAPPINGS.get(eventName);
    if (mapping !== undefined) return mapping(record);
    return skip(KNOWN.has(eventName) ? 'not a governance event' : 'unknown event');
  },
};
