/**
 * Counts, distinct counts, sums and averages over a window in ES|QL.
 * @module
 */
import type { LateCountCorrelation, WindowedCorrelation } from '../../rules/ir.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { millisecondsText } from './parameter-text.js';
import { esqlName } from './text.js';
import { thresholdText } from './threshold-text.js';
import { bucketLine, expandToWindows } from './instants.js';

const by = (...names: readonly string[]): string => names.join(', ');

/** event_count, value_count, value_sum and value_avg. */
export const windowedPipeline = (correlation: WindowedCorrelation, input: CorrelationInput): Pipeline => {
  const { groups, every, context } = input;
  const columns = correlation.fields.map((field) => context.mapping.column(field));
  const values = columns.map((_, index) => `_v${String(index)}`);
  const money = columns.some((column) => column.money);
  const events = input.select(
    Object.fromEntries(
      columns.map((column, index) => [
        `_v${String(index)}`,
        column.money && correlation.type !== 'value_count'
          ? `TO_LONG(ROUND(MAX(${esqlName(column.name)}) * 1000000))`
          : `MAX(${esqlName(column.name)})`,
      ]),
    ),
  );
  const distinct = correlation.type === 'value_count';
  const keys = distinct ? [...groups, ...values] : groups;
  const sums = correlation.type === 'value_sum' || correlation.type === 'value_avg';
  // An event that does not carry what is counted is not counted.
  const carried = values.length === 0 ? [] : [`WHERE ${values.map((name) => `${name} IS NOT NULL`).join(' AND ')}`];
  for (const column of columns) {
    if (column.type === 'strings') context.problems.note('value.array', `${column.name} has no single value`);
  }
  const perBucket = sums ? ['_v = SUM(_v0)', '_n = COUNT(_v0)'] : [];
  const perWindow = sums ? ['_v = SUM(_v)', '_n = SUM(_n)'] : [];
  const lines = [
    ...events,
    ...carried,
    bucketLine(every),
    `STATS ${by('_c = COUNT(*)', ...perBucket, ...input.keep('_t'))} BY ${by(...keys, '_b')}`,
    ...expandToWindows(input, correlation.timespanMs),
    `STATS ${by('_c = SUM(_c)', ...perWindow, ...input.keep())} BY ${by(...keys, '_T')}`,
  ];
  if (distinct) {
    lines.push(`STATS ${by('_n = COUNT(*)', '_c = SUM(_c)', ...input.keep())} BY ${by(...groups, '_T')}`);
  }
  switch (correlation.type) {
    case 'event_count':
      lines.push('EVAL _value = _c');
      break;
    case 'value_count':
      lines.push('EVAL _value = _n');
      break;
    case 'value_sum':
      lines.push(money ? 'EVAL _value = TO_DOUBLE(_v) / 1000000' : 'EVAL _value = _v');
      break;
    case 'value_avg':
      lines.push(`EVAL _value = TO_DOUBLE(_v) / _n${money ? ' / 1000000' : ''}`);
      break;
    case 'value_percentile':
      input.context.problems.note('correlation.value_percentile', 'percentiles of ES|QL are estimates');
  }
  // An average of money is compared as sum against threshold times count, in whole micro-dollars.
  const times = correlation.type === 'value_avg' ? ' * _n' : '';
  const amounts = money && sums;
  lines.push(
    `WHERE ${thresholdText(input.numbers, correlation.condition, amounts ? '_v' : '_value', amounts ? { money, times } : {})}`,
  );
  return { lines, extra: [] };
};

/** late_count: a count over windows of arrivals. */
export const lateCountPipeline = (correlation: LateCountCorrelation, input: CorrelationInput): Pipeline => {
  const laterThanMs = millisecondsText(input.numbers, correlation.laterThanMs, 'correlation.later_than');
  return windowedPipeline(
    { ...correlation, type: 'event_count', fields: [] },
    { ...input, select: (columns, options) => input.select(columns, { ...options, laterThan: laterThanMs }) },
  );
};
