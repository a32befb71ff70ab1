/**
 * What baseline and ratio rules add up for each bucket in ES|QL, and the history that they need.
 * @module
 */
import type { Numbers } from '../parameters.js';
import { esqlName } from './text.js';
import { numberText } from './parameter-text.js';
import type { CorrelationInput } from './pipeline.js';

/** Constructs that problems and parameters name. */
export const HISTORY = 'correlation.history';
export const CONDITION = 'correlation.condition';

/** Terms of one clause. */
export const list = (...names: readonly string[]): string => names.join(', ');

/** The number that is summed: how stage one selects it, and what adds it up. */
interface Summed {
  readonly select: Readonly<Record<string, string>>;
  readonly carried: readonly string[];
  readonly sum: string;
  readonly money: boolean;
}

/** Events are counted where the rule names no field. */
export const summed = (field: string | undefined, input: CorrelationInput): Summed => {
  if (field === undefined) return { select: {}, carried: [], sum: 'COUNT(*)', money: false };
  const column = input.context.mapping.column(field);
  const name = esqlName(column.name);
  return {
    select: { _v0: column.money ? `TO_LONG(ROUND(MAX(${name}) * 1000000))` : `MAX(${name})` },
    // An event without the number, or with a fraction where integers are summed, is not counted.
    carried: [`WHERE _v0 IS NOT NULL${column.type === 'integer' || column.money ? '' : ' AND _v0 == ROUND(_v0)'}`],
    sum: 'SUM(_v0)',
    money: column.money,
  };
};

/** Active buckets needed: never none, for nothing could be compared. */
export const atLeast = (numbers: Numbers, value: number): string =>
  numberText(numbers, Math.max(1, value), `${CONDITION}.min_active`);
