/**
 * One tool call with its events: requested, policy.evaluated, approved or blocked, completed or failed.
 * @module
 */
import { AgentSiemError } from '../error.js';
import {
  digest,
  summariseParameters,
  ulid,
  type Agent,
  type Governance as GovernanceGroup,
  type Identity,
  type ParameterSummary,
  type Target,
} from '../event/index.js';
import type { EventDraft, Governance } from '../otel/governance-port.js';
import { allowAll, decide, type PolicyDecision, type PolicyEngine } from '../policy/index.js';
import { createSecretScanner, type SecretFinding, type SecretScanner } from '../secrets/index.js';

/** What every adapter needs. */
export interface GovernOptions {
  readonly governance: Governance;
  /** Decides on calls; without it everything is allowed. */
  readonly policy?: PolicyEngine;
  /** Finds secrets in parameters, results and errors. */
  readonly scanner?: SecretScanner;
  /** Most characters of one result searched for secrets, decoded layers included; default 4,194,304. */
  readonly maxResultCharacters?: number;
  /** With a key the parameters' hash cannot be matched against guesses. */
  readonly parametersKey?: Uint8Array | string;
  /** Told of every event that could not be recorded. */
  readonly onError?: (error: unknown) => void;
}

/** A tool call before it runs. */
export interface CallRequest {
  readonly toolName: string;
  readonly toolServer?: string | undefined;
  readonly parameters: unknown;
  readonly agent: Agent;
  readonly identity?: Identity | undefined;
  readonly target?: Target | undefined;
}

/** How a call went. */
export interface CallOutcome {
  readonly failed: boolean;
  /** Size of the response in bytes. */
  readonly sizeBytes?: number | undefined;
  /** Text of the error, whole: a cut could halve a secret. Secrets in it are redacted and reported. */
  readonly error?: string | undefined;
  /** What the tool returned. Searched for secrets; nothing of it is recorded. */
  readonly result?: unknown;
}

/** A call that a policy let through. */
export interface ApprovedCall {
  readonly blocked: false;
  readonly callId: string;
  /** Records completed or failed, once. Rejects only when the record fails and onAuditFailure is block. */
  finish(outcome: CallOutcome): Promise<void>;
}

/** A call that a policy refused; its events are recorded. */
export interface BlockedCall {
  readonly blocked: true;
  readonly callId: string;
  readonly decision: PolicyDecision;
}

/** A governor of tool calls. */
export interface CallGovernor {
  /**
   * Records and judges a call. Rejects with `adapter.audit-failed` when a record fails and onAuditFailure is block;
   * the call must not run then.
   */
  begin(request: CallRequest): Promise<ApprovedCall | BlockedCall>;
  /** Records one event under the same rule. */
  record(draft: EventDraft): Promise<void>;
}

const DEFAULT_MAX_RESULT = 4_194_304;
/** Findings of one result that are reported one by one; a dump of more is reported by its first. */
const MAX_REPORTED = 64;

const auditFailed = (cause: unknown): AgentSiemError =>
  new AgentSiemError('the audit record could not be written', {
    code: 'adapter.audit-failed',
    mend: 'Mend the trail, or set onAuditFailure to continue.',
    cause,
  });

const governanceOf = (decision: PolicyDecision, evaluationMs?: number): GovernanceGroup => ({
  policies_evaluated: decision.policies_evaluated,
  policies_failed: decision.policies_failed,
  result: decision.result,
  decided_by: decision.decided_by,
  ...(decision.matched_rule === undefined ? {} : { matched_rule: decision.matched_rule }),
  ...(evaluationMs === undefined ? {} : { evaluation_ms: evaluationMs }),
  ...(decision.reason === undefined ? {} : { reason: decision.reason }),
});

/** Hash of the raw parameters, names of the redacted ones: a secret may stand in a name. */
const summarise = (raw: unknown, redacted: unknown, key: Uint8Array | string | undefined): ParameterSummary => {
  try {
    const { parameters_hash } = summariseParameters(raw, key);
    return { ...summariseParameters(redacted, key), parameters_hash };
  } catch {
    // No canonical form (a lone surrogate, nesting too deep): such a call is recorded too.
    return { parameters_hash: digest(JSON.stringify(raw), key), parameter_fields: [] };
  }
};

/** What was found in an outcome, and its error without it. */
interface Searched {
  readonly findings: readonly SecretFinding[];
  readonly error: string | undefined;
  readonly capped: boolean;
}

/** A result comes from outside and may be of any size and shape: what cannot be read is told as not searched. */
const searchOutcome = ({ result, error }: CallOutcome, scanner: SecretScanner, maxCharacters: number): Searched => {
  const said = error === undefined || error === '' ? undefined : scanner.scan({ tool_call: { error } });
  let findings = said?.findings ?? [];
  let capped = false;
  try {
    const returned = scanner.scan({ result }, { maxCharacters });
    capped = returned.capped.length > 0;
    // The error's text mostly stands in the result too: the finding there says more precisely where.
    findings = [...returned.findings, ...findings];
  } catch {
    capped = true;
  }
  return { findings: distinct(findings), error: said?.redacted.tool_call.error, capped };
};

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

const distinct = (findings: readonly SecretFinding[]): readonly SecretFinding[] =>
  [
    // The first place of each: a Map keeps the last.
    ...new Map(findings.toReversed().map((finding) => [`${finding.type}\0${finding.fingerprint}`, finding])).values(),
  ].reverse();
