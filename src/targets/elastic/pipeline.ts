/**
 * What the kinds of correlation share in ES|QL: their input, their result, and the columns every query returns.
 * @module
 */
import type { CorrelationRule, DetectionRule } from '../../rules/ir.js';
import type { Numbers } from '../parameters.js';
import type { QueryRange } from '../target.js';
import { spanText } from './parameter-text.js';
import type { PredicateContext } from './predicate.js';
import { esqlName, esqlString } from './text.js';

/** What a kind of correlation is written from. */
export interface CorrelationInput {
  readonly context: PredicateContext;
  readonly range: QueryRange;
  /** Grid, milliseconds. */
  readonly every: number;
  /** The range begins this much earlier: for a correlation that feeds another. */
  readonly shiftMs: number;
  /** The rule's numbers: a parameter's may be marked. */
  readonly numbers: Numbers;
  /** Short names of the group's columns. */
  readonly groups: readonly string[];
  /** Stage one with these columns besides the group and the details. */
  readonly select: (
    columns: Readonly<Record<string, string>>,
    options?: { readonly lookback?: readonly string[]; readonly bySource?: boolean; readonly laterThan?: string },
  ) => readonly string[];
  /** Aggregates that carry first and last seen and the details; `_t` in the first aggregation. `only`: where it counts. */
  readonly keep: (time?: '_t', only?: string) => readonly string[];
}

/** Lines that end with one row a firing: the group's columns, `_T`, `value`, `_c`, `_first`, `_last` and the details. */
export interface Pipeline {
  readonly lines: readonly string[];
  /** Start of the window where it is not T - timespan. */
  readonly windowStart?: string;
  /** More result columns: name to expression. */
  readonly extra: readonly (readonly [string, string])[];
}

/** Elasticsearch's hard cap on rows of one query. */
export const MAX_ROWS = 10_000;

/** One string for a group: its values, separated by `|`; `\` and `|` inside values are escaped. */
export const groupKey = (names: readonly string[]): string => {
  const part = (name: string): string =>
    `REPLACE(REPLACE(COALESCE(TO_STRING(${name}), ""), "\\\\\\\\", "\\\\\\\\\\\\\\\\"), "\\\\|", "\\\\\\\\|")`;
  const [only] = names;
  if (only === undefined) return '""';
  if (names.length === 1) return part(only);
  return `CONCAT(${names.map(part).join(', "|", ')})`;
};

/** A result column's name, moved aside where it would hide one that every query returns. */
const resultName = (name: string): string =>
  /^(?:alert_key|group_key|value|event_id|alert_time|window_start|window_end|first_seen|last_seen|events)$/.test(name)
    ? `field.${name}`
    : name;

const result = (
  rows: readonly (readonly [string, string])[],
  order: string,
): { readonly lines: readonly string[]; readonly columns: readonly string[] } => ({
  lines: [
    `EVAL ${rows.map(([name, expression]) => `${esqlName(name)} = ${expression}`).join(', ')}`,
    `KEEP ${rows.map(([name]) => esqlName(name)).join(', ')}`,
    `SORT value DESC, group_key, ${order}`,
    `LIMIT ${String(MAX_ROWS)}`,
  ],
  columns: rows.map(([name]) => name),
});

/** The last lines of a correlation. */
export const correlationResult = (
  rule: CorrelationRule,
  groups: readonly string[],
  details: readonly string[],
  pipeline: Pipeline,
  numbers: Numbers,
): { readonly lines: readonly string[]; readonly columns: readonly string[] } => {
  const { correlation, meta } = rule;
  const rows: (readonly [string, string])[] = [
    ['group_key', groupKey(groups)],
    ['alert_time', 'TO_DATETIME(_T)'],
    ['alert_key', `CONCAT(${esqlString(`${meta.ruleId}|`)}, TO_STRING(alert_time), "|", group_key)`],
    ...correlation.groupBy.map((name, index) => [resultName(name), groups[index] ?? '""'] as const),
    ['value', '_value'],
    [
      'window_start',
      pipeline.windowStart ?? `alert_time - ${spanText(numbers, correlation.timespanMs, 'correlation.timespan')}`,
    ],
    ['window_end', 'alert_time'],
    ['first_seen', 'TO_DATETIME(_first)'],
    ['last_seen', 'TO_DATETIME(_last)'],
    ['events', '_c'],
    ...pipeline.extra,
    ...details.map((field, index) => [resultName(field), `_d${String(index)}`] as const),
  ];
  return result(rows, 'alert_time');
};

/** The last lines of a rule that fires at single events. */
export const eventResult = (
  rule: DetectionRule | CorrelationRule,
  id: string,
  group: readonly string[],
  details: readonly string[],
  extra: readonly (readonly [string, string])[] = [],
): { readonly lines: readonly string[]; readonly columns: readonly string[] } => {
  const names = group.map((_, index) => `_g${String(index)}`);
  return result(
    [
      ['group_key', groupKey(names)],
      ['event_id', id],
      ['alert_key', `CONCAT(${esqlString(`${rule.meta.ruleId}|`)}, event_id)`],
      ['alert_time', 'TO_DATETIME(_t)'],
      ...group.map((field, index) => [resultName(field), `_g${String(index)}`] as const),
      ['value', '1'],
      ...extra,
      ...details.map((field, index) => [resultName(field), `_d${String(index)}`] as const),
    ],
    'event_id',
  );
};
