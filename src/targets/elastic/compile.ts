/**
 * A rule as one ES|QL query over a range of instants.
 * @module
 */
import type { Correlation, CorrelationRule, Rule } from '../../rules/ir.js';
import { numbersOf, type Mark, type Numbers } from '../parameters.js';
import { collectProblems, outcome } from '../problems.js';
import { gridOf, isPerEvent, scheduleOf } from '../schedule.js';
import type { Compilation, FieldMap, QueryRange } from '../target.js';
import { elasticMapping } from './fields.js';
import { baselinePipeline, newValuePipeline, ratioPipeline } from './history.js';
import { lookupPipeline, outsideColumns, outsideLines, scopeColumn } from './lookup.js';
import { correlationResult, eventResult } from './pipeline.js';
import type { CorrelationInput, Pipeline } from './pipeline.js';
import type { PredicateContext } from './predicate.js';
import { allValues, groupNames, oneValue, selectEvents } from './select-events.js';
import type { EventSource } from './select-events.js';
import { temporalPipeline } from './temporal.js';
import { spanText } from './parameter-text.js';
import { esqlName, esqlSpan } from './text.js';
import { eachValueCountPipeline, lateCountPipeline, windowedPipeline } from './windowed.js';

/** Kibana runs rules as often as every minute; five are enough and kinder to the cluster. */
export const MINIMUM_INTERVAL_MS = 5 * 60_000;

const minutes = (milliseconds: number): string => `${String(Math.ceil(milliseconds / 60_000))} minutes`;

/** The range of a deployed rule, relative to the moment it runs. */
export const deployedRange = (rule: Rule): QueryRange => {
  const { delayMs, rangeMs } = scheduleOf(rule, { minimumMs: MINIMUM_INTERVAL_MS });
  const to = delayMs === 0 ? 'NOW()' : `NOW() - ${minutes(delayMs)}`;
  return { from: `NOW() - ${minutes(delayMs + rangeMs)}`, to };
};

interface Compiling {
  readonly context: PredicateContext;
  readonly numbers: Numbers;
  readonly range: QueryRange;
}

const detailColumns = (fields: readonly string[], { context }: Compiling): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.map((field, index) => [`_d${String(index)}`, allValues(context.mapping.column(field))]));

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

const sourcesOf = (correlation: Correlation, { context }: Compiling): readonly EventSource[] =>
  correlation.sources.map(({ rule, groupFields }) => {
    if (rule.kind === 'detection') return { predicate: rule.predicate, groupFields };
    context.problems.note('correlation.chained', 'only one correlation may feed another, alone');
    return { predicate: { kind: 'false' }, groupFields };
  });

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
const correlationLines = (
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

const perEventLines = (
  rule: Rule,
  compiling: Compiling,
): { readonly lines: readonly string[]; readonly columns: readonly string[] } => {
  const { context, range } = compiling;
  const { mapping } = context;
  const lookup = rule.kind === 'correlation' && rule.correlation.type === 'lookup' ? rule.correlation : undefined;
  const group = lookup === undefined ? rule.meta.group : lookup.groupBy;
  const details = rule.meta.details.filter((field) => !group.includes(field));
  const groupColumns = Object.fromEntries(
    group.map((field, index) => [`_g${String(index)}`, oneValue({ ...mapping.column(field), money: false })]),
  );
  const sources: readonly EventSource[] =
    rule.kind === 'detection'
      ? [{ predicate: rule.predicate, groupFields: [] }]
      : sourcesOf(rule.correlation, compiling).map((source) => ({ ...source, groupFields: [] }));
  const events = selectEvents({
    context,
    range,
    sources,
    by: 'arrival',
    lookback: [],
    columns: {
      ...groupColumns,
      ...(lookup === undefined ? {} : outsideColumns(lookup, { context })),
      ...detailColumns(details, compiling),
    },
  });
  const id = mapping.id === undefined ? 'CONCAT(_index, "/", _id)' : esqlName(mapping.id);
  const carried = [
    ...group.map((_, index) => `_g${String(index)} = MIN(_g${String(index)})`),
    ...details.map((_, index) => `_d${String(index)} = VALUES(_d${String(index)})`),
  ];
  const joined = lookup === undefined ? [] : [`EVAL _event = ${id}`, ...outsideLines(lookup, carried)];
  const result = eventResult(
    rule,
    lookup === undefined ? id : '_event',
    group,
    details,
    lookup === undefined ? [] : [scopeColumn],
  );
  return { lines: [...events, ...joined, ...result.lines], columns: result.columns };
};

/** Compiles a rule to ES|QL. */
export const compileEsql = (
  rule: Rule,
  options: { readonly map?: FieldMap; readonly range?: QueryRange; readonly mark?: Mark } = {},
): Compilation => {
  const problems = collectProblems();
  const context: PredicateContext = { mapping: elasticMapping(rule.meta, options.map), problems };
  const numbers = numbersOf(rule, options.mark);
  const compiling: Compiling = { context, numbers, range: options.range ?? deployedRange(rule) };
  let written: { readonly lines: readonly string[]; readonly columns: readonly string[] };
  if (rule.kind === 'detection' || isPerEvent(rule)) written = perEventLines(rule, compiling);
  else {
    const groups = groupNames(rule.correlation.groupBy);
    const chained = rule.correlation.sources.some((source) => source.rule.kind === 'correlation');
    const details = chained ? [] : rule.meta.details.filter((field) => !rule.correlation.groupBy.includes(field));
    const pipeline = correlationLines(rule, details, 0, compiling);
    const result = correlationResult(rule, groups, details, pipeline, numbers);
    written = { lines: [...pipeline.lines, ...result.lines], columns: result.columns };
  }
  return outcome(problems, () => ({
    ruleId: rule.meta.ruleId,
    language: 'esql',
    text: `${written.lines.join('\n| ')}\n`,
    columns: written.columns,
    accepted: [],
  }));
};
