/**
 * Gemini CLI's records about tool calls.
 * @module
 */
import type { GovernanceEvent } from '../../event/index.js';
import { type SourceDraft, type SourceResult, one, skip } from '../agent-source.js';
import { flagAt, integerAt, jsonAt, textAt } from '../attribute-values.js';
import type { LogAttributes, LogRecord } from '../log-record.js';
import { present } from '../resource-context.js';

type ToolCall = NonNullable<GovernanceEvent['tool_call']>;

/** The server's name may stand in front of the tool's. */
const namesOf = (attributes: LogAttributes): Pick<ToolCall, 'tool_name' | 'tool_server'> => {
  const name = textAt(attributes, 'function_name');
  const server = textAt(attributes, 'mcp_server_name');
  if (name === undefined || server === undefined) return present({ tool_name: name, tool_server: server });
  const prefix = [`mcp_${server}_`, `${server}__`].find((text) => name.startsWith(text) && name.length > text.length);
  return { tool_name: prefix === undefined ? name : name.slice(prefix.length), tool_server: server };
};

const violation = (blocked: SourceDraft): SourceResult => ({
  drafts: [
    blocked,
    {
      event_type: 'policy.violation',
      ...present({ tool_call: blocked.tool_call, governance: blocked.governance, parameters: blocked.parameters }),
    },
  ],
});

/** One record tells decision and outcome: blocked by a person or by policy, completed, or failed. */
export const mapToolCall = ({ attributes }: LogRecord): SourceResult => {
  const names = namesOf(attributes);
  if (names.tool_name === undefined) return skip('no tool name');
  const decision = textAt(attributes, 'decision');
  const errorType = textAt(attributes, 'error_type', 'error.type');
  const message = textAt(attributes, 'error.message', 'error');
  const parameters = jsonAt(attributes, 'function_args');
  const raw = parameters === undefined ? {} : { parameters };
  if (errorType === 'policy_violation') {
    return violation({
      event_type: 'tool_call.blocked',
      tool_call: names,
      governance: present({
        policies_failed: ['gemini-cli:policy'],
        result: 'blocked' as const,
        decided_by: 'policy' as const,
        reason: message,
      }),
      ...raw,
    });
  }
  if (decision === 'reject') {
    return one({
      event_type: 'tool_call.blocked',
      tool_call: names,
      governance: { result: 'blocked', decided_by: 'user' },
      ...raw,
    });
  }
  const success = flagAt(attributes, 'success');
  if (success === undefined) return skip('no outcome');
  const error = [errorType, message].filter((part) => part !== undefined);
  return one({
    event_type: success ? 'tool_call.completed' : 'tool_call.failed',
    ...(decision === undefined
      ? {}
      : { governance: { result: 'allowed' as const, decided_by: decision === 'auto_accept' ? 'config' : 'user' } }),
    tool_call: present({
      ...names,
      duration_ms: integerAt(attributes, 'duration_ms'),
      response_status: success ? 'success' : 'error',
      response_size_bytes: integerAt(attributes, 'content_length'),
      error: success || error.length === 0 ? undefined : error.join(': '),
    }),
    ...raw,
  });
};

/** The safety checker's verdict; its rationale and the call are sent only with logPrompts, and are not kept. */
export const mapVerdict = ({ attributes }: LogRecord): SourceResult => {
  const verdict = textAt(attributes, 'verdict')?.toLowerCase();
  if (verdict === undefined) return skip('no verdict');
  const denied = /^(?:deny|denied|block|reject|unsafe)/.test(verdict);
  const governance: GovernanceEvent['governance'] = {
    policies_evaluated: ['gemini-cli:conseca'],
    ...(denied ? { policies_failed: ['gemini-cli:conseca'] } : {}),
    result: denied ? 'denied' : 'allowed',
    decided_by: 'automation',
    reason: verdict,
  };
  const content = { tool_call: jsonAt(attributes, 'tool_call') };
  const evaluated: SourceDraft = { event_type: 'policy.evaluated', governance, content };
  return denied ? { drafts: [evaluated, { event_type: 'policy.violation', governance }] } : one(evaluated);
};
