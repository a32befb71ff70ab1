/**
 * Policies over tool calls: allow list, deny rules, secret check, scope, and a seam for your own engine.
 * @module
 */
export { allowAll, composeEngines, createPolicyEngine, decide, ENGINE_FAILURE_RULE } from './engine.js';
export { allowList, denyRules, scopeCheck, secretCheck, type DenyRule, type ScopeOptions } from './policies.js';
export type { Policy, PolicyCall, PolicyDecision, PolicyEngine, Refusal } from './policy.js';
