/**
 * Results of tool calls: read for their outcome, made for calls that did not run.
 * @module
 */
import type { CallOutcome } from '../call.js';
import type { PolicyDecision } from '../../policy/index.js';
import { member, textMember, type RpcMessage, type ToolResult } from './structure.js';

const errorText = (result: ToolResult): string => {
  const content = Array.isArray(result.content) ? (result.content as unknown[]) : [];
  return content.map((item) => textMember(item, 'text') ?? '').join(' ');
};

/** Pictures and sound hold no text; searching their base64 would only use up the cap. */
const isMedia = (item: unknown): boolean => {
  const type = member(item, 'type');
  return type === 'image' || type === 'audio';
};

const withoutMedia = (result: unknown): unknown => {
  const content = member(result, 'content');
  if (!Array.isArray(content) || !content.some(isMedia)) return result;
  const searched = content.map((item: unknown) =>
    isMedia(item) ? { ...(item as object), data: undefined, mimeType: undefined } : item,
  );
  return { ...(result as object), content: searched };
};

/** Absent where the result has no JSON form: a tool may return anything. */
const sizeOf = (result: unknown): number | undefined => {
  try {
    return Buffer.byteLength(JSON.stringify(result ?? null));
  } catch {
    return undefined;
  }
};

/** The outcome that a result states. */
export const outcomeOfResult = (result: unknown): CallOutcome => {
  const seen = { sizeBytes: sizeOf(result), result: withoutMedia(result) };
  return member(result, 'isError') === true
    ? { failed: true, ...seen, error: errorText(result as ToolResult) }
    : { failed: false, ...seen };
};

/** The outcome that a JSON-RPC response states. */
export const outcomeOfResponse = (message: RpcMessage): CallOutcome =>
  message.error === undefined
    ? outcomeOfResult(message.result)
    : { failed: true, error: textMember(message.error, 'message'), result: message.error };

/** The outcome of a call that threw. */
export const outcomeOfError = (error: unknown): CallOutcome => ({
  failed: true,
  error: error instanceof Error ? error.message : String(error),
});

const refused = (text: string, meta: Readonly<Record<string, string>>): ToolResult => ({
  content: [{ type: 'text', text }],
  isError: true,
  _meta: meta,
});

/** What the caller gets for a call that a policy refused: an error result that names the policy. */
export const blockedResult = (decision: PolicyDecision, callId: string): ToolResult => {
  const rule = decision.matched_rule ?? decision.policies_failed[0] ?? 'policy';
  const reason = decision.reason === undefined ? '' : `: ${decision.reason}`;
  return refused(`Blocked by policy ${rule}${reason}`, { 'agent-siem/policy': rule, 'agent-siem/call_id': callId });
};

/** What the caller gets when the audit record could not be written and onAuditFailure is block. */
export const unrecordedResult = (ran: boolean): ToolResult =>
  refused(
    ran
      ? 'The call ran, but its result is withheld: the audit record could not be written.'
      : 'Not executed: the audit record could not be written.',
    { 'agent-siem/policy': 'audit_required' },
  );
