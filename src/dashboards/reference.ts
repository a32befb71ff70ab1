/**
 * What a panel shows, computed from events directly: the numbers that every SIEM's executed query must equal.
 * @module
 */
import type { Predicate } from '../rules/ir.js';
import { bucketSeconds, isMoney, measureColumns, MICRO, NO_VALUE, splitColumns, type Panel } from './model.js';

/** One row of a panel: `time` (Unix milliseconds, where the panel has a bucket), a column per split field, the measures. */
export type PanelRow = Readonly<Record<string, string | number>>;

/** An event as JSON says it. */
export type EventRecord = Readonly<Record<string, unknown>>;

/** Decides whether an event meets a predicate; src/evaluate has the one meaning. */
export type Matches = (predicate: Predicate, event: EventRecord) => boolean;

/** Value at a dotted path, or undefined. */
export const valueAt = (event: EventRecord, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as EventRecord)[key] : undefined),
      event,
    );

const textAt = (event: EventRecord, path: string): string => {
  const value = valueAt(event, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : NO_VALUE;
};

const numbersAt = (events: readonly EventRecord[], path: string): readonly number[] =>
  events.map((event) => valueAt(event, path)).filter((value) => typeof value === 'number');

/** Nearest rank: the smallest value with at least `at` percent of the values at or below it. `shift`: its neighbours. */
const nearestRank = (sorted: readonly number[], at: number, shift: number): number => {
  const index = Math.ceil((at / 100) * sorted.length) - 1 + shift;
  return sorted[Math.min(Math.max(0, index), sorted.length - 1)] ?? 0;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);

const sumOf = (events: readonly EventRecord[], field: string): number =>
  isMoney(field)
    ? sum(numbersAt(events, field).map((usd) => Math.round(usd * MICRO))) / MICRO
    : sum(numbersAt(events, field));

const measured = (events: readonly EventRecord[], panel: Panel, shift: number): readonly number[] => {
  const { measure } = panel;
  switch (measure.kind) {
    case 'count':
      return [events.length];
    case 'rate':
      return [events.length / bucketSeconds(panel)];
    case 'distinct':
      return [
        new Set(events.map((event) => valueAt(event, measure.field)).filter((value) => value !== undefined)).size,
      ];
    case 'sum':
      return [sumOf(events, measure.field)];
    case 'average': {
      const numbers = numbersAt(events, measure.field);
      return [numbers.length === 0 ? 0 : sum(numbers) / numbers.length];
    }
    case 'percentiles': {
      const sorted = numbersAt(events, measure.field).toSorted((left, right) => left - right);
      return measure.at.map((at) => nearestRank(sorted, at, shift));
    }
    case 'gaps': {
      const seen = new Set(numbersAt(events, measure.field));
      const lowest = Math.min(...seen);
      const highest = Math.max(...seen);
      return [highest - lowest + 1 - seen.size, seen.size, lowest, highest];
    }
  }
};

const timeOf = (event: EventRecord): number =>
  Date.parse(String(valueAt(event, 'timestamp') ?? valueAt(event, '@timestamp')));

const withoutCopies = (events: readonly EventRecord[]): readonly EventRecord[] => [
  ...new Map(events.map((event, index) => [valueAt(event, 'event_id') ?? index, event])).values(),
];

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Orders rows as the panels do: by time, or by the measure descending, then by the split columns. */
const ordered = (rows: readonly PanelRow[], panel: Panel): readonly PanelRow[] => {
  const key = (row: PanelRow): string => JSON.stringify(splitColumns(panel).map((column) => row[column]));
  const measure = measureColumns(panel.measure)[0] ?? 'value';
  return rows.toSorted((left, right) =>
    panel.bucketMs === undefined
      ? Number(right[measure]) - Number(left[measure]) || byText(key(left), key(right))
      : Number(left['time']) - Number(right['time']) || byText(key(left), key(right)),
  );
};

/** Rows of an `events` panel: its columns as text, newest first. */
const listed = (events: readonly EventRecord[], panel: Panel): readonly PanelRow[] =>
  events
    .map((event) => ({
      time: timeOf(event),
      ...Object.fromEntries(panel.columns.map((column) => [column, textAt(event, column)])),
      event_id: textAt(event, 'event_id'),
    }))
    .toSorted((left, right) => right.time - left.time || byText(left.event_id, right.event_id))
    .slice(0, panel.limit);

/** Which events count, and which rank a percentile takes. */
export interface AggregateOptions {
  /** [from, to), Unix milliseconds; undefined: all events. */
  readonly range?: { readonly from: number; readonly to: number };
  /**
   * Percentiles take the value this many ranks above the nearest one. SIEMs interpolate: what they show must lie between
   * the ranks below and above ours.
   */
  readonly rankShift?: -1 | 0 | 1;
  /** `each` where a SIEM cannot remove copies of an event: Datadog, and Kibana's own list of events. */
  readonly copies?: 'once' | 'each';
  /** `leave out` where a SIEM drops events without a split field: Datadog. */
  readonly missing?: 'row' | 'leave out';
}

/** Rows that a panel shows over events. Events without a time take part only in panels without a time axis. */
export const aggregatePanel = (
  panel: Panel,
  events: readonly EventRecord[],
  matches: Matches,
  options: AggregateOptions = {},
): readonly PanelRow[] => {
  const { range } = options;
  const counted = options.copies === 'each' ? events : withoutCopies(events);
  const chosen = counted.filter((event) => {
    const time = timeOf(event);
    if (range !== undefined && (time < range.from || time >= range.to)) return false;
    if (options.missing === 'leave out' && panel.split.some((field) => textAt(event, field) === NO_VALUE)) return false;
    return matches(panel.predicate, event);
  });
  if (panel.chart === 'events') return listed(chosen, panel);
  const usable =
    panel.measure.kind === 'percentiles' || panel.measure.kind === 'gaps' || panel.measure.kind === 'average'
      ? chosen.filter((event) => typeof valueAt(event, (panel.measure as { field: string }).field) === 'number')
      : chosen;
  const groups = new Map<string, EventRecord[]>();
  for (const event of usable) {
    const start = panel.bucketMs === undefined ? 0 : Math.floor(timeOf(event) / panel.bucketMs) * panel.bucketMs;
    const key = JSON.stringify([start, ...panel.split.map((field) => textAt(event, field))]);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [event]);
    else members.push(event);
  }
  const columns = splitColumns(panel);
  const rows = [...groups].map(([key, members]): PanelRow => {
    const [time, ...parts] = JSON.parse(key) as [number, ...string[]];
    const values = measured(members, panel, options.rankShift ?? 0);
    return {
      ...(panel.bucketMs === undefined ? {} : { time }),
      ...Object.fromEntries(columns.map((column, index) => [column, parts[index] ?? NO_VALUE])),
      ...Object.fromEntries(measureColumns(panel.measure).map((column, index) => [column, values[index] ?? 0])),
    };
  });
  return ordered(rows, panel).slice(0, panel.limit);
};
