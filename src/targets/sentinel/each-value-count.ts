/**
 * value_count_each in Kusto.
 * @module
 */
import type { EachValueCountCorrelation } from '../../rules/ir.js';
import { bucketLine, expandToWindows } from './instants.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { keyText } from './select-events.js';
import { kqlLongs } from './text.js';
import { thresholdText } from './threshold-text.js';

const list = (...names: readonly string[]): string => names.join(', ');

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
