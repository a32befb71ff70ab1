/**
 * A query with its parameters marked, as each SIEM's own templates keep them.
 * @module
 */
import type { Rule } from '../rules/ir.js';
import type { Mark, QueryParameter } from '../targets/parameters.js';

/** A text with placeholders, and the parameters that stand in it, in the rule's order. */
export interface ParameterText {
  readonly text: string;
  readonly parameters: readonly QueryParameter[];
}

/** The text that `compile` gives with `mark(name)` where a parameter stands; undefined when it gives none. */
export const parameterise = (
  rule: Rule,
  compile: (rule: Rule, mark: Mark) => string | undefined,
  mark: (name: string) => string,
): ParameterText | undefined => {
  const used = new Map<string, QueryParameter>();
  const text = compile(rule, (parameter) => {
    used.set(parameter.name, parameter);
    return mark(parameter.name);
  });
  if (text === undefined) return undefined;
  const order = rule.meta.parameters.map(({ path }) => path);
  return {
    text,
    parameters: [...used.values()].sort((one, other) => order.indexOf(one.path) - order.indexOf(other.path)),
  };
};
