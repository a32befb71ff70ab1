/**
 * The baseline correlation in Kusto.
 * @module
 */
import type { BaselineCorrelation } from '../../rules/ir.js';
import { CONDITION, HISTORY, list } from '../history-terms.js';
import { atLeast, summed } from './history-sum.js';
import { bucketLine, expandToInstants } from './instants.js';
import { floorText, numberText, spanText, squareText } from './parameter-text.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { kqlSpan } from './text.js';

/** The bucket just complete against the active complete buckets before it: no division, no root. */
export const baselinePipeline = (correlation: BaselineCorrelation, input: CorrelationInput): Pipeline => {
  const { groups, range, every, numbers } = input;
  const bucket = correlation.timespanMs;
  const span = kqlSpan(bucket);
  const { select, carried, sum, money } = summed(correlation.field, input);
  const history = bucket * correlation.historyBuckets;
  const current = `_b == _T - ${span}`;
  const past = `_b < _T - ${span}`;
  // `include` counts empty buckets too, from the group's first one.
  const active =
    correlation.zeros === 'include' ? `max(iff(${past}, tolong((_T - _b) / ${span}) - 1, 0))` : `countif(${past})`;
  const unit = money ? ' / 1000000' : '';
  const lines = [
    ...input.select(select, { lookback: [kqlSpan(bucket), spanText(numbers, history, HISTORY)] }),
    ...carried,
    bucketLine(bucket),
    `summarize ${list('_c = count()', `_v = ${sum}`, ...input.keep('_t'))} by ${list(...groups, '_b')}`,
    ...expandToInstants(range, every),
    `where _b < _T and _b >= _T - ${span} - ${spanText(numbers, history, HISTORY)}`,
    `summarize ${list(
      `_v = sum(iff(${current}, _v, 0))`,
      `_c = sum(iff(${current}, _c, 0))`,
      `_active = ${active}`,
      `_s = todouble(sum(iff(${past}, _v, 0)))`,
      `_ss = sum(iff(${past}, todouble(_v) * _v, 0.0))`,
      ...input.keep(undefined, current),
    )} by ${list(...groups, '_T')}`,
    `where _c > 0 and _active >= ${atLeast(numbers, correlation.minActive)} and _v >= ${floorText(numbers, correlation.floor, `${CONDITION}.floor`, money)}`,
    'extend _above = _active * todouble(_v) - _s, _spread = max_of(_active * _ss - _s * _s, 0.0)',
    `where _above > 0 and _above * _above > ${squareText(numbers, correlation.sigma, `${CONDITION}.sigma`)} * _spread and _active * todouble(_v) >= ${numberText(numbers, correlation.minRatio, `${CONDITION}.min_ratio`)} * _s`,
    `extend _value = ${money ? 'todouble(_v) / 1000000' : '_v'}`,
  ];
  return {
    lines,
    extra: [
      ['BaselineMean', `_s / _active${unit}`],
      ['BaselineDeviation', `sqrt(_spread) / _active${unit}`],
      ['BaselineBuckets', '_active'],
    ],
  };
};
