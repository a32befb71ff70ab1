/**
 * The new_value correlation in Kusto.
 * @module
 */
import type { NewValueCorrelation } from '../../rules/ir.js';
import { HISTORY, list } from '../history-terms.js';
import { bucketLine, expandToInstants } from './instants.js';
import { spanText } from './parameter-text.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { keyText } from './select-events.js';
import { kqlSpan } from './text.js';

/** Values of the bucket that their group's history does not hold, for groups that are old enough. */
export const newValuePipeline = (correlation: NewValueCorrelation, input: CorrelationInput): Pipeline => {
  const { groups, range, every, context, numbers } = input;
  const span = correlation.timespanMs;
  const column = context.mapping.column(correlation.field);
  const fresh = `_b >= _T - ${kqlSpan(span)}`;
  const old =
    correlation.minHistoryMs > 0
      ? `_since < _T - ${kqlSpan(span)} - ${spanText(numbers, correlation.minHistoryMs, 'correlation.min_history')} and `
      : '';
  if (correlation.historyMs % every !== 0 || span % every !== 0) {
    context.problems.note('correlation.timespan', 'the grid does not divide the window and the history');
  }
  const array = column.type === 'dynamic';
  const lines = [
    ...input.select(
      { _v0: array ? column.text : keyText(column) },
      { lookback: [kqlSpan(span), spanText(numbers, correlation.historyMs, HISTORY)] },
    ),
    ...(array ? ['mv-expand _v0 to typeof(string)'] : []),
    'where isnotempty(_v0)',
    bucketLine(every),
    `summarize ${list('_c = count()', ...input.keep('_t'))} by ${list(...groups, '_v0', '_b')}`,
    ...expandToInstants(range, every),
    `where _b < _T and _b >= _T - ${kqlSpan(span)} - ${spanText(numbers, correlation.historyMs, HISTORY)}`,
    `summarize ${list(
      `_c = sum(iff(${fresh}, _c, 0))`,
      '_seen = min(_b)',
      ...input.keep(undefined, fresh),
    )} by ${list(...groups, '_v0', '_T')}`,
    // The group's age needs all its values: they travel as one set past the aggregation that finds it.
    `extend _new = iff(_seen >= _T - ${kqlSpan(span)}, 1, 0)`,
    `summarize ${list(
      '_since = min(_seen)',
      '_value = sum(_new)',
      '_new = make_set(iff(_new == 1, _v0, ""))',
      '_c = sum(_c)',
      ...input.keep(),
    )} by ${list(...groups, '_T')}`,
    `where ${old}_value > 0`,
  ];
  return { lines, extra: [['NewValues', '_new']] };
};
