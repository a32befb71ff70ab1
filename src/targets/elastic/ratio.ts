/**
 * The ratio correlation in ES|QL.
 * @module
 */
import type { RatioCorrelation } from '../../rules/ir.js';
import { CONDITION, HISTORY, list } from '../history-terms.js';
import { atLeast, summed } from './history-sum.js';
import { bucketLine, expandToInstants } from './instants.js';
import { floorText, millisecondsText, numberText, spanText } from './parameter-text.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { esqlSpan } from './text.js';

/** The running bucket, from its start to T, against the mean of the complete active buckets before it. */
export const ratioPipeline = (correlation: RatioCorrelation, input: CorrelationInput): Pipeline => {
  const { groups, range, every, numbers } = input;
  const bucket = correlation.timespanMs;
  const { select, carried, sum, money } = summed(correlation.field, input);
  const unit = money ? ' / 1000000' : '';
  const history = bucket * correlation.historyBuckets;
  const lines = [
    ...input.select(select, { lookback: [esqlSpan(bucket), spanText(numbers, history, HISTORY)] }),
    ...carried,
    bucketLine(every),
    `STATS ${list('_c = COUNT(*)', `_v = ${sum}`, ...input.keep('_t'))} BY ${list(...groups, '_b')}`,
    ...expandToInstants(range, every),
    // An instant on the edge of two buckets closes the earlier one.
    `EVAL _start = (_T - 1) / ${String(bucket)} * ${String(bucket)}, _day = _b / ${String(bucket)} * ${String(bucket)}`,
    `WHERE _b < _T AND _b >= _start - ${millisecondsText(numbers, history, HISTORY)}`,
    `STATS ${list('_v = SUM(_v)', '_c = SUM(_c)', ...input.keep())} BY ${list(...groups, '_T', '_start', '_day')}`,
    'EVAL _now = _day == _start',
    `STATS ${list(
      '_v = SUM(CASE(_now, _v, 0))',
      '_c = SUM(CASE(_now, _c, 0))',
      '_active = SUM(CASE(_now, 0, 1))',
      '_s = SUM(CASE(NOT _now, _v, 0))',
      ...input.keep(undefined, '_now'),
    )} BY ${list(...groups, '_T')}`,
    `WHERE _c > 0 AND _active >= ${atLeast(numbers, correlation.minActive)} AND _v >= ${floorText(numbers, correlation.floor, `${CONDITION}.floor`, money)}`,
    // An average of zero has no multiple.
    `WHERE _s > 0 AND TO_DOUBLE(_v) * _active >= ${numberText(numbers, correlation.factor, `${CONDITION}.factor`)} * _s`,
    'EVAL _average = TO_DOUBLE(_s) / _active',
    'EVAL _value = _v / _average',
  ];
  return {
    lines,
    windowStart: `TO_DATETIME((_T - 1) / ${String(bucket)} * ${String(bucket)})`,
    extra: [
      ['observed', money ? 'TO_DOUBLE(_v) / 1000000' : '_v'],
      ['average', `_average${unit}`],
      ['average_buckets', '_active'],
    ],
  };
};
