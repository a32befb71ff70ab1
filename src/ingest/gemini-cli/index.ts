/**
 * Gemini CLI's OTLP log records.
 * @module
 */
import type { GovernanceEvent } from '../../event/index.js';
import { type AgentSource, type SourceResult, skip } from '../agent-source.js';
import { textAt } from '../attribute-values.js';
import type { LogRecord } from '../log-record.js';
import { addedIdentityOf, agentIdOf, present, sourceOf } from '../resource-context.js';
import { mapApiError, mapApiResponse, mapConfig, mapExtension, mapModeSwitch, mapSessionEnd } from './other-records.js';
import { mapToolCall, mapVerdict } from './tool-call.js';

const PREFIX = 'gemini_cli.';

type RecordMapping = (record: LogRecord, eventName: string) => SourceResult;

const MAPPINGS: ReadonlyMap<string, RecordMapping> = new Map<string, RecordMapping>([
  ['config', mapConfig],
  ['conversation_finished', mapSessionEnd],
  ['tool_call', mapToolCall],
  ['api_response', mapApiResponse],
  ['api_error', mapApiError],
  ['plan.approval_mode_switch', mapModeSwitch],
  ['approval_mode_switch', mapModeSwitch],
  ['extension_install', mapExtension],
  ['extension_uninstall', mapExtension],
  ['extension_update', mapExtension],
  ['extension_enable', mapExtension],
  ['extension_disable', mapExtension],
  ['conseca.verdict', mapVerdict],
]);

const KNOWN: ReadonlySet<string> = new Set([
  'user_prompt',
  'api_request',
  'file_operation',
  'hook_call',
  'agent.start',
  'agent.finish',
  'agent.recovery_attempt',
  'flash_fallback',
  'ripgrep_fallback',
  'next_speaker_check',
  'slash_command',
  'slash_command.model',
  'rewind',
  'chat_compression',
  'malformed_json_response',
  'ide_connection',
  'chat.invalid_chunk',
  'chat.content_retry',
  'chat.content_retry_failure',
  'model_routing',
  'tool_output_truncated',
  'tool_output_masking',
  'edit_strategy',
  'edit_correction',
  'llm_loop_check',
  'startup_stats',
  'web_fetch_fallback_attempt',
  'plan.approval_mode_duration',
  'plan.execution',
  'keychain.availability',
  'token_storage.initialization',
  'end_session',
  'loop_detected',
  'loop_detection_disabled',
  'gen_ai.client.inference.operation.details',
]);

/** Some events stand under `event_name`, and some of those have no prefix: then the service must say who it is. */
const eventNameOf = ({ attributes, resource }: LogRecord): string | undefined => {
  const name = textAt(attributes, 'event.name', 'event_name');
  if (name === undefined) return undefined;
  if (name.startsWith(PREFIX)) return name.slice(PREFIX.length);
  return resource['service.name'] === 'gemini-cli' ? name : undefined;
};

const contextOf = (record: LogRecord): Pick<GovernanceEvent, 'identity' | 'agent' | 'source'> => {
  const { attributes } = record;
  return {
    source: sourceOf(record),
    identity: present({ email: textAt(attributes, 'user.email'), ...addedIdentityOf(record) }),
    agent: present({
      agent_id: agentIdOf(record, 'gemini-cli', /^gemini-cli$/),
      agent_name: 'Gemini CLI',
      model: textAt(attributes, 'model'),
      session_id: textAt(attributes, 'session.id'),
    }),
  };
};

/** Gemini CLI; bodies are sentences, so names come from attributes. */
export const geminiCli: AgentSource = {
  name: 'gemini-cli',
  eventNameOf,
  contextOf,
  startsSessions: false,
  map: (eventName, record) => {
    const mapping = MAPPINGS.get(eventName);
    if (mapping !== undefined) return mapping(record, eventName);
    return skip(KNOWN.has(eventName) ? 'not a governance event' : 'unknown event');
  },
};
