/**
 * What stands for a parameter in a template, and the lines of values.env.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import type { QueryParameter } from '../../targets/parameters.js';

/** What stands for a parameter in a template. */
export const placeholder =
  (rule: Rule) =>
  (name: string): string =>
    `@@${rule.meta.ruleId}.${name}@@`;

const parameterText = ({ description, min, max, step }: QueryParameter): string =>
  `${description} (${min ?? 'any'} to ${max ?? 'any'}${step === undefined || step === 1 ? '' : `, a multiple of ${step}`})`;

/** Lines `rule.parameter=value` with a comment before each. */
export const valueLines = (
  parameterised: readonly { readonly rule: Rule; readonly parameters: readonly QueryParameter[] }[],
): string =>
  parameterised
    .flatMap(({ rule, parameters }) =>
      parameters.map(
        (parameter) => `# ${parameterText(parameter)}\n${rule.meta.ruleId}.${parameter.name}=${parameter.value}\n`,
      ),
    )
    .join('');
