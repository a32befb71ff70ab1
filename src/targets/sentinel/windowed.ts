/**
 * Counts, distinct counts, sums and averages over a window in Kusto.
 * @module
 */
import type {
  EachValueCountCorrelation,
  LateCountCorrelation,
  Threshold,
  WindowedCorrelation,
} from '../../rules/ir.js';
import { bucketLine, expandToWindows } from './instants.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { keyText, summand } from './select-events.js';
import type { Numbers } from '../parameters.js';
import { amountText, numberText, spanText } from './parameter-text.js';
import { kqlLongs } from './text.js';

const WORDS = { eq: '==', neq: '!=', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

const thresholdText = (numbers: Numbers, thresholds: readonly Threshold[], column: string): string =>
  thresholds
    .map(
      ({ comparator, value }) =>
        `${column} ${WORDS[comparator]} ${numberText(numbers, value, `correlation.condition.${comparator}`)}`,
    )
    .join(' and ');

const list = (...names: readonly string[]): string => names.join(', ');

const countPipeline = (correlation: WindowedCorrelation, input: CorrelationInput): readonly string[] => {
  const { groups, every, context } = input;
  const distinct = correlation.type === 'value_count';
  const values = distinct ? correlation.fields.map((_, index) => `_v${String(index)}`) : [];
  for (const field of distinct ? correlation.fields : []) {
    if (context.mapping.column(field).type === 'dynamic')
      context.problems.note('value.array', `${field} has no single value`);
  }
  const columns = values.map((name, index) => [name, keyText(context.mapping.column(correlation.fields[index] ?? ''))]);
  const keys = [...groups, ...values];
  const lines = [
    ...input.select(Object.fromEntries(columns) as Record<string, string>),
    // An event that does not carry what is counted is not counted.
    ...(distinct ? [`where ${values.map((name) => `isnotempty(${name})`).join(' and ')}`] : []),
    bucketLine(every),
    `summarize ${list('_c = count()', ...input.keep('_t'))} by ${list(...keys, '_b')}`,
    ...expandToWindows(input, correlation.timespanMs),
    `summarize ${list('_c = sum(_c)', ...input.keep())} by ${list(...keys, '_T')}`,
  ];
  if (!distinct)
    return [...lines, 'extend _value = _c', `where ${thresholdText(input.numbers, correlation.condition, '_value')}`];
  // dcount is an estimate: the second stage counts the distinct values of the first.
  return [
    ...lines,
    `summarize ${list('_value = count()', '_c = sum(_c)', ...input.keep())} by ${list(...groups, '_T')}`,
    `where ${thresholdText(input.numbers, correlation.condition, '_value')}`,
  ];
};

const sumPipeline = (correlation: WindowedCorrelation, input: CorrelationInput): readonly string[] => {
  const { groups, every, context } = input;
  const column = context.mapping.column(correlation.fields[0] ?? '');
  const average = correlation.type === 'value_avg';
  // An average of money is compared as sum against threshold times count, in whole micro-dollars.
  const compared = correlation.condition
    .map(({ comparator, value }) => {
      const path = `correlation.condition.${comparator}`;
      const threshold = amountText(input.numbers, value, path, column.money);
      if (!average) return `_v ${WORDS[comparator]} ${threshold}`;
      return column.money ? `_v ${WORDS[comparator]} ${threshold} * _n` : `_value ${WORDS[comparator]} ${threshold}`;
    })
    .join(' and ');
  const unit = column.money ? 'todouble(_v) / 1000000' : average ? 'todouble(_v)' : '_v';
  return [
    ...input.select({ _v0: summand(column) }),
    'where isnotnull(_v0)',
    bucketLine(every),
    `summarize ${list('_c = count()', '_v = sum(_v0)', ...input.keep('_t'))} by ${list(...groups, '_b')}`,
    ...expandToWindows(input, correlation.timespanMs),
    `summarize ${list('_c = sum(_c)', '_v = sum(_v)', ...input.keep())} by ${list(...groups, '_T')}`,
    'extend _n = _c',
    `extend _value = ${unit}${average ? ' / _n' : ''}`,
    `where ${compared}`,
  ];
};

/** event_count, value_count, value_sum and value_avg. */
export const windowedPipeline = (correlation: WindowedCorrelation, input: CorrelationInput): Pipeline => {
  switch (correlation.type) {
    case 'event_count':
    case 'value_count':
      return { lines: countPipeline(correlation, input), extra: [] };
    case 'value_sum':
    case 'value_avg':
      return { lines: sumPipeline(correlation, input), extra: [] };
    case 'value_percentile':
      input.context.problems.note('correlation.value_percentile', 'percentiles of Kusto are estimates');
      return { lines: [], extra: [] };
  }
};

/** late_count: a count over windows of arrivals. */
export const lateCountPipeline = (correlation: LateCountCorrelation, input: CorrelationInput): Pipeline => {
  const laterThan = spanText(input.numbers, correlation.laterThanMs, 'correlation.later_than');
  return windowedPipeline(
    { ...correlation, type: 'event_count', fields: [] },
    { ...input, select: (columns, options) => input.select(columns, { ...options, laterThan }) },
  );
};

/** value_count_each: every field has its own distinct count; the value is the smallest of them. */
export const eachValueCountPipeline = (correlation: EachValueCountCorrelation, input: CorrelationInput): Pipeline => {
  const { groups, every, context } = input;
  const names = correlation.fields.map((_, index) => `_v${String(index)}`);
  const columns = names.map((name, index) => [name, keyText(context.mapping.column(correlation.fields[index] ?? ''))]);
  const choice = `case(${names.map((name, index) => `_f == ${String(index)}, ${name}`).join(', ')}, "")`;
  const lines = [
    ...input.select(Object.fromEntries(columns) as Record<string, string>),
    `where ${names.map((name) => `isnotempty(${name})`).join(' or ')}`,
    bucketLine(every),
    `extend _f = ${kqlLongs(names.map((_, index) => index))}`,
    'mv-expand _f to typeof(long)',
    `extend _v = ${choice}`,
    `summarize ${list('_c = count()', ...input.keep('_t'))} by ${list(...groups, '_f', '_v', '_b')}`,
    ...expandToWindows(input, correlation.timespanMs),
    `summarize ${list('_c = sum(_c)', ...input.keep())} by ${list(...groups, '_f', '_v', '_T')}`,
    `summarize ${list('_n = countif(isnotempty(_v))', '_c = sum(_c)', ...input.keep())} by ${list(...groups, '_f', '_T')}`,
    `summarize ${list(
      `_met = countif(${thresholdText(input.numbers, correlation.condition, '_n')})`,
      '_value = min(_n)',
      '_c = max(_c)',
      ...input.keep(),
    )} by ${list(...groups, '_T')}`,
    `where _met == ${String(names.length)}`,
  ];
  return { lines, extra: [] };
};
