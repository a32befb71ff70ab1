/**
 * Claude Code's tool_decision and tool_result records.
 * @module
 */
import type { GovernanceEvent } from '../../event/index.js';
import { type SourceDraft, type SourceResult, one, skip } from '../agent-source.js';
import { flagAt, integerAt, jsonAt, textAt } from '../attribute-values.js';
import type { LogAttributes, LogRecord } from '../log-record.js';
import { present } from '../resource-context.js';

type Decider = NonNullable<GovernanceEvent['governance']>['decided_by'];

/** A hook is policy the organisation wrote as code; a source that is not listed is left open and counts as policy. */
const deciderOf = (source: string | undefined): Decider => {
  if (source === undefined) return undefined;
  if (source.startsWith('user')) return 'user';
  if (source === 'config') return 'config';
  if (source === 'hook') return 'policy';
  return /classifier|auto|reviewer/.test(source) ? 'automation' : undefined;
};

interface Call {
  readonly tool_call: NonNullable<GovernanceEvent['tool_call']>;
  readonly raw: Pick<SourceDraft, 'parameters' | 'content'>;
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textMember = (value: unknown, name: string): string | undefined => {
  const member = isPlain(value) ? value[name] : undefined;
  return typeof member === 'string' && member !== '' ? member : undefined;
};

const MCP_TOOL = /^mcp__(.+?)__(.+)$/;

/**
 * The tool and its server. An MCP tool shows as `mcp_tool`: its real names stand only in tool_parameters, and only
 * with OTEL_LOG_TOOL_DETAILS=1. Some versions write `mcp__server__tool`.
 */
const namesOf = (attributes: LogAttributes, details: unknown): Pick<Call['tool_call'], 'tool_name' | 'tool_server'> => {
  const name = textAt(attributes, 'tool_name');
  const server = textMember(details, 'mcp_server_name') ?? textAt(attributes, 'mcp_server.name', 'mcp_server_name');
  const tool = textMember(details, 'mcp_tool_name') ?? textAt(attributes, 'mcp_tool.name');
  if (tool !== undefined) return present({ tool_name: tool, tool_server: server });
  const parts = name === undefined ? null : MCP_TOOL.exec(name);
  return parts === null
    ? present({ tool_name: name, tool_server: server })
    : present({ tool_name: parts[2], tool_server: parts[1] });
};

/** tool_parameters without the names that are fields of their own; undefined when nothing is left. */
const withoutNames = (details: unknown): unknown => {
  if (!isPlain(details)) return details;
  const rest = Object.entries(details).filter(([key]) => key !== 'mcp_server_name' && key !== 'mcp_tool_name');
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
};

const callOf = (attributes: LogAttributes): Call => {
  const details = jsonAt(attributes, 'tool_parameters');
  const input = jsonAt(attributes, 'tool_input');
  const parameters = input ?? withoutNames(details);
  return {
    tool_call: present({ ...namesOf(attributes, details), call_id: textAt(attributes, 'tool_use_id') }),
    raw: present({ parameters, content: input === undefined ? undefined : { tool_parameters: details } }),
  };
};

/** accept or reject: approved or blocked, and a policy violation when no person refused. */
export const mapToolDecision = ({ attributes }: LogRecord): SourceResult => {
  const { tool_call, raw } = callOf(attributes);
  if (tool_call.tool_name === undefined) return skip('no tool name');
  const decision = textAt(attributes, 'decision');
  const source = textAt(attributes, 'source', 'decision_source');
  const decided_by = deciderOf(source);
  if (decision === 'accept') {
    return one({
      event_type: 'tool_call.approved',
      tool_call,
      governance: present({ result: 'allowed' as const, decided_by }),
      ...raw,
    });
  }
  if (decision !== 'reject') return skip('unknown decision');
  const refusedByPolicy = source === 'hook' || source === 'config';
  const governance = present({
    policies_failed: refusedByPolicy ? [`claude-code:${source}`] : undefined,
    result: 'blocked' as const,
    decided_by,
    reason: source === 'user_abort' ? 'aborted by the user' : undefined,
  });
  const blocked: SourceDraft = { event_type: 'tool_call.blocked', tool_call, governance, ...raw };
  if (!refusedByPolicy) return one(blocked);
  return {
    drafts: [blocked, { event_type: 'policy.violation', tool_call, governance, parameters: raw.parameters }],
  };
};

/** The call ran: completed or failed. Rejected calls have no tool_result. */
export const mapToolResult = ({ attributes }: LogRecord): SourceResult => {
  const { tool_call, raw } = callOf(attributes);
  if (tool_call.tool_name === undefined) return skip('no tool name');
  const success = flagAt(attributes, 'success');
  const failed = success === false || (success === undefined && textAt(attributes, 'error_type') !== undefined);
  if (success === undefined && !failed) return skip('no outcome');
  const error = [textAt(attributes, 'error_type'), textAt(attributes, 'error')].filter((part) => part !== undefined);
  return one({
    event_type: failed ? 'tool_call.failed' : 'tool_call.completed',
    governance: present({
      result: textAt(attributes, 'decision_type') === 'accept' ? ('allowed' as const) : undefined,
      decided_by: deciderOf(textAt(attributes, 'decision_source')),
    }),
    tool_call: present({
      ...tool_call,
      duration_ms: integerAt(attributes, 'duration_ms'),
      response_status: failed ? 'error' : 'success',
      response_size_bytes: integerAt(attributes, 'tool_result_size_bytes'),
      error: failed && error.length > 0 ? error.join(': ') : undefined,
    }),
    ...raw,
  });
};
