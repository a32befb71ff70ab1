/**
 * Codex's records about sessions, models, sign-in and plugins.
 * @module
 */
import { type SourceResult, one, skip } from '../agent-source.js';
import { flagAt, integerAt, textAt } from '../attribute-values.js';
import type { LogRecord } from '../log-record.js';
import { present } from '../resource-context.js';
import { setupDrafts } from '../session-setup.js';

/** The session's policies go into the event that opens it; servers and bypassed approval are changes of their own. */
export const mapConversationStarts = (record: LogRecord): SourceResult => {
  const approval_policy = textAt(record.attributes, 'approval_policy');
  const sandbox_policy = textAt(record.attributes, 'sandbox_policy');
  const policies = [
    ...(approval_policy === undefined ? [] : [`codex:approval=${approval_policy}`]),
    ...(sandbox_policy === undefined ? [] : [`codex:sandbox=${sandbox_policy}`]),
  ];
  return {
    drafts: [
      {
        event_type: 'session.started',
        ...(policies.length > 0 ? { governance: { policies_evaluated: policies } } : {}),
      },
      ...setupDrafts(record, { approval_policy, sandbox_policy }),
    ],
  };
};

/** Tokens of a completed response; Codex sends no price. */
export const mapSseEvent = ({ attributes }: LogRecord): SourceResult => {
  if (textAt(attributes, 'event.kind') !== 'response.completed') return skip('not a completed response');
  const cost = present({
    input_tokens: integerAt(attributes, 'input_token_count'),
    output_tokens: integerAt(attributes, 'output_token_count'),
  });
  // A completed response is written twice: once as an event of the stream, once with its tokens.
  if (cost.input_tokens === undefined && cost.output_tokens === undefined) return skip('no token counts');
  return one({ event_type: 'model.request_completed', cost });
};

/** A refused credential is the only outcome of a request that is a governance event. */
export const mapApiRequest = ({ attributes }: LogRecord): SourceResult => {
  const status = integerAt(attributes, 'http.response.status_code', 'http.status_code', 'status');
  if (status !== 401 && status !== 403) return skip('not an authentication error');
  const detail = textAt(attributes, 'auth.error_code', 'auth.error');
  return one({
    event_type: 'auth.failure',
    governance: {
      result: 'denied',
      reason: [`model API answered ${String(status)}`, detail].filter((part) => part !== undefined).join(': '),
    },
  });
};

/** Codex renews its sign-in by itself: each step is an attempt to authenticate. */
export const mapAuthRecovery = ({ attributes }: LogRecord): SourceResult => {
  const outcome = textAt(attributes, 'auth.outcome')?.toLowerCase();
  if (outcome === undefined) return skip('no outcome');
  const success = /succe|recover|refreshed|^ok/.test(outcome) && !/fail|not|un/.test(outcome);
  const detail = [
    textAt(attributes, 'auth.mode'),
    textAt(attributes, 'auth.step'),
    outcome,
    textAt(attributes, 'auth.error_code', 'auth.error'),
  ];
  return one({
    event_type: success ? 'auth.success' : 'auth.failure',
    governance: {
      result: success ? 'allowed' : 'denied',
      reason: detail.filter((part) => part !== undefined).join(' '),
    },
  });
};

/** A plugin that was suggested and then installed. */
export const mapPluginSuggestion = ({ attributes }: LogRecord): SourceResult => {
  if (flagAt(attributes, 'plugin_install.completed') !== true) return skip('not installed');
  return one({
    event_type: 'config.agent_changed',
    config: present({
      setting: 'plugin',
      name: textAt(attributes, 'plugin_install.tool_name', 'plugin_install.tool_id'),
      to_value: 'installed',
    }),
  });
};
