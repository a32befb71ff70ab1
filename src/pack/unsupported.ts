/**
 * What stops a build: a rule that a SIEM cannot say exactly and that does not accept to be left out there.
 * @module
 */
import { AgentSiemError } from '../error.js';
import type { Rule } from '../rules/ir.js';
import { isAccepted, unsupportedMend } from '../targets/problems.js';
import type { TargetName } from '../targets/target.js';
import type { ManifestRule } from './manifest.js';

/** One error for each construct, with the rule's place. `facts`: the manifest's entries of the same rules, in order. */
export const unsupportedErrors = (rules: readonly Rule[], facts: readonly ManifestRule[]): readonly AgentSiemError[] =>
  rules.flatMap((rule, index) =>
    Object.entries(facts[index]?.targets ?? {}).flatMap(([target, { missing = [] }]) =>
      missing
        .filter(({ construct }) => !isAccepted(rule, target as TargetName, construct))
        .map(
          ({ construct, reason }) =>
            new AgentSiemError(`${rule.meta.ruleId} cannot be said in ${target}: ${construct}: ${reason}`, {
              code: 'pack.unsupported',
              ...rule.meta.at,
              mend: unsupportedMend(target as TargetName, construct),
            }),
        ),
    ),
  );

/** Several constructs at once: one line each. */
export class UnsupportedRules extends AgentSiemError {
  readonly errors: readonly AgentSiemError[];

  constructor(errors: readonly AgentSiemError[]) {
    super(`${String(errors.length)} constructs that a SIEM cannot say`, { code: 'pack.unsupported' });
    this.errors = errors;
  }

  override describe(): string {
    return this.errors.map((error) => error.describe()).join('\n');
  }
}
