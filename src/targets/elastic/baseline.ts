/**
 * The baseline correlation in ES|QL.
 * @module
 */
import type { BaselineCorrelation } from '../../rules/ir.js';
import { CONDITION, HISTORY, list } from '../history-terms.js';
import { atLeast, summed } from './history-sum.js';
import { bucketLine, expandToInstants } from './instants.js';
import { floorText, millisecondsText, numberText, spanText, squareText } from './parameter-text.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { esqlSpan } from './text.js';

/** The bucket just complete against the active complete buckets before it: integers, no division, no root. */
export const baselinePipeline = (correlation: BaselineCorrelation, input: CorrelationInput): Pipeline => {
  const { groups, range, every, numbers } = input;
  const bucket = correlation.timespanMs;
  const { select, carried, sum, money } = summed(correlation.field, input);
  const current = `_b == _T - ${String(bucket)}`;
  const past = `_b < _T - ${String(bucket)}`;
  const history = bucket * correlation.historyBuckets;
  // `include` counts empty buckets too, from the group's first one.
  const active =
    correlation.zeros === 'include'
      ? `MAX(CASE(${past}, (_T - _b) / ${String(bucket)} - 1, 0))`
      : `SUM(CASE(${past}, 1, 0))`;
  const lines = [
    ...input.select(select, { lookback: [esqlSpan(bucket), spanText(numbers, history, HISTORY)] }),
    ...carried,
    bucketLine(bucket),
    `STATS ${list('_c = COUNT(*)', `_v = ${sum}`, ...input.keep('_t'))} BY ${list(...groups, '_b')}`,
    ...expandToInstants(range, every),
    `WHERE _b < _T AND _b >= _T - ${String(bucket)} - ${millisecondsText(numbers, history, HISTORY)}`,
    `STATS ${list(
      `_v = SUM(CASE(${current}, _v, 0))`,
      `_c = SUM(CASE(${current}, _c, 0))`,
      `_active = ${active}`,
      `_s = TO_DOUBLE(SUM(CASE(${past}, _v, 0)))`,
      `_ss = SUM(CASE(${past}, TO_DOUBLE(_v) * _v, 0.0))`,
      ...input.keep(undefined, current),
    )} BY ${list(...groups, '_T')}`,
    `WHERE _c > 0 AND _active >= ${atLeast(numbers, correlation.minActive)} AND _v >= ${floorText(numbers, correlation.floor, `${CONDITION}.floor`, money)}`,
    'EVAL _above = _active * TO_DOUBLE(_v) - _s, _spread = _active * _ss - _s * _s',
    `WHERE _above > 0 AND _above * _above > ${squareText(numbers, correlation.sigma, `${CONDITION}.sigma`)} * GREATEST(_spread, 0.0) AND _active * TO_DOUBLE(_v) >= ${numberText(numbers, correlation.minRatio, `${CONDITION}.min_ratio`)} * _s`,
    `EVAL _value = ${money ? 'TO_DOUBLE(_v) / 1000000' : '_v'}`,
  ];
  const unit = money ? ' / 1000000' : '';
  return {
    lines,
    extra: [
      ['baseline_mean', `_s / _active${unit}`],
      ['baseline_deviation', `SQRT(GREATEST(_spread, 0.0)) / _active${unit}`],
      ['baseline_buckets', '_active'],
    ],
  };
};
