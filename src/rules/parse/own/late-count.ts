/**
 * `type: late_count`.
 * @module
 */
import { durationOf } from '../read-duration.js';
import { refuseOtherKeys } from '../read-map.js';
import { requireThresholds } from '../thresholds.js';
import { COMMON, conditionOf, required, type OwnReader } from './parts.js';

/** Events that arrived late, counted by the time of arrival. */
export const lateCount: OwnReader = (source, map, head) => {
  refuseOtherKeys(source, map, [...COMMON, 'later_than', 'condition'], 'a late_count');
  const condition = conditionOf(source, map, 'late_count');
  const laterThanMs = required(source, map, 'later_than', durationOf(source, map, 'later_than'));
  const thresholds = condition && requireThresholds(source, condition, 'count');
  return thresholds === undefined || laterThanMs === undefined
    ? undefined
    : { type: 'late_count', ...head, condition: thresholds, laterThanMs };
};
