/**
 * Buckets, the instants that see them, and the last stages of every correlation.
 * @module
 */
import type { RuleMetadata } from '../../rules/ir.js';
import type { Dialect } from './dialect.js';
import { fieldArgument, isQuotable, isSafeName, quoted } from './literal.js';

/** Seconds as a plain number; grids are whole seconds. */
const seconds = (ms: number): number => ms / 1000;

/** Bucket of each event on the UTC epoch grid. */
export const bucketStage = (everyMs: number): string => `eval bucket=floor(t / ${everyMs})`;

/**
 * One row for each instant T = instant * every in (T0, T1] between `first` and `last` (expressions over the bucket).
 */
export const instantStages = (dialect: Dialect, everyMs: number, first: string, last: string): readonly string[] => {
  const every = seconds(everyMs);
  const from = `floor((${dialect.from}) / ${every}) + 1`;
  const to = `floor((${dialect.to}) / ${every})`;
  return [
    `eval instant=mvrange(max(${first}, ${from}), min(${last}, ${to}) + 1, 1)`,
    'mvexpand instant',
    'where isnotnull(instant)',
  ];
};

/** `BY` list. */
export const by = (...names: readonly string[]): string => `BY ${names.join(', ')}`;

/** Values of the detail fields, kept through a stats stage. */
export const detailAggregates = (details: readonly string[]): readonly string[] =>
  details.map((_, index) => `values(d${index + 1}) AS d${index + 1}`);

/** First and last time through a stats stage after the first. */
export const SEEN = ['min(first_seen) AS first_seen', 'max(last_seen) AS last_seen'] as const;

/** The same in the first. */
export const SEEN_FIRST = ['min(t) AS first_seen', 'max(t) AS last_seen'] as const;

const OUTPUT = new Set([
  'T',
  'group_key',
  'alert_key',
  'value',
  'window_start',
  'window_end',
  'first_seen',
  'last_seen',
  'events',
]);

/** Values of a detail field that an alert carries at most. */
const MOST_VALUES = 20;

/** Detail fields without those that already stand in the group. */
export const detailFields = (meta: RuleMetadata, group: readonly string[]): readonly string[] =>
  meta.details.filter((path) => !group.includes(path) && !OUTPUT.has(path));

/** How the last stages end. */
export interface Ending {
  readonly meta: RuleMetadata;
  readonly everyMs: number;
  /** Expression for the window's start, Unix milliseconds, over T. */
  readonly windowStart: string;
  /** Names of the group's parts, and their columns so far. */
  readonly groupBy: readonly string[];
  readonly groups: readonly string[];
  readonly details: readonly string[];
  /** More result columns. */
  readonly extra?: readonly string[];
}

// split and mvjoin take their texts literally; replace() would read backslashes twice.
const escapedPart = (text: string): string =>
  `mvjoin(split(mvjoin(split(${text}, ${quoted('\\')}), ${quoted('\\\\')}), ${quoted('|')}), ${quoted('\\|')})`;

/** group_key: the values joined by `|`; a `|` or backslash inside a value is escaped by a backslash. */
export const groupKey = (parts: readonly string[]): string =>
  parts.length === 0 ? '""' : parts.map(escapedPart).join(' . "|" . ');

/** group_key of one event: a part that the event lacks is left out. */
export const presentGroupKey = (parts: readonly string[]): string =>
  parts.length === 0 ? '""' : `coalesce(mvjoin(mvappend(${parts.map(escapedPart).join(', ')}), "|"), "")`;

/** `rule|` as a string, for alert_key. */
export const ruleText = (dialect: Dialect, meta: RuleMetadata): string =>
  isQuotable(meta.ruleId) ? quoted(`${meta.ruleId}|`) : dialect.report('rule.id', true);

/** The last stages and the columns they return. */
export const endStages = (
  dialect: Dialect,
  ending: Ending,
): { readonly stages: readonly string[]; readonly columns: readonly string[] } => {
  const { meta, groupBy, groups, details } = ending;
  const names = [...groupBy, ...details.map((path) => dialect.mapping.field(path))];
  if (groupBy.some((name) => OUTPUT.has(name)) || !names.every(isSafeName)) dialect.report('field.name', true);
  const renames = [
    ...groups.map((name, index) => [name, groupBy[index] ?? name] as const),
    ...details.map((path, index) => [`d${index + 1}`, path] as const),
  ];
  const trims = details.map((_, index) => `d${index + 1}=mvindex(d${index + 1}, 0, ${MOST_VALUES - 1})`);
  const columns = [
    'T',
    'value',
    'window_start',
    'window_end',
    'first_seen',
    'last_seen',
    'events',
    ...(ending.extra ?? []),
    ...groupBy,
    ...details,
  ];
  return {
    columns,
    stages: [
      `eval ${[`T=instant * ${ending.everyMs}`, `window_start=${ending.windowStart}`, 'window_end=T', `group_key=${groupKey(groups)}`, `alert_key=${ruleText(dialect, meta)} . tostring(T) . "|" . group_key`, ...trims].join(', ')}`,
      ...(renames.length === 0
        ? []
        : [`rename ${renames.map(([from, to]) => `${from} AS ${fieldArgument(to)}`).join(', ')}`]),
      'sort 0 -value, +group_key, +T',
      `table ${['group_key', 'alert_key', ...columns].map(fieldArgument).join(', ')}`,
    ],
  };
};
