/**
 * A rule's condition on a number.
 * @module
 */
import type { Threshold } from '../../rules/ir.js';
import { COMPARATORS } from '../comparators.js';
import type { Numbers } from '../parameters.js';
import { numberText } from './parameter-text.js';

/** Every comparison of the condition, on one column. */
export const thresholdText = (numbers: Numbers, thresholds: readonly Threshold[], column: string): string =>
  thresholds
    .map(
      ({ comparator, value }) =>
        `${column} ${COMPARATORS[comparator]} ${numberText(numbers, value, `correlation.condition.${comparator}`)}`,
    )
    .join(' and ');
