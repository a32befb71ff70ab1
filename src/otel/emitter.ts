/**
 * One method for each event type.
 * @module
 */
import type { Agent, Config, Cost, EventType, Secret, ToolCall } from '../event/index.js';
import type { TrailEntry } from '../trail/index.js';
import type { EventDraft } from './governance-port.js';
import type { RawDraft } from './draft-envelope.js';

/** Any draft without its type: the method says it. */
export type EventInput = Omit<EventDraft, 'event_type'>;

/** A tool call: `parameters` go in raw and come out as hash and field names. */
export type ToolCallInput = EventInput & {
  readonly tool_call: ToolCall & { readonly tool_name: string };
  readonly parameters?: unknown;
};

/** An event that may concern a tool call. */
export type PolicyInput = EventInput & { readonly parameters?: unknown };

/** A session. */
export type SessionInput = EventInput & { readonly agent?: Agent };

/** A secret that something else found. Its value is never part of it. */
export type SecretInput = EventInput & { readonly secret: Secret & { readonly secret_type: string } };

/** A cost threshold, or the cost of a model request. */
export type CostInput = EventInput & { readonly cost: Cost };

/** A change of configuration. */
export type ConfigInput = EventInput & { readonly config: Config };

/** Emits an event: resolved means durable, rejected is a typed error. */
export type Emit<T> = (input: T) => Promise<TrailEntry>;

/** A method for each of the eighteen event types. */
export interface EventMethods {
  readonly sessionStarted: Emit<SessionInput>;
  readonly sessionEnded: Emit<SessionInput>;
  readonly toolCallRequested: Emit<ToolCallInput>;
  readonly policyEvaluated: Emit<PolicyInput>;
  readonly toolCallApproved: Emit<ToolCallInput>;
  readonly toolCallBlocked: Emit<ToolCallInput>;
  readonly toolCallCompleted: Emit<ToolCallInput>;
  readonly toolCallFailed: Emit<ToolCallInput>;
  readonly secretDetected: Emit<SecretInput>;
  readonly secretBlocked: Emit<SecretInput>;
  readonly costThresholdWarning: Emit<CostInput>;
  readonly costThresholdExceeded: Emit<CostInput>;
  readonly authSuccess: Emit<EventInput>;
  readonly authFailure: Emit<EventInput>;
  readonly configAgentChanged: Emit<ConfigInput>;
  readonly configPolicyChanged: Emit<ConfigInput>;
  readonly policyViolation: Emit<PolicyInput>;
  readonly modelRequestCompleted: Emit<CostInput>;
}

/** The methods over one function that emits. */
export const eventMethods = (emit: (draft: RawDraft) => Promise<TrailEntry>): EventMethods => {
  const as =
    (event_type: EventType) =>
    (input: EventInput): Promise<TrailEntry> =>
      // No spread: V8 is slow with an object that gets a key after one.
      emit(Object.assign({}, input, { event_type }));
  return {
    sessionStarted: as('session.started'),
    sessionEnded: as('session.ended'),
    toolCallRequested: as('tool_call.requested'),
    policyEvaluated: as('policy.evaluated'),
    toolCallApproved: as('tool_call.approved'),
    toolCallBlocked: as('tool_call.blocked'),
    toolCallCompleted: as('tool_call.completed'),
    toolCallFailed: as('tool_call.failed'),
    secretDetected: as('secret.detected'),
    secretBlocked: as('secret.blocked'),
    costThresholdWarning: as('cost.threshold_warning'),
    costThresholdExceeded: as('cost.threshold_exceeded'),
    authSuccess: as('auth.success'),
    authFailure: as('auth.failure'),
    configAgentChanged: as('config.agent_changed'),
    configPolicyChanged: as('config.policy_changed'),
    policyViolation: as('policy.violation'),
    modelRequestCompleted: as('model.request_completed'),
  };
};
