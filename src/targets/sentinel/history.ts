/**
 * Rules that compare with a group's own history in Kusto: baseline, ratio, new_value.
 * @module
 */
import type { BaselineCorrelation, NewValueCorrelation, RatioCorrelation } from '../../rules/ir.js';
import type { Numbers } from '../parameters.js';
import { bucketLine, expandToInstants } from './pipeline.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { keyText, summand } from './select-events.js';
import { floorText, numberText, spanText, squareText } from './parameter-text.js';
import { kqlSpan } from './text.js';

const HISTORY = 'correlation.history';
const CONDITION = 'correlation.condition';

const list = (...names: readonly string[]): string => names.join(', ');

interface Summed {
  readonly select: Readonly<Record<string, string>>;
  readonly carried: readonly string[];
  readonly sum: string;
  readonly money: boolean;
}

const summed = (field: string | undefined, { context }: CorrelationInput): Summed => {
  if (field === undefined) return { select: {}, carried: [], sum: 'count()', money: false };
  const column = context.mapping.column(field);
  const whole = column.type === 'long' || column.money ? '' : ' and _v0 == round(_v0)';
  return {
    select: { _v0: summand(column) },
    // An event without the number, or with a fraction where integers are summed, is not counted.
    carried: [`where isnotnull(_v0)${whole}`],
    sum: 'sum(_v0)',
    money: column.money,
  };
};

/** Active buckets needed: never none, for nothing could be compared. */
const atLeast = (numbers: Numbers, value: number): string =>
  numberText(numbers, Math.max(1, Math.ceil(value)), `${CONDITION}.min_active`);

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
