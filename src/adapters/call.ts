/**
 * A tool call as adapters tell it.
 * @module
 */
import type { Agent, Identity, Target } from '../event/index.js';
import type { EventDraft, Governance } from '../otel/governance-port.js';
import type { PolicyDecision, PolicyEngine } from '../policy/index.js';
import type { SecretScanner } from '../secrets/index.js';

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
