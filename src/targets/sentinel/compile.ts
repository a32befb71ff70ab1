/**
 * A rule as one Kusto query over a range of instants.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { numbersOf, type Mark } from '../parameters.js';
import { collectProblems, outcome } from '../problems.js';
import { isPerEvent, scheduleOf } from '../schedule.js';
import type { Schedule } from '../schedule.js';
import type { Compilation, FieldMap, QueryRange } from '../target.js';
import { SENTINEL_CAPS } from './capabilities.js';
import { sentinelMapping } from './fields.js';
import type { PredicateContext } from './predicate-context.js';
import { correlationResult, type Result } from './result.js';
import { groupNames } from './select-events.js';
import { kqlSpan } from './text.js';
import type { Compiling } from './compiling.js';
import { correlationLines } from './correlation-lines.js';
import { perEventResult } from './event-lines.js';

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
