/**
 * One tool call with its events: requested, policy.evaluated, approved or blocked, completed or failed.
 * @module
 */
import { ulid, type Governance as GovernanceGroup } from '../event/index.js';
import type { EventDraft } from '../otel/governance-port.js';
import { allowAll, decide } from '../policy/index.js';
import { createSecretScanner, type SecretFinding } from '../secrets/index.js';
import type { ApprovedCall, BlockedCall, CallGovernor, CallOutcome, CallRequest, GovernOptions } from './call.js';
import { auditFailed, governanceOf, summarise } from './call-groups.js';
import { distinct, searchOutcome } from './search-outcome.js';

const DEFAULT_MAX_RESULT = 4_194_304;
/** Findings of one result that are reported one by one; a dump of more is reported by its first. */
const MAX_REPORTED = 64;

/** Makes a governor; adapters translate their framework's hooks into its calls. */
export const createCallGovernor = (options: GovernOptions): CallGovernor => {
  const { governance, policy = allowAll, scanner = createSecretScanner() } = options;
  const maxResultCharacters = options.maxResultCharacters ?? DEFAULT_MAX_RESULT;

  const record = async (draft: EventDraft): Promise<void> => {
    try {
      await governance.emit(draft);
    } catch (error) {
      options.onError?.(error);
      if (governance.onAuditFailure === 'block') throw auditFailed(error);
    }
  };

  const begin = async (request: CallRequest): Promise<ApprovedCall | BlockedCall> => {
    const callId = `call_${ulid()}`;
    const { redacted, findings, capped } = scanner.scan({ parameters: request.parameters ?? {} });
    const summary = summarise(request.parameters, redacted.parameters, options.parametersKey);
    const tool_call = {
      tool_name: request.toolName,
      ...(request.toolServer === undefined ? {} : { tool_server: request.toolServer }),
      call_id: callId,
      ...summary,
    };
    const base = {
      agent: request.agent,
      ...(request.identity === undefined ? {} : { identity: request.identity }),
      ...(request.target === undefined ? {} : { target: request.target }),
      tool_call,
    };
    await record({ event_type: 'tool_call.requested', ...base });
    const secretEvent = ({ type, path, fingerprint }: SecretFinding): Pick<EventDraft, 'secret'> => ({
      secret: { secret_type: type, ...(path === '' ? {} : { location: path }), fingerprint },
    });
    const secretEvents = async (
      event_type: 'secret.detected' | 'secret.blocked',
      governed?: GovernanceGroup,
    ): Promise<void> => {
      for (const finding of distinct(findings)) {
        const governance = governed === undefined ? {} : { governance: governed };
        await record({ event_type, ...base, ...governance, ...secretEvent(finding) });
      }
    };
    await secretEvents('secret.detected');

    const started = performance.now();
    const decision = await decide(policy, {
      ...tool_call,
      parameters: request.parameters,
      secrets: findings,
      agent: request.agent,
      identity: request.identity,
      target: request.target,
    });
    const evaluationMs = Math.round((performance.now() - started) * 1000) / 1000;
    const evaluated = governanceOf(decision, evaluationMs);
    const truncated = capped.length === 0 ? {} : { truncated: capped };
    await record({ event_type: 'policy.evaluated', ...base, governance: evaluated, ...truncated });
    if (decision.result !== 'allowed') {
      await record({ event_type: 'tool_call.blocked', ...base, governance: evaluated });
      await secretEvents('secret.blocked', evaluated);
      return { blocked: true, callId, decision };
    }
    await record({ event_type: 'tool_call.approved', ...base, governance: evaluated });

    const callStarted = performance.now();
    let finished = false;
    const finish = async (outcome: CallOutcome): Promise<void> => {
      if (finished) return;
      finished = true;
      const durationMs = Math.round(performance.now() - callStarted);
      const searched = searchOutcome(outcome, scanner, maxResultCharacters);
      // The end of the call first: what came back was not sent, and rules tell the two apart by their order.
      const end = record({
        event_type: outcome.failed ? 'tool_call.failed' : 'tool_call.completed',
        ...base,
        governance: governanceOf(decision),
        tool_call: {
          ...tool_call,
          duration_ms: durationMs,
          response_status: outcome.failed ? 'error' : 'success',
          ...(outcome.sizeBytes === undefined ? {} : { response_size_bytes: outcome.sizeBytes }),
          ...(searched.error === undefined ? {} : { error: searched.error }),
        },
        ...(searched.capped ? { truncated: ['result'] } : {}),
      });
      const alarms = searched.findings
        .slice(0, MAX_REPORTED)
        .map((finding) => record({ event_type: 'secret.detected', ...base, ...secretEvent(finding) }));
      // All are handed over before any is awaited: neither waits for the other's fate.
      const records = await Promise.allSettled([end, ...alarms]);
      const failed = records.find((settled) => settled.status === 'rejected');
      if (failed !== undefined) throw failed.reason as Error;
    };
    return { blocked: false, callId, finish };
  };

  return { begin, record };
};
