/**
 * A rule's condition on a number.
 * @module
 */
import type { Threshold } from '../../rules/ir.js';
import { COMPARATORS } from '../comparators.js';
import type { Numbers } from '../parameters.js';
import { amountText } from './parameter-text.js';

/** The thresholds as a condition on a column; `times` stands behind each of them. */
export const thresholdText = (
  numbers: Numbers,
  thresholds: readonly Threshold[],
  column: string,
  { money = false, times = '' }: { readonly money?: boolean; readonly times?: string } = {},
): string =>
  thresholds
    .map(
      ({ comparator, value }) =>
        `${column} ${COMPARATORS[comparator]} ${amountText(numbers, value, `correlation.condition.${comparator}`, money)}${times}`,
    )
    .join(' AND ');
