/**
 * value_count_each in ES|QL.
 * @module
 */
import type { EachValueCountCorrelation } from '../../rules/ir.js';
import { bucketLine, expandToWindows } from './instants.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { thresholdText } from './threshold-text.js';
import { esqlLongs, esqlName } from './text.js';

const by = (...names: readonly string[]): string => names.join(', ');

/** value_count_each: every field has its own distinct count; the value is the smallest of them. */
export const eachValueCountPipeline = (correlation: EachValueCountCorrelation, input: CorrelationInput): Pipeline => {
  const { groups, every, context } = input;
  const names = correlation.fields.map((_, index) => `_v${String(index)}`);
  const columns = correlation.fields.map((field) => context.mapping.column(field));
  const select = Object.fromEntries(
    columns.map((column, index) => [`_v${String(index)}`, `TO_STRING(MAX(${esqlName(column.name)}))`]),
  );
  const choice = `CASE(${names.map((name, index) => `_f == ${String(index)}, ${name}`).join(', ')}, null)`;
  const lines = [
    ...input.select(select),
    `WHERE ${names.map((name) => `${name} IS NOT NULL`).join(' OR ')}`,
    bucketLine(every),
    `EVAL _f = ${esqlLongs(names.map((_, index) => index))}`,
    'MV_EXPAND _f',
    `EVAL _v = ${choice}`,
    `STATS ${by('_c = COUNT(*)', ...input.keep('_t'))} BY ${by(...groups, '_f', '_v', '_b')}`,
    ...expandToWindows(input, correlation.timespanMs),
    `STATS ${by('_c = SUM(_c)', ...input.keep())} BY ${by(...groups, '_f', '_v', '_T')}`,
    `STATS ${by('_n = COUNT(_v)', '_c = SUM(_c)', ...input.keep())} BY ${by(...groups, '_f', '_T')}`,
    `EVAL _met = CASE(${thresholdText(input.numbers, correlation.condition, '_n')}, 1, 0)`,
    `STATS ${by('_met = MIN(_met)', '_value = MIN(_n)', '_c = MAX(_c)', ...input.keep())} BY ${by(...groups, '_T')}`,
    'WHERE _met == 1',
  ];
  return { lines, extra: [] };
};
