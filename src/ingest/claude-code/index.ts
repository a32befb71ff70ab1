/**
 * Claude Code's OTLP log records.
 * @module
 */
import { type AgentSource, type SourceResult, type SourceState, skip } from '../agent-source.js';
import { textAt } from '../attribute-values.js';
import type { LogRecord } from '../log-record.js';
import { contextOf } from './context.js';
import {
  mapApiError,
  mapApiRequest,
  mapAuth,
  mapHook,
  mapManagedSettings,
  mapMcpConnection,
  mapPermissionMode,
  mapPluginInstalled,
} from './other-records.js';
import { mapToolDecision, mapToolResult } from './tool-call.js';

const SCOPE = 'com.anthropic.claude_code.events';
const PREFIX = 'claude_code.';
const SERVICES: ReadonlySet<unknown> = new Set(['claude-code', 'cowork']);

const MAPPINGS: ReadonlyMap<string, (record: LogRecord, state: SourceState) => SourceResult> = new Map([
  ['tool_decision', mapToolDecision],
  ['tool_result', mapToolResult],
  ['api_request', mapApiRequest],
  ['api_error', mapApiError],
  ['api_retries_exhausted', mapApiError],
  ['api_refusal', mapApiError],
  ['permission_mode_changed', mapPermissionMode],
  ['auth', mapAuth],
  ['mcp_server_connection', mapMcpConnection],
  ['plugin_installed', mapPluginInstalled],
  ['managed_settings_resolved', mapManagedSettings],
  ['hook_execution_complete', mapHook],
]);

/** Documented records that are no governance event, or too frequent to be a change of configuration. */
const KNOWN: ReadonlySet<string> = new Set([
  'user_prompt',
  'assistant_response',
  'api_request_body',
  'api_response_body',
  'internal_error',
  'at_mention',
  'hook_execution_start',
  'hook_plugin_metrics',
  'hook_registered',
  'plugin_loaded',
  'skill_activated',
  'compaction',
  'subagent_completed',
  'feedback_survey',
  'retention_sweep',
  'system_prompt',
]);

const eventNameOf = (record: LogRecord): string | undefined => {
  const body = typeof record.body === 'string' && record.body.startsWith(PREFIX) ? record.body : undefined;
  const named = textAt(record.attributes, 'event.name');
  const ours =
    body !== undefined ||
    record.scope.name === SCOPE ||
    named?.startsWith(PREFIX) === true ||
    SERVICES.has(record.resource['service.name']);
  if (!ours) return undefined;
  const name = named ?? body ?? record.eventName;
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
};

/** Claude Code (and Cowork, which sends the same records under another service name). */
export const claudeCode: AgentSource = {
  name: 'claude-code',
  eventNameOf,
  contextOf,
  startsSessions: true,
  map: (eventName, record, state) => {
    const mapping = MAPPINGS.get(eventName);
    if (mapping !== undefined) return mapping(record, state);
    return skip(KNOWN.has(eventName) ? 'not a governance event' : 'unknown event');
  },
};
