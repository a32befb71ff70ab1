/**
 * Codex's records about tool calls.
 * @module
 */
import type { GovernanceEvent } from '../../event/index.js';
import { type SourceResult, one, skip } from '../agent-source.js';
import { flagAt, integerAt, jsonAt, textAt } from '../attribute-values.js';
import type { LogAttributes, LogRecord } from '../log-record.js';
import { present } from '../resource-context.js';

const DECIDERS = new Map<string, NonNullable<GovernanceEvent['governance']>['decided_by']>([
  ['user', 'user'],
  ['config', 'config'],
  ['automatedreviewer', 'automation'],
]);

/** Versions differ in case and underscores. */
const plain = (text: string | undefined): string => text?.toLowerCase().replace(/[^a-z]/g, '') ?? '';

const APPROVED = /^(?:approved|acceptforsession|accept)/;
const REFUSED = /^(?:denied|abort|timedout|declined|cancel)/;

const callOf = (attributes: LogAttributes): NonNullable<GovernanceEvent['tool_call']> =>
  present({
    tool_name: textAt(attributes, 'tool_name'),
    tool_server: textAt(attributes, 'mcp_server'),
    call_id: textAt(attributes, 'call_id'),
  });

/** approved, approvedforsession and their kind, or denied, abort, timedout. */
export const mapToolDecision = ({ attributes }: LogRecord): SourceResult => {
  const tool_call = callOf(attributes);
  if (tool_call.tool_name === undefined) return skip('no tool name');
  const decision = plain(textAt(attributes, 'decision'));
  const source = plain(textAt(attributes, 'source'));
  const decided_by = DECIDERS.get(source);
  if (APPROVED.test(decision)) {
    return one({
      event_type: 'tool_call.approved',
      tool_call,
      governance: present({ result: 'allowed' as const, decided_by }),
    });
  }
  if (!REFUSED.test(decision)) return skip('unknown decision');
  const byPerson = decided_by === 'user';
  const governance = present({
    policies_failed:
      byPerson || decided_by === undefined ? undefined : [`codex:${textAt(attributes, 'source') ?? source}`],
    result: 'blocked' as const,
    decided_by,
    reason: decision === 'denied' ? undefined : decision,
  });
  const blocked = { event_type: 'tool_call.blocked' as const, tool_call, governance };
  return byPerson ? one(blocked) : { drafts: [blocked, { event_type: 'policy.violation', tool_call, governance }] };
};

/** Codex exports arguments and output in full: both are searched for secrets, and only the hash is kept. */
export const mapToolResult = ({ attributes }: LogRecord): SourceResult => {
  const tool_call = callOf(attributes);
  if (tool_call.tool_name === undefined) return skip('no tool name');
  const success = flagAt(attributes, 'success');
  if (success === undefined) return skip('no outcome');
  const output = textAt(attributes, 'output');
  const parameters = jsonAt(attributes, 'arguments');
  return one({
    event_type: success ? 'tool_call.completed' : 'tool_call.failed',
    tool_call: present({
      ...tool_call,
      duration_ms: integerAt(attributes, 'duration_ms'),
      response_status: success ? 'success' : 'error',
      // A collector in between may have put the length in the output's place.
      response_size_bytes: output === undefined ? integerAt(attributes, 'output_length') : Buffer.byteLength(output),
    }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(output === undefined ? {} : { content: { output } }),
  });
};

const DENIED = /den|block|fail|reject|abort/;

/** The sandbox is a policy; an escalation is one that was lifted. */
export const mapSandboxOutcome = ({ attributes }: LogRecord): SourceResult => {
  const outcome = textAt(attributes, 'outcome');
  if (outcome === undefined) return skip('no outcome');
  const denied = DENIED.test(outcome.toLowerCase());
  return one({
    event_type: 'policy.evaluated',
    tool_call: callOf(attributes),
    governance: {
      policies_evaluated: ['codex:sandbox'],
      ...(denied ? { policies_failed: ['codex:sandbox'] } : {}),
      result: denied ? 'denied' : 'allowed',
      decided_by: 'policy',
      reason: outcome,
    },
  });
};
