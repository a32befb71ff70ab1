/**
 * A rule as one ES|QL query over a range of instants.
 * @module
 */
import type { Rule } from '../../rules/ir.js';
import { numbersOf, type Mark } from '../parameters.js';
import { collectProblems, outcome } from '../problems.js';
import { isPerEvent, scheduleOf } from '../schedule.js';
import type { Compilation, FieldMap, QueryRange } from '../target.js';
import { elasticMapping } from './fields.js';
import { correlationResult } from './pipeline.js';
import type { PredicateContext } from './predicate.js';
import { groupNames } from './select-events.js';
import type { Compiling } from './compiling.js';
import { correlationLines } from './correlation-lines.js';
import { perEventLines } from './event-lines.js';

/** Kibana runs rules as often as every minute; five are enough and kinder to the cluster. */
export const MINIMUM_INTERVAL_MS = 5 * 60_000;

const minutes = (milliseconds: number): string => `${String(Math.ceil(milliseconds / 60_000))} minutes`;

/** The range of a deployed rule, relative to the moment it runs. */
export const deployedRange = (rule: Rule): QueryRange => {
  const { delayMs, rangeMs } = scheduleOf(rule, { minimumMs: MINIMUM_INTERVAL_MS });
  const to = delayMs === 0 ? 'NOW()' : `NOW() - ${minutes(delayMs)}`;
  return { from: `NOW() - ${minutes(delayMs + rangeMs)}`, to };
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
