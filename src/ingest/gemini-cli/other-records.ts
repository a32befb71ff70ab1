/**
 * Gemini CLI's records about sessions, models and configuration.
 * @module
 */
import { type SourceResult, one, skip } from '../agent-source.js';
import { integerAt, textAt } from '../attribute-values.js';
import type { LogRecord } from '../log-record.js';
import { present } from '../resource-context.js';
import { setupDrafts } from '../session-setup.js';

/** Written once at the start; the approval mode goes along, servers and bypassed approval are changes of their own. */
export const mapConfig = (record: LogRecord): SourceResult => {
  if (textAt(record.attributes, 'session.id') === undefined) return skip('no session id');
  const approval_mode = textAt(record.attributes, 'approval_mode');
  return {
    drafts: [
      {
        event_type: 'session.started',
        ...(approval_mode === undefined
          ? {}
          : { governance: { policies_evaluated: [`gemini-cli:approval=${approval_mode}`] } }),
      },
      ...setupDrafts(record, { approval_mode }),
    ],
  };
};

/** The conversation is over. */
export const mapSessionEnd = ({ attributes }: LogRecord): SourceResult =>
  textAt(attributes, 'session.id') === undefined ? skip('no session id') : one({ event_type: 'session.ended' });

/** Tokens of a response; thinking is billed as output. Gemini CLI sends no price. */
export const mapApiResponse = ({ attributes }: LogRecord): SourceResult => {
  const output = integerAt(attributes, 'output_token_count');
  const thoughts = integerAt(attributes, 'thoughts_token_count');
  return one({
    event_type: 'model.request_completed',
    cost: present({
      input_tokens: integerAt(attributes, 'input_token_count'),
      output_tokens: output === undefined && thoughts === undefined ? undefined : (output ?? 0) + (thoughts ?? 0),
    }),
  });
};

/** A refused credential is the only error of the model's API that is a governance event. */
export const mapApiError = ({ attributes }: LogRecord): SourceResult => {
  const status = integerAt(attributes, 'status_code', 'http.status_code');
  if (status !== 401 && status !== 403) return skip('not an authentication error');
  return one({
    event_type: 'auth.failure',
    governance: { result: 'denied', reason: `model API answered ${String(status)}` },
  });
};

/** Approval modes, up to yolo. */
export const mapModeSwitch = ({ attributes }: LogRecord): SourceResult =>
  one({
    event_type: 'config.agent_changed',
    config: present({
      setting: 'permission_mode',
      from_value: textAt(attributes, 'from_mode'),
      to_value: textAt(attributes, 'to_mode'),
    }),
  });

/** An extension was installed, uninstalled, updated, enabled or disabled; an attempt that failed changes nothing. */
export const mapExtension = ({ attributes }: LogRecord, eventName: string): SourceResult => {
  if (textAt(attributes, 'status') === 'error') return skip('attempt failed');
  return one({
    event_type: 'config.agent_changed',
    config: present({
      setting: 'extension',
      name: textAt(attributes, 'extension_name'),
      from_value: textAt(attributes, 'extension_previous_version'),
      to_value: [eventName.slice('extension_'.length), textAt(attributes, 'extension_version')]
        .filter((part) => part !== undefined)
        .join(' '),
    }),
  });
};
