/**
 * Which parameters of a rule a customer sets in a SIEM after the import, under which name, and why the others stay as built.
 * @module
 */
import type { Rule } from '../rules/ir.js';
import { monitorsFor } from '../targets/datadog/index.js';
import { queryParameters, type QueryParameter } from '../targets/parameters.js';
import { macroName } from '../targets/splunk/index.js';
import type { TargetName } from '../targets/target.js';

/** A parameter as one SIEM keeps it. */
export interface Tunable {
  readonly parameter: string;
  /** Macro, key of values.env, ARM parameter or Terraform variable. */
  readonly name: string;
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
}

/** A parameter that takes a new build, and why. */
export interface Fixed {
  readonly parameter: string;
  readonly reason: string;
}

const NAMES: Readonly<Record<TargetName, (ruleId: string, parameter: string) => string>> = {
  splunk: macroName,
  elastic: (ruleId, parameter) => `${ruleId}.${parameter}`,
  sentinel: (ruleId, parameter) => `${ruleId.replaceAll(/\W/g, '_')}_${parameter}`,
  datadog: (ruleId, parameter) => `${ruleId}_${parameter}`.replaceAll(/\W/g, '_'),
};

/** Parameters that stand in the rule's monitors. */
const inMonitors = (rule: Rule): ReadonlySet<string> => {
  const names = new Set<string>();
  monitorsFor(rule, undefined, ({ name, value }) => {
    names.add(name);
    return String(value);
  });
  return names;
};

const LEARNED = ['baseline', 'ratio', 'new_value'];

const datadogReason = (rule: Rule): string =>
  rule.kind === 'correlation' && LEARNED.includes(rule.correlation.type)
    ? 'the form learns by itself and has no such number'
    : 'the rule stands as a Cloud SIEM rule only, whose body has no variables: change it in Datadog after the import';

/** Both lists for a rule that the SIEM's pack holds. */
export const tunablesOf = (
  rule: Rule,
  target: TargetName,
): { readonly tunable: readonly Tunable[]; readonly fixed: readonly Fixed[] } => {
  const { ruleId } = rule.meta;
  const all = queryParameters(rule);
  const held = target === 'datadog' ? inMonitors(rule) : new Set(all.map(({ name }) => name));
  const tunable = ({ name, value, min, max }: QueryParameter): Tunable => ({
    parameter: name,
    name: NAMES[target](ruleId, name),
    value,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  });
  return {
    tunable: all.filter(({ name }) => held.has(name)).map(tunable),
    fixed: all
      .filter(({ name }) => !held.has(name))
      .map(({ name }) => ({ parameter: name, reason: datadogReason(rule) })),
  };
};
