/**
 * `type: value_count_each`.
 * @module
 */
import { childOf, refuseOtherKeys, textsOf } from '../read-map.js';
import { requireThresholds } from '../thresholds.js';
import { COMMON, conditionOf, type OwnReader } from './parts.js';

/** Each of the fields has a distinct count in the window that meets the condition. */
export const valueCountEach: OwnReader = (source, map, head) => {
  refuseOtherKeys(source, map, [...COMMON, 'condition'], 'a value_count_each');
  const condition = conditionOf(source, map, 'value_count_each');
  if (condition === undefined) return undefined;
  const fields = textsOf(source, condition, 'fields');
  const thresholds = requireThresholds(source, condition, 'count');
  if (fields.length < 2) {
    source.report(childOf(condition, 'fields')?.offset ?? condition.offset, {
      code: 'correlation.field',
      message: 'value_count_each counts at least two fields',
      mend: 'For one field write value_count.',
    });
    return undefined;
  }
  return thresholds && { type: 'value_count_each', ...head, condition: thresholds, fields };
};
