/**
 * `type: new_value`.
 * @module
 */
import { durationOf } from '../read-duration.js';
import { childOf, givenText, refuseOtherKeys } from '../read-map.js';
import { COMMON, required, type OwnReader } from './parts.js';

/** A value that the group's history does not hold. */
export const newValue: OwnReader = (source, map, head) => {
  refuseOtherKeys(source, map, [...COMMON, 'field', 'history', 'min_history'], 'a new_value');
  const field = required(source, map, 'field', givenText(source, map, 'field'));
  const historyMs = required(source, map, 'history', durationOf(source, map, 'history'));
  const minHistoryMs = required(source, map, 'min_history', durationOf(source, map, 'min_history', true));
  if (field === undefined || historyMs === undefined || minHistoryMs === undefined) return undefined;
  if (minHistoryMs > historyMs) {
    source.report(childOf(map, 'min_history')?.offset ?? map.offset, {
      code: 'correlation.history',
      message: 'min_history is longer than history: the rule could never fire',
      mend: 'Lengthen the history, or shorten min_history.',
    });
    return undefined;
  }
  return { type: 'new_value', ...head, field, historyMs, minHistoryMs };
};
