/**
 * What the kinds of correlation share in Kusto: their input, their result, and the columns every query returns.
 * @module
 */
import type { CorrelationRule, Rule } from '../../rules/ir.js';
import { MAX_INSTANTS_WITH_HISTORY } from '../schedule.js';
import type { Numbers } from '../parameters.js';
import type { QueryRange } from '../target.js';
import { spanText, stepsText } from './parameter-text.js';
import { isoTime } from './predicate.js';
import type { PredicateContext } from './predicate.js';
import { kqlLongs, kqlName, kqlSpan, kqlString } from './text.js';

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
  /** Stage one with these columns (short name to expression) besides the group and the details. */
  readonly select: (
    columns: Readonly<Record<string, string>>,
    options?: { readonly lookback?: readonly string[]; readonly bySource?: boolean; readonly laterThan?: string },
  ) => readonly string[];
  /** Aggregates that carry first and last seen and the details; `_t` in the first aggregation. `only`: where it counts. */
  readonly keep: (time?: '_t', only?: string) => readonly string[];
}

/** Lines that end with one row a firing: the group's columns, `_T`, `_value`, `_c`, `_first`, `_last` and the details. */
export interface Pipeline {
  readonly lines: readonly string[];
  /** Start of the window where it is not T - timespan. */
  readonly windowStart?: string;
  /** More result columns: name to expression. */
  readonly extra: readonly (readonly [string, string])[];
}

/** Lines of a query and the result columns they give. */
export interface Result {
  readonly lines: readonly string[];
  readonly columns: readonly string[];
}

const listed = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + index);

const inRange = (range: QueryRange, shiftMs: number): string =>
  `where _T > ${range.from}${shiftMs === 0 ? '' : ` - ${kqlSpan(shiftMs)}`} and _T <= ${range.to}`;

/** The bucket of an event as `_b`: bins of at most a day lie on the UTC epoch grid. */
export const bucketLine = (every: number): string => `extend _b = bin(_t, ${kqlSpan(every)})`;

/** Each bucket `_b` becomes a row for each of the instants `_T` whose window [T - timespan, T) holds it. */
export const expandToWindows = (
  { range, every, shiftMs, numbers }: Pick<CorrelationInput, 'range' | 'every' | 'shiftMs' | 'numbers'>,
  timespanMs: number,
): readonly string[] => [
  `extend _k = ${stepsText(numbers, timespanMs, every)}`,
  'mv-expand _k to typeof(long)',
  `extend _T = _b + _k * ${kqlSpan(every)}`,
  inRange(range, shiftMs),
];

/** Each row becomes a row for each instant of the range, which holds at most twelve. */
export const expandToInstants = (range: QueryRange, every: number): readonly string[] => [
  `extend _k = ${kqlLongs(listed(0, MAX_INSTANTS_WITH_HISTORY))}`,
  'mv-expand _k to typeof(long)',
  `extend _T = bin(${range.to}, ${kqlSpan(every)}) - _k * ${kqlSpan(every)}`,
  inRange(range, 0),
];

/** One string for a group: its values, separated by `|`; `\` and `|` inside values are escaped. */
export const groupKey = (names: readonly string[]): string => {
  const part = (name: string): string =>
    `replace_string(replace_string(${name}, ${kqlString('\\')}, ${kqlString('\\\\')}), "|", ${kqlString('\\|')})`;
  const [only] = names;
  if (only === undefined) return '""';
  return names.length === 1 ? part(only) : `strcat(${names.map(part).join(', "|", ')})`;
};

const WORDS: Readonly<Record<string, string>> = { id: 'Id', ip: 'Ip', usd: 'Usd' };

/** Result columns are in PascalCase, as Sentinel's own are: a foreign or aliased name too. */
export const resultName = (name: string): string => {
  const plain = name
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => WORDS[word] ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
  const safe = /^[A-Za-z]/.test(plain) ? plain : `F${plain}`;
  return /^(?:AlertKey|GroupKey|Value|EventId|AlertTime|WindowStart|WindowEnd|FirstSeen|LastSeen|Events)$/.test(safe)
    ? `Field${safe}`
    : safe;
};

/** Column names in results: our own columns keep their names. */
export const resultColumn = (field: string, { mapping }: PredicateContext): string => {
  const { text, type } = mapping.column(field);
  const name = type === 'unknown' ? field : text;
  return resultName(name);
};

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
