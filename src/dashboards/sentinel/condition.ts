/**
 * Panel predicates and fields as Kusto, through the Sentinel target.
 * @module
 */
import { AgentSiemError } from '../../error.js';
import type { Predicate, RuleMetadata } from '../../rules/ir.js';
import { collectProblems } from '../../targets/problems.js';
import { sentinelMapping } from '../../targets/sentinel/index.js';
import { kqlPredicate } from '../../targets/sentinel/predicate.js';

const mapping = sentinelMapping({ taxonomy: 'agent-governance' } as RuleMetadata);

/** Column of a field. */
export const sentinelColumn = (field: string): string => mapping.column(field).text;

/**
 * Condition for `where`.
 * @throws AgentSiemError when Sentinel cannot say the predicate exactly
 */
export const panelCondition = (predicate: Predicate): string => {
  const problems = collectProblems();
  const text = kqlPredicate(predicate, { mapping, problems });
  const [problem] = problems.found;
  if (problem === undefined) return text;
  throw new AgentSiemError(`Sentinel cannot say ${problem.construct} exactly`, { code: 'dashboard.unsupported' });
};
