/**
 * What baseline and ratio rules add up for each bucket in Kusto.
 * @module
 */
import { CONDITION, type Summed } from '../history-terms.js';
import type { Numbers } from '../parameters.js';
import { numberText } from './parameter-text.js';
import type { CorrelationInput } from './pipeline.js';
import { summand } from './select-events.js';

/** Events are counted where the rule names no field. */
export const summed = (field: string | undefined, { context }: CorrelationInput): Summed => {
  if (field === undefined) return { select: {}, carried: [], sum: 'count()', money: false };
  const column = context.mapping.column(field);
  const whole = column.type === 'long' || column.money ? '' : ' and _v0 == round(_v0)';
  return {
    select: { _v0: summand(column) },
    // An event without the number, or with a fraction where integers are summed, is not counted.
    carried: [`where isnotnull(_v0)${whole}`],
    sum: 'sum(_v0)',
    money: column.money,
  };
};

/** Active buckets needed: never none, for nothing could be compared. */
export const atLeast = (numbers: Numbers, value: number): string =>
  numberText(numbers, Math.max(1, Math.ceil(value)), `${CONDITION}.min_active`);
