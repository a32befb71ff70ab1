/**
 * Parameters in finished query text: where a number of a rule stands as it is, it becomes a placeholder.
 * @module
 */
import type { Rule, RuleParameter } from '../rules/ir.js';

/** Values that no query holds by chance. */
const PROBES = [7_654_321, 9_123_457] as const;

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The rule with another value of a number; undefined when the parameter is no number of the correlation's condition. */
const withValue = (rule: Rule, parameter: RuleParameter, value: number): Rule | undefined => {
  const key = /^correlation\.condition\.(\w+)$/.exec(parameter.path)?.[1];
  if (rule.kind !== 'correlation' || key === undefined || typeof parameter.value !== 'number') return undefined;
  const { correlation } = rule;
  if ('condition' in correlation && Array.isArray(correlation.condition)) {
    const thresholds = correlation.condition as readonly { readonly comparator: string; readonly value: number }[];
    const changed = thresholds.map((threshold) => (threshold.comparator === key ? { ...threshold, value } : threshold));
    return { ...rule, correlation: { ...correlation, condition: changed } as typeof correlation };
  }
  const field = camel(key);
  return field in correlation ? { ...rule, correlation: { ...correlation, [field]: value } } : undefined;
};

/** One parameter that can be set in finished text. */
export interface TextParameter {
  readonly name: string;
  readonly value: number;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly description: string;
}

/** A text with placeholders, and their values. */
export interface ParameterText {
  readonly text: string;
  readonly parameters: readonly TextParameter[];
}

/**
 * Replaces each number that stands in the text exactly as the rule says it by `mark(name)`. A parameter that the text
 * holds in another form (a window as instants, a factor squared) is left alone: it takes a new build.
 */
export const parameterise = (
  rule: Rule,
  compile: (rule: Rule) => string | undefined,
  mark: (name: string) => string,
): ParameterText | undefined => {
  const plain = compile(rule);
  if (plain === undefined) return undefined;
  let current: Rule = rule;
  const used: (TextParameter & { readonly probe: number })[] = [];
  for (const [index, parameter] of rule.meta.parameters.entries()) {
    if (typeof parameter.value !== 'number') continue;
    const probe = PROBES[0] + 2 * index;
    const [first, second] = [withValue(rule, parameter, probe), withValue(rule, parameter, PROBES[1])];
    const [one, two] = [first && compile(first), second && compile(second)];
    const exact = one?.includes(String(probe)) === true && one.replaceAll(String(probe), String(PROBES[1])) === two;
    // The probes must also be the only difference to the text with the real value.
    if (!exact || one.replaceAll(String(probe), String(parameter.value)) !== plain) continue;
    current = withValue(current, parameter, probe) ?? current;
    used.push({
      name: parameter.name,
      value: parameter.value,
      min: parameter.min,
      max: parameter.max,
      description: parameter.description ?? parameter.name,
      probe,
    });
  }
  const marked = compile(current);
  if (marked === undefined) return { text: plain, parameters: [] };
  return {
    text: used.reduce((text, { name, probe }) => text.replaceAll(String(probe), mark(name)), marked),
    parameters: used.map(({ name, value, min, max, description }) => ({ name, value, min, max, description })),
  };
};
