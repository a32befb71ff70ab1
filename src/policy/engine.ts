/**
 * Policies and engines composed.
 * @module
 */
import type { Policy, PolicyCall, PolicyDecision, PolicyEngine } from './policy.js';

/** Refuses when any policy refuses; all are evaluated, the first refusal in order is the matched rule. */
export const createPolicyEngine = (policies: readonly Policy[]): PolicyEngine => ({
  evaluate: async (call) => {
    const refusals = await Promise.all(
      policies.map(async (policy) => ({ name: policy.name, refusal: await policy.check(call) })),
    );
    const failed = refusals.filter(({ refusal }) => refusal !== undefined);
    const first = failed[0]?.refusal;
    return {
      result: first === undefined ? 'allowed' : 'blocked',
      policies_evaluated: policies.map(({ name }) => name),
      policies_failed: failed.map(({ name }) => name),
      matched_rule: first?.rule,
      reason: first?.reason,
      decided_by: 'policy',
    };
  },
});

/** The engine of somebody who has no policy yet: everything is allowed, and the events say that nothing was evaluated. */
export const allowAll: PolicyEngine = {
  evaluate: () => ({ result: 'allowed', policies_evaluated: [], policies_failed: [], decided_by: 'config' }),
};

/** Several engines as one: all are asked, the first that refuses decides. */
export const composeEngines = (...engines: readonly PolicyEngine[]): PolicyEngine => ({
  evaluate: async (call) => {
    const decisions = await Promise.all(engines.map(async (engine) => engine.evaluate(call)));
    const decisive =
      decisions.find(({ result }) => result !== 'allowed') ??
      decisions.find(({ matched_rule }) => matched_rule !== undefined) ??
      decisions[0];
    return {
      result: decisive?.result ?? 'allowed',
      policies_evaluated: [...new Set(decisions.flatMap((decision) => decision.policies_evaluated))],
      policies_failed: [...new Set(decisions.flatMap((decision) => decision.policies_failed))],
      matched_rule: decisive?.matched_rule,
      reason: decisive?.reason,
      decided_by: decisive?.decided_by ?? 'config',
    };
  },
});

/** Rule that stands in matched_rule when an engine failed. */
export const ENGINE_FAILURE_RULE = 'policy_engine_failure';

/**
 * Asks an engine. One that throws, rejects or answers nonsense blocks the call: a broken guard lets nothing through,
 * whatever onAuditFailure says.
 */
export const decide = async (engine: PolicyEngine, call: PolicyCall): Promise<PolicyDecision> => {
  const failure = (reason: string): PolicyDecision => ({
    result: 'blocked',
    policies_evaluated: [ENGINE_FAILURE_RULE],
    policies_failed: [ENGINE_FAILURE_RULE],
    matched_rule: ENGINE_FAILURE_RULE,
    reason,
    decided_by: 'automation',
  });
  try {
    const decision: unknown = await engine.evaluate(call);
    const result = (decision as Partial<PolicyDecision> | null | undefined)?.result;
    return result === 'allowed' || result === 'denied' || result === 'blocked'
      ? (decision as PolicyDecision)
      : failure('the policy engine gave no decision');
  } catch (error) {
    // The message may quote parameters: only the kind of error is told.
    return failure(`the policy engine failed: ${error instanceof Error ? error.name : typeof error}`);
  }
};
