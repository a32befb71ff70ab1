/**
 * A correlation as lines, up to one row a firing.
 * @module
 */
import type { Correlation, CorrelationRule } from '../../rules/ir.js';
import { gridOf } from '../schedule.js';
import { baselinePipeline } from './baseline.js';
import { newValuePipeline } from './new-value.js';
import { ratioPipeline } from './ratio.js';
import { lookupPipeline } from './lookup.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import { groupNames, selectEvents } from './select-events.js';
import { temporalPipeline } from './temporal.js';
import { spanText } from './parameter-text.js';
import { esqlSpan } from './text.js';
import { eachValueCountPipeline } from './each-value-count.js';
import { lateCountPipeline, windowedPipeline } from './windowed.js';
import { detailColumns, sourcesOf, type Compiling } from './compiling.js';

const keepFor =
  (details: number): CorrelationInput['keep'] =>
  (time, only) => {
    const where = (expression: string): string =>
      only === undefined ? expression : `CASE(${only}, ${expression}, null)`;
    return [
      `_first = MIN(${where(time ?? '_first')})`,
      `_last = MAX(${where(time ?? '_last')})`,
      ...Array.from({ length: details }, (_, index) => `_d${String(index)} = VALUES(${where(`_d${String(index)}`)})`),
    ];
  };

const pipelineOf = (correlation: Correlation, input: CorrelationInput): Pipeline => {
  switch (correlation.type) {
    case 'value_count_each':
      return eachValueCountPipeline(correlation, input);
    case 'late_count':
      return lateCountPipeline(correlation, input);
    case 'temporal':
    case 'temporal_ordered':
      return temporalPipeline(correlation, input);
    case 'baseline':
      return baselinePipeline(correlation, input);
    case 'ratio':
      return ratioPipeline(correlation, input);
    case 'new_value':
      return newValuePipeline(correlation, input);
    case 'lookup':
      return lookupPipeline(correlation, input);
    default:
      return windowedPipeline(correlation, input);
  }
};

const usesHistory = (correlation: Correlation): boolean =>
  correlation.type === 'baseline' || correlation.type === 'ratio' || correlation.type === 'new_value';

/** The lines of a correlation up to one row a firing. `shiftMs`: how much earlier its range begins. */
export const correlationLines = (
  rule: CorrelationRule,
  details: readonly string[],
  shiftMs: number,
  compiling: Compiling,
): Pipeline => {
  const { correlation } = rule;
  const { context, range, numbers } = compiling;
  const every = gridOf(correlation);
  if (every === undefined || correlation.timespanMs % every !== 0) {
    context.problems.note('correlation.timespan', 'no grid of instants divides the window');
    return { lines: [], extra: [] };
  }
  if (shiftMs > 0 && usesHistory(correlation)) {
    context.problems.note('correlation.chained', `a ${correlation.type} rule cannot feed another correlation`);
  }
  if (correlation.type === 'late_count' && context.mapping.foreign) {
    context.problems.note('correlation.late_count', 'when foreign events arrived stands in no field that is known');
  }
  const [first] = correlation.sources;
  const inner = correlation.sources.length === 1 && first?.rule.kind === 'correlation' ? first.rule : undefined;
  const groups = groupNames(correlation.groupBy);
  const select: CorrelationInput['select'] = (columns, options) => {
    if (inner !== undefined) {
      return chainedLines(inner, first?.groupFields ?? [], columns, shiftMs + correlation.timespanMs, compiling);
    }
    const window = spanText(numbers, correlation.timespanMs, 'correlation.timespan');
    return selectEvents({
      context,
      range,
      sources: sourcesOf(correlation, compiling),
      by: 'time',
      lookback: [...(shiftMs === 0 ? [] : [esqlSpan(shiftMs)]), ...(options?.lookback ?? [window])],
      columns: { ...columns, ...detailColumns(details, compiling) },
      ...(options?.bySource === undefined ? {} : { bySource: options.bySource }),
      laterThan: options?.laterThan,
    });
  };
  return pipelineOf(correlation, {
    context,
    range,
    every,
    shiftMs,
    numbers,
    groups,
    select,
    keep: keepFor(inner === undefined ? details.length : 0),
  });
};

/** The firings of one correlation as the events of another: T is the time, its group's parts are the fields. */
const chainedLines = (
  inner: CorrelationRule,
  groupFields: readonly string[],
  columns: Readonly<Record<string, string>>,
  lookbackMs: number,
  compiling: Compiling,
): readonly string[] => {
  const { problems } = compiling.context;
  const parts = groupFields.map((field) => inner.correlation.groupBy.indexOf(field));
  if (parts.includes(-1)) problems.note('correlation.chained', 'the outer group is no part of the inner group');
  if (Object.keys(columns).length > 0) problems.note('correlation.chained', 'only event_count may count correlations');
  const { lines } = correlationLines(inner, [], lookbackMs, compiling);
  const renamed = parts.map((part, index) => `_o${String(index)} = _g${String(part)}`);
  const back = parts.map((_, index) => `_g${String(index)} = _o${String(index)}`);
  return [
    ...lines,
    `EVAL ${['_t = _T', ...renamed].join(', ')}`,
    ...(back.length === 0 ? [] : [`EVAL ${back.join(', ')}`]),
  ];
};
