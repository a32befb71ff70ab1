/**
 * Groups of a call's events, and the error of one that was not recorded.
 * @module
 */
import { AgentSiemError } from '../error.js';
import {
  digest,
  summariseParameters,
  type Governance as GovernanceGroup,
  type ParameterSummary,
} from '../event/index.js';
import type { PolicyDecision } from '../policy/index.js';

/** The call must not run, or its end is not on record. */
export const auditFailed = (cause: unknown): AgentSiemError =>
  new AgentSiemError('the audit record could not be written', {
    code: 'adapter.audit-failed',
    mend: 'Mend the trail, or set onAuditFailure to continue.',
    cause,
  });

/** What a policy decided. */
export const governanceOf = (decision: PolicyDecision, evaluationMs?: number): GovernanceGroup => ({
  policies_evaluated: decision.policies_evaluated,
  policies_failed: decision.policies_failed,
  result: decision.result,
  decided_by: decision.decided_by,
  ...(decision.matched_rule === undefined ? {} : { matched_rule: decision.matched_rule }),
  ...(evaluationMs === undefined ? {} : { evaluation_ms: evaluationMs }),
  ...(decision.reason === undefined ? {} : { reason: decision.reason }),
});

/** Hash of the raw parameters, names of the redacted ones: a secret may stand in a name. */
export const summarise = (raw: unknown, redacted: unknown, key: Uint8Array | string | undefined): ParameterSummary => {
  try {
    const { parameters_hash } = summariseParameters(raw, key);
    return { ...summariseParameters(redacted, key), parameters_hash };
  } catch {
    // No canonical form (a lone surrogate, nesting too deep): such a call is recorded too.
    return { parameters_hash: digest(JSON.stringify(raw), key), parameter_fields: [] };
  }
};
