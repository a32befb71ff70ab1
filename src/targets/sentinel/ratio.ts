/**
 * The ratio correlation in Kusto.
 * @module
 */
import type { RatioCorrelation } from '../../rules/ir.js';
import { CONDITION, HISTORY, list } from '../history-terms.js';
import { atLeast, summed } from './history-sum.js';
import { bucketLine, expandToInstants } from './instants.js';
import { floorText, numberText, spanText } from './parameter-text.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { kqlSpan } from './text.js';

/** The running bucket, from its start to T, against the mean of the complete active buckets before it. */
export const ratioPipeline = (correlation: RatioCorrelation, input: CorrelationInput): Pipeline => {
  const { groups, range, every, numbers } = input;
  const bucket = correlation.timespanMs;
  const span = kqlSpan(bucket);
  const { select, carried, sum, money } = summed(correlation.field, input);
  const history = bucket * correlation.historyBuckets;
  // An instant on the edge of two buckets closes the earlier one.
  const start = `bin(_T - 1ms, ${span})`;
  const lines = [
    ...input.select(select, { lookback: [kqlSpan(bucket), spanText(numbers, history, HISTORY)] }),
    ...carried,
    bucketLine(every),
    `summarize ${list('_c = count()', `_v = ${sum}`, ...input.keep('_t'))} by ${list(...groups, '_b')}`,
    ...expandToInstants(range, every),
    `extend _start = ${start}, _day = bin(_b, ${span})`,
    `where _b < _T and _b >= _start - ${spanText(numbers, history, HISTORY)}`,
    `summarize ${list('_v = sum(_v)', '_c = sum(_c)', ...input.keep())} by ${list(...groups, '_T', '_start', '_day')}`,
    `summarize ${list(
      '_v = sum(iff(_day == _start, _v, 0))',
      '_c = sum(iff(_day == _start, _c, 0))',
      '_active = countif(_day != _start)',
      '_s = sum(iff(_day == _start, 0, _v))',
      ...input.keep(undefined, '_day == _start'),
    )} by ${list(...groups, '_T')}`,
    `where _c > 0 and _active >= ${atLeast(numbers, correlation.minActive)} and _v >= ${floorText(numbers, correlation.floor, `${CONDITION}.floor`, money)}`,
    // An average of zero has no multiple.
    `where _s > 0 and todouble(_v) * _active >= ${numberText(numbers, correlation.factor, `${CONDITION}.factor`)} * _s`,
    'extend _average = todouble(_s) / _active',
    'extend _value = _v / _average',
  ];
  return {
    lines,
    windowStart: start,
    extra: [
      ['Observed', money ? 'todouble(_v) / 1000000' : '_v'],
      ['Average', `_average${money ? ' / 1000000' : ''}`],
      ['AverageBuckets', '_active'],
    ],
  };
};
