/**
 * `type: ratio`.
 * @module
 */
import { givenText, refuseOtherKeys } from '../read-map.js';
import { bucketsOf, COMMON, conditionOf, positive, standardMinActive, type OwnReader } from './parts.js';

/** The running bucket against the mean of the group's active buckets before it. */
export const ratio: OwnReader = (source, map, head) => {
  refuseOtherKeys(source, map, [...COMMON, 'history', 'field', 'condition'], 'a ratio');
  const condition = conditionOf(source, map, 'ratio');
  const historyBuckets = bucketsOf(source, map, head.timespanMs);
  const field = givenText(source, map, 'field');
  if (condition === undefined) return undefined;
  refuseOtherKeys(source, condition, ['factor', 'floor', 'min_active'], 'the condition of a ratio');
  const factor = positive(source, condition, 'factor');
  const floor = positive(source, condition, 'floor');
  const minActive = positive(source, condition, 'min_active', standardMinActive(head.timespanMs));
  if (historyBuckets === undefined || factor === undefined || floor === undefined || minActive === undefined) {
    return undefined;
  }
  return {
    type: 'ratio',
    ...head,
    ...(field === undefined ? {} : { field }),
    historyBuckets,
    factor,
    floor,
    minActive,
  };
};
