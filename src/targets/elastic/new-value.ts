/**
 * The new_value correlation in ES|QL.
 * @module
 */
import type { NewValueCorrelation } from '../../rules/ir.js';
import { HISTORY, list } from '../history-terms.js';
import { bucketLine, expandToInstants } from './instants.js';
import { millisecondsText, spanText } from './parameter-text.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';

import { esqlName, esqlSpan } from './text.js';

/** A value of the bucket that its group's history does not hold, for groups that are old enough. */
export const newValuePipeline = (correlation: NewValueCorrelation, input: CorrelationInput): Pipeline => {
  const { groups, range, every, context, numbers } = input;
  const span = correlation.timespanMs;
  const column = context.mapping.column(correlation.field);
  const name = esqlName(column.name);
  const fresh = `_b >= _T - ${String(span)}`;
  const old =
    correlation.minHistoryMs > 0
      ? `_since < _T - ${String(span)} - ${millisecondsText(numbers, correlation.minHistoryMs, 'correlation.min_history')} AND `
      : '';
  if (correlation.historyMs % every !== 0 || span % every !== 0) {
    context.problems.note('correlation.timespan', 'the grid does not divide the window and the history');
  }
  const value = column.type === 'string' ? `MIN(${name})` : `VALUES(TO_STRING(${name}))`;
  const lines = [
    ...input.select({ _v0: value }, { lookback: [esqlSpan(span), spanText(numbers, correlation.historyMs, HISTORY)] }),
    ...(column.type === 'string' ? [] : ['MV_EXPAND _v0']),
    'WHERE _v0 IS NOT NULL',
    bucketLine(every),
    `STATS ${list('_c = COUNT(*)', ...input.keep('_t'))} BY ${list(...groups, '_v0', '_b')}`,
    ...expandToInstants(range, every),
    `WHERE _b < _T AND _b >= _T - ${String(span)} - ${millisecondsText(numbers, correlation.historyMs, HISTORY)}`,
    `STATS ${list(
      `_c = SUM(CASE(${fresh}, _c, 0))`,
      '_seen = MIN(_first)',
      ...input.keep(undefined, fresh),
    )} BY ${list(...groups, '_v0', '_T')}`,
    // The group's age needs all its values: they travel as one list past the aggregation that finds it.
    `EVAL _new = CASE(_seen >= _T - ${String(span)}, _v0, null)`,
    `STATS ${list('_since = MIN(_seen)', '_new = VALUES(_new)', '_c = SUM(_c)', ...input.keep())} BY ${list(...groups, '_T')}`,
    `WHERE ${old}_new IS NOT NULL`,
    'EVAL _value = MV_COUNT(_new)',
  ];
  return { lines, extra: [['new_values', 'MV_SORT(_new)']] };
};
