/**
 * Parameters of a rule inside a finished query: numbers that a customer sets where the SIEM keeps them, without a build.
 * @module
 */
import { parseDuration } from '../rules/duration.js';
import type { Rule, RuleParameter } from '../rules/ir.js';
import { typedNumber } from './literal-text.js';

/** A parameter as a customer sets it: always a plain number. Lengths of time say their unit in the name. */
export interface QueryParameter {
  /** Such as `failures` or `window_minutes`. */
  readonly name: string;
  /** Dotted path in the rule. */
  readonly path: string;
  readonly value: number;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Lengths of time are whole multiples of this; undefined: any number within the bounds. */
  readonly step: number | undefined;
  /** Milliseconds of one unit; undefined for plain numbers. */
  readonly unitMs: number | undefined;
  readonly description: string;
}

/** What stands in the text where a parameter's number would. */
export type Mark = (parameter: QueryParameter) => string;

/** A length of time as count and unit; `count` may be a mark. */
export interface Span {
  readonly count: string;
  readonly unitMs: number;
  /** Longest that the parameter allows, milliseconds. */
  readonly maxMs: number;
}

/** A rule's numbers by their path. Undefined: the number is no parameter and stands as it is. */
export interface Numbers {
  readonly number: (value: number, path: string) => string | undefined;
  readonly span: (milliseconds: number, path: string) => Span | undefined;
}

const UNITS = [
  [86_400_000, 'days'],
  [3_600_000, 'hours'],
  [60_000, 'minutes'],
  [1000, 'seconds'],
] as const;

/** Instants of a window beyond this many are not listed in a query. */
const MAX_STEPS = 60;

const lengthOfTime = (rule: Rule, parameter: RuleParameter, value: number): QueryParameter | undefined => {
  const { name, path, min, max } = parameter;
  const standard = parseDuration(String(parameter.default)) ?? value;
  const unit = UNITS.find(([ms]) => [standard, value, min ?? value, max ?? value].every((one) => one % ms === 0));
  if (unit === undefined) return undefined;
  const [unitMs, word] = unit;
  const grid =
    rule.kind === 'correlation' && path === 'correlation.timespan' && rule.correlation.every !== 'event'
      ? rule.correlation.every
      : undefined;
  // Without the longest the query would not know how many instants to list and how far to look back.
  const longest = Math.min(max ?? value, grid === undefined ? Infinity : grid * MAX_STEPS);
  return {
    name: `${name}_${word}`,
    path,
    value: value / unitMs,
    min: (min ?? (grid === undefined ? unitMs : Math.max(grid, unitMs))) / unitMs,
    max: longest / unitMs,
    step: Math.max(1, (grid ?? unitMs) / unitMs),
    unitMs,
    description: `${parameter.description ?? name}, in ${word}`,
  };
};

/** The parameters of a rule that are numbers or lengths of time. */
export const queryParameters = (rule: Rule): readonly QueryParameter[] =>
  rule.meta.parameters.flatMap((parameter): readonly QueryParameter[] => {
    const { name, path, value, min, max, description } = parameter;
    if (typeof value === 'number') {
      return [{ name, path, value, min, max, step: undefined, unitMs: undefined, description: description ?? name }];
    }
    const milliseconds = parseDuration(value);
    const length = milliseconds === undefined ? undefined : lengthOfTime(rule, parameter, milliseconds);
    return length === undefined ? [] : [length];
  });

/** The numbers of a rule; `mark` writes something else in their place. */
export const numbersOf = (rule: Rule, mark: Mark = ({ value }) => typedNumber(value)): Numbers => {
  const parameters = queryParameters(rule);
  const find = (path: string, value: number): QueryParameter | undefined =>
    // The value too: a correlation that feeds another has paths of its own.
    parameters.find((one) => one.path === path && one.value * (one.unitMs ?? 1) === value);
  return {
    number: (value, path) => {
      const parameter = find(path, value);
      return parameter?.unitMs === undefined && parameter !== undefined ? mark(parameter) : undefined;
    },
    span: (milliseconds, path) => {
      const parameter = find(path, milliseconds);
      if (parameter?.unitMs === undefined) return undefined;
      const { unitMs, max, value } = parameter;
      return { count: mark(parameter), unitMs, maxMs: (max ?? value) * unitMs };
    },
  };
};

/**
 * How much further than the rule's own values its parameters can make a query look back, milliseconds: schedules and
 * ranges that no parameter reaches are made for the longest.
 */
export const furtherBack = (rule: Rule): number =>
  queryParameters(rule)
    .filter(
      ({ path, unitMs }) => unitMs !== undefined && ['correlation.timespan', 'correlation.history'].includes(path),
    )
    .reduce((sum, { unitMs, max, value }) => sum + ((max ?? value) - value) * (unitMs ?? 0), 0);
