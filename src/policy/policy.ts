/**
 * What a policy sees and what it says.
 * @module
 */
import type { Agent, Identity, Target } from '../event/index.js';
import type { SecretFinding } from '../secrets/index.js';

/** A tool call before it runs. `parameters` are raw: an engine reads them and never writes them anywhere. */
export interface PolicyCall {
  readonly tool_name: string;
  readonly tool_server?: string | undefined;
  readonly call_id: string;
  readonly parameters: unknown;
  readonly parameters_hash: string;
  readonly parameter_fields: readonly string[];
  /** Secrets found in the parameters. */
  readonly secrets: readonly SecretFinding[];
  readonly agent: Agent;
  readonly identity?: Identity | undefined;
  readonly target?: Target | undefined;
}

/** Outcome of an evaluation; becomes the governance group of the events. */
export interface PolicyDecision {
  readonly result: 'allowed' | 'denied' | 'blocked';
  readonly policies_evaluated: readonly string[];
  readonly policies_failed: readonly string[];
  /** The rule that decided, where one did. */
  readonly matched_rule?: string | undefined;
  /** Why, in words, without parameter values. */
  readonly reason?: string | undefined;
  readonly decided_by: 'policy' | 'user' | 'config' | 'automation';
}

/** Decides on tool calls. An engine of your own implements this; one that throws or rejects blocks the call. */
export interface PolicyEngine {
  evaluate(call: PolicyCall): PolicyDecision | Promise<PolicyDecision>;
}

/** Why a policy refuses. */
export interface Refusal {
  /** The rule, such as no_production_deletes. */
  readonly rule: string;
  /** In words, without parameter values. */
  readonly reason: string;
}

/** One policy of the built-in engine: a refusal, or undefined when it has nothing against the call. */
export interface Policy {
  readonly name: string;
  check(call: PolicyCall): Refusal | undefined | Promise<Refusal | undefined>;
}
