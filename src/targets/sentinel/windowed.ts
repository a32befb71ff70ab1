/**
 * Counts, distinct counts, sums and averages over a window in Kusto.
 * @module
 */
import type { LateCountCorrelation, WindowedCorrelation } from '../../rules/ir.js';
import { bucketLine, expandToWindows } from './instants.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { keyText, summand } from './select-events.js';
import { amountText, spanText } from './parameter-text.js';
import { thresholdText } from './threshold-text.js';
import { COMPARATORS } from '../comparators.js';

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
      if (!average) return `_v ${COMPARATORS[comparator]} ${threshold}`;
      return column.money
        ? `_v ${COMPARATORS[comparator]} ${threshold} * _n`
        : `_value ${COMPARATORS[comparator]} ${threshold}`;
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
