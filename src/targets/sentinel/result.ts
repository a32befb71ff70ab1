/**
 * The last lines of a query: the columns that every result has, in the order in which caps keep the largest.
 * @module
 */
import type { CorrelationRule, Rule } from '../../rules/ir.js';
import type { Numbers } from '../parameters.js';
import { isoTime } from './column-text.js';
import { spanText } from './parameter-text.js';
import type { Pipeline } from './pipeline.js';
import type { PredicateContext } from './predicate-context.js';
import { groupKey, resultColumn } from './result-names.js';
import { kqlName, kqlString } from './text.js';

/** Lines of a query and the result columns they give. */
export interface Result {
  readonly lines: readonly string[];
  readonly columns: readonly string[];
}

const result = (rows: readonly (readonly [string, string])[], order: string): Result => {
  const unique = rows.filter(([name], index) => rows.findIndex(([other]) => other === name) === index);
  return {
    lines: [
      `project ${unique.map(([name, expression]) => `${kqlName(name)} = ${expression}`).join(', ')}`,
      `order by Value desc, GroupKey asc, ${order} asc`,
    ],
    columns: unique.map(([name]) => name),
  };
};

/** The last lines of a correlation. */
export const correlationResult = (
  rule: CorrelationRule,
  groups: readonly string[],
  details: readonly string[],
  pipeline: Pipeline,
  context: PredicateContext,
  numbers: Numbers,
): Result => {
  const { correlation, meta } = rule;
  const key = result(
    [
      ['AlertKey', `strcat(${kqlString(`${meta.ruleId}|`)}, ${isoTime('_T')}, "|", _key)`],
      ['GroupKey', '_key'],
      ['AlertTime', '_T'],
      ...correlation.groupBy.map((name, index) => [resultColumn(name, context), groups[index] ?? '""'] as const),
      ['Value', '_value'],
      [
        'WindowStart',
        pipeline.windowStart ?? `_T - ${spanText(numbers, correlation.timespanMs, 'correlation.timespan')}`,
      ],
      ['WindowEnd', '_T'],
      ['FirstSeen', '_first'],
      ['LastSeen', '_last'],
      ['Events', '_c'],
      ...pipeline.extra,
      ...details.map((field, index) => [resultColumn(field, context), `_d${String(index)}`] as const),
    ],
    'AlertTime',
  );
  return { lines: [`extend _key = ${groupKey(groups)}`, ...key.lines], columns: key.columns };
};

/** The last lines of a rule that fires at single events. */
export const eventResult = (
  rule: Rule,
  id: string,
  group: readonly string[],
  details: readonly string[],
  context: PredicateContext,
  extra: readonly (readonly [string, string])[] = [],
): Result => {
  const names = group.map((_, index) => `_g${String(index)}`);
  return result(
    [
      ['AlertKey', `strcat(${kqlString(`${rule.meta.ruleId}|`)}, ${id})`],
      ['GroupKey', groupKey(names)],
      ['EventId', id],
      ['AlertTime', '_t'],
      ...group.map((field, index) => [resultColumn(field, context), `_g${String(index)}`] as const),
      ['Value', '1'],
      ...extra,
      ...details.map((field, index) => [resultColumn(field, context), `_d${String(index)}`] as const),
    ],
    'EventId',
  );
};
