/**
 * What baseline and ratio rules add up for each bucket in ES|QL.
 * @module
 */
import { CONDITION, type Summed } from '../history-terms.js';
import type { Numbers } from '../parameters.js';
import { esqlName } from './text.js';
import { numberText } from './parameter-text.js';
import type { CorrelationInput } from './pipeline.js';

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
