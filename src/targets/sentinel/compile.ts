/**
 * A rule as one Kusto query over a range of instants.
 * @module
 */
import type { Correlation, CorrelationRule, Rule } from '../../rules/ir.js';
import { numbersOf, type Mark, type Numbers } from '../parameters.js';
import { collectProblems, outcome } from '../problems.js';
import { gridOf, isPerEvent, scheduleOf } from '../schedule.js';
import type { Schedule } from '../schedule.js';
import type { Compilation, FieldMap, QueryRange } from '../target.js';
import { SENTINEL_CAPS } from './capabilities.js';
import { sentinelMapping } from './fields.js';
import { baselinePipeline, newValuePipeline, ratioPipeline } from './history.js';
import { lookupPipeline, outsideColumns, outsideLines, scopeColumn } from './lookup.js';
import { correlationResult, eventResult } from './pipeline.js';
import type { CorrelationInput, Pipeline, Result } from './pipeline.js';
import type { PredicateContext } from './predicate.js';
import { groupNames, keyText, selectEvents } from './select-events.js';
import type { EventSource } from './select-events.js';
import { temporalPipeline } from './temporal.js';
import { spanText } from './parameter-text.js';
import { kqlSpan } from './text.js';
import { eachValueCountPipeline, lateCountPipeline, windowedPipeline } from './windowed.js';

const HOUR = 3_600_000;

/** When a rule runs in Sentinel: no oftener than five minutes, hourly where it looks back two days or more. */
export const sentinelSchedule = (rule: Rule): Schedule => {
  const limits = { minimumMs: SENTINEL_CAPS.minimumIntervalMs, delayMs: SENTINEL_CAPS.delayMs };
  const schedule = scheduleOf(rule, limits);
  return schedule.lookbackMs >= 2 * 24 * HOUR && schedule.intervalMs < HOUR
    ? scheduleOf(rule, { ...limits, minimumMs: HOUR })
    : schedule;
};

/** The range of a deployed rule, relative to the moment it runs. */
export const deployedRange = (rule: Rule): QueryRange => {
  const { delayMs, rangeMs } = sentinelSchedule(rule);
  return { from: `ago(${kqlSpan(delayMs + rangeMs)})`, to: delayMs === 0 ? 'now()' : `ago(${kqlSpan(delayMs)})` };
};

interface Compiling {
  readonly context: PredicateContext;
  readonly numbers: Numbers;
  readonly range: QueryRange;
}

const detailColumns = (fields: readonly string[], { context }: Compiling): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.map((field, index) => [`_d${String(index)}`, context.mapping.column(field).text]));

const keepFor =
  (details: number): CorrelationInput['keep'] =>
  (time, only) => {
    const moment = (name: string): string => (only === undefined ? name : `iff(${only}, ${name}, datetime(null))`);
    const sets = Array.from({ length: details }, (_, index) => {
      const name = `_d${String(index)}`;
      const value = only === undefined ? name : `iff(${only}, ${name}, dynamic(null))`;
      return `${name} = make_set(${value})`;
    });
    return [`_first = min(${moment(time ?? '_first')})`, `_last = max(${moment(time ?? '_last')})`, ...sets];
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

const HISTORY: readonly Correlation['type'][] = ['baseline', 'ratio', 'new_value'];

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
  if (shiftMs > 0 && HISTORY.includes(correlation.type)) {
    context.problems.note('correlation.chained', `a ${correlation.type} rule cannot feed another correlation`);
  }
  const [first] = correlation.sources;
  const inner = correlation.sources.length === 1 && first?.rule.kind === 'correlation' ? first.rule : undefined;
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
      lookback: [...(shiftMs === 0 ? [] : [kqlSpan(shiftMs)]), ...(options?.lookback ?? [window])],
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
    groups: groupNames(correlation.groupBy),
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
  return [
    ...lines,
    `project ${['_t = _T', ...parts.map((part, index) => `_g${String(index)} = _g${String(part)}`)].join(', ')}`,
  ];
};

const perEventResult = (rule: Rule, compiling: Compiling): Result => {
  const { context, range } = compiling;
  const { mapping } = context;
  const lookup = rule.kind === 'correlation' && rule.correlation.type === 'lookup' ? rule.correlation : undefined;
  const group = lookup === undefined ? rule.meta.group : lookup.groupBy;
  const details = rule.meta.details.filter((field) => !group.includes(field));
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
      ...Object.fromEntries(group.map((field, index) => [`_g${String(index)}`, keyText(mapping.column(field))])),
      ...(lookup === undefined ? {} : outsideColumns(lookup, { context })),
      ...detailColumns(details, compiling),
    },
  });
  const carried = [
    ...group.map((_, index) => `_g${String(index)} = take_any(_g${String(index)})`),
    ...details.map((_, index) => `_d${String(index)} = take_any(_d${String(index)})`),
  ];
  if (lookup !== undefined && mapping.id === undefined) {
    context.problems.note(
      'correlation.lookup.without_id',
      'rows of the watchlist multiply events that nothing identifies',
    );
  }
  const joined = lookup === undefined ? [] : outsideLines(lookup, carried);
  const result = eventResult(
    rule,
    mapping.id === undefined ? '""' : '_id',
    group,
    details,
    context,
    lookup === undefined ? [] : [scopeColumn],
  );
  return { lines: [...events, ...joined, ...result.lines], columns: result.columns };
};

/** Compiles a rule to Kusto. */
export const compileKql = (
  rule: Rule,
  options: { readonly map?: FieldMap; readonly range?: QueryRange; readonly mark?: Mark } = {},
): Compilation => {
  const problems = collectProblems();
  const context: PredicateContext = { mapping: sentinelMapping(rule.meta, options.map), problems };
  const numbers = numbersOf(rule, options.mark);
  const compiling: Compiling = { context, numbers, range: options.range ?? deployedRange(rule) };
  let result: Result;
  if (rule.kind === 'detection' || isPerEvent(rule)) result = perEventResult(rule, compiling);
  else {
    const chained = rule.correlation.sources.some((source) => source.rule.kind === 'correlation');
    const details = chained ? [] : rule.meta.details.filter((field) => !rule.correlation.groupBy.includes(field));
    const pipeline = correlationLines(rule, details, 0, compiling);
    const end = correlationResult(rule, groupNames(rule.correlation.groupBy), details, pipeline, context, numbers);
    result = { lines: [...pipeline.lines, ...end.lines], columns: end.columns };
    if (sentinelSchedule(rule).lookbackMs > SENTINEL_CAPS.maximumPeriodMs) {
      problems.note('correlation.history', 'Sentinel rules look back at most 14 days');
    }
  }
  const text = `${result.lines.join('\n| ')}\n`;
  if (text.length > SENTINEL_CAPS.queryCharacters) {
    problems.note('query.length', `Sentinel queries hold at most ${String(SENTINEL_CAPS.queryCharacters)} characters`);
  }
  return outcome(problems, () => ({
    ruleId: rule.meta.ruleId,
    language: 'kql',
    text,
    columns: result.columns,
    accepted: [],
  }));
};
