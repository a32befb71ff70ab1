/**
 * Rules that compare with a group's own history in ES|QL: baseline, ratio, new_value.
 * @module
 */
import type { BaselineCorrelation, NewValueCorrelation, RatioCorrelation } from '../../rules/ir.js';
import type { Numbers } from '../parameters.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { bucketLine, expandToInstants } from './instants.js';
import { floorText, millisecondsText, numberText, spanText, squareText } from './parameter-text.js';
import { esqlName, esqlSpan } from './text.js';

const HISTORY = 'correlation.history';
const CONDITION = 'correlation.condition';

const by = (...names: readonly string[]): string => names.join(', ');

interface Summed {
  readonly select: Readonly<Record<string, string>>;
  readonly carried: readonly string[];
  readonly sum: string;
  readonly money: boolean;
}

const summed = (field: string | undefined, input: CorrelationInput): Summed => {
  if (field === undefined) return { select: {}, carried: [], sum: 'COUNT(*)', money: false };
  const column = input.context.mapping.column(field);
  const name = esqlName(column.name);
  return {
    select: { _v0: column.money ? `TO_LONG(ROUND(MAX(${name}) * 1000000))` : `MAX(${name})` },
    // An event without the number, or with a fraction where integers are summed, is not counted.
    carried: [`WHERE _v0 IS NOT NULL${column.type === 'integer' || column.money ? '' : ' AND _v0 == ROUND(_v0)'}`],
    sum: 'SUM(_v0)',
    money: column.money,
  };
};

/** Active buckets needed: never none, for nothing could be compared. */
const atLeast = (numbers: Numbers, value: number): string =>
  numberText(numbers, Math.max(1, value), `${CONDITION}.min_active`);

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
    `STATS ${by('_c = COUNT(*)', `_v = ${sum}`, ...input.keep('_t'))} BY ${by(...groups, '_b')}`,
    ...expandToInstants(range, every),
    `WHERE _b < _T AND _b >= _T - ${String(bucket)} - ${millisecondsText(numbers, history, HISTORY)}`,
    `STATS ${by(
      `_v = SUM(CASE(${current}, _v, 0))`,
      `_c = SUM(CASE(${current}, _c, 0))`,
      `_active = ${active}`,
      `_s = TO_DOUBLE(SUM(CASE(${past}, _v, 0)))`,
      `_ss = SUM(CASE(${past}, TO_DOUBLE(_v) * _v, 0.0))`,
      ...input.keep(undefined, current),
    )} BY ${by(...groups, '_T')}`,
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
    `STATS ${by('_c = COUNT(*)', `_v = ${sum}`, ...input.keep('_t'))} BY ${by(...groups, '_b')}`,
    ...expandToInstants(range, every),
    // An instant on the edge of two buckets closes the earlier one.
    `EVAL _start = (_T - 1) / ${String(bucket)} * ${String(bucket)}, _day = _b / ${String(bucket)} * ${String(bucket)}`,
    `WHERE _b < _T AND _b >= _start - ${millisecondsText(numbers, history, HISTORY)}`,
    `STATS ${by('_v = SUM(_v)', '_c = SUM(_c)', ...input.keep())} BY ${by(...groups, '_T', '_start', '_day')}`,
    'EVAL _now = _day == _start',
    `STATS ${by(
      '_v = SUM(CASE(_now, _v, 0))',
      '_c = SUM(CASE(_now, _c, 0))',
      '_active = SUM(CASE(_now, 0, 1))',
      '_s = SUM(CASE(NOT _now, _v, 0))',
      ...input.keep(undefined, '_now'),
    )} BY ${by(...groups, '_T')}`,
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
    `STATS ${by('_c = COUNT(*)', ...input.keep('_t'))} BY ${by(...groups, '_v0', '_b')}`,
    ...expandToInstants(range, every),
    `WHERE _b < _T AND _b >= _T - ${String(span)} - ${millisecondsText(numbers, correlation.historyMs, HISTORY)}`,
    `STATS ${by(
      `_c = SUM(CASE(${fresh}, _c, 0))`,
      '_seen = MIN(_first)',
      ...input.keep(undefined, fresh),
    )} BY ${by(...groups, '_v0', '_T')}`,
    // The group's age needs all its values: they travel as one list past the aggregation that finds it.
    `EVAL _new = CASE(_seen >= _T - ${String(span)}, _v0, null)`,
    `STATS ${by('_since = MIN(_seen)', '_new = VALUES(_new)', '_c = SUM(_c)', ...input.keep())} BY ${by(...groups, '_T')}`,
    `WHERE ${old}_new IS NOT NULL`,
    'EVAL _value = MV_COUNT(_new)',
  ];
  return { lines, extra: [['new_values', 'MV_SORT(_new)']] };
};
