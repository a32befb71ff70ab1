/**
 * One dashboard, as dashboards/*.yml says it: what every SIEM's own dashboard is made from.
 * @module
 */
import type { Predicate } from '../rules/ir.js';

/** How a panel is drawn. `events` lists single events, newest first. */
export type Chart = 'line' | 'bar' | 'table' | 'percentiles' | 'single' | 'events';

/** What is computed over the events of a panel, copies of an event (same event_id) counted once. */
export type Measure =
  | { readonly kind: 'count' }
  /** Events per second of a bucket. */
  | { readonly kind: 'rate' }
  /** Distinct values of a field. */
  | { readonly kind: 'distinct'; readonly field: string }
  /** Sum of a number; fields in US dollars are summed as integer micro-dollars. */
  | { readonly kind: 'sum'; readonly field: string }
  | { readonly kind: 'average'; readonly field: string }
  /** Percentiles (0 to 100) of a number; events without the field are left out. */
  | { readonly kind: 'percentiles'; readonly field: string; readonly at: readonly number[] }
  /** First and last of an integer that counts without gaps, the distinct values seen, and how many are missing between. */
  | { readonly kind: 'gaps'; readonly field: string };

/** Where a click leads: the events behind a value. */
export interface Drilldown {
  /** Field whose value the click carries. */
  readonly field: string;
}

/** One panel. */
export interface Panel {
  /** Lower snake case, unique in the dashboard. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly chart: Chart;
  /** Which events take part. */
  readonly predicate: Predicate;
  readonly measure: Measure;
  /** Fields that make a row or a series each. An event without the field counts under {@link NO_VALUE}. */
  readonly split: readonly string[];
  /** Milliseconds of one point in time, on the UTC grid; undefined: no time axis. */
  readonly bucketMs?: number;
  /** Most rows, largest first; tables only. */
  readonly limit?: number;
  /** `events`: the fields shown. */
  readonly columns: readonly string[];
  readonly drilldown?: Drilldown;
  /** Unit of the measure, for axes. */
  readonly unit?: string;
}

/** A choice at the top of the dashboard that narrows every panel. */
export interface DashboardFilter {
  readonly id: string;
  readonly title: string;
  readonly field: string;
}

/** One dashboard. */
export interface Dashboard {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
  /** Milliseconds shown at first. */
  readonly rangeMs: number;
  readonly filters: readonly DashboardFilter[];
  readonly panels: readonly Panel[];
  readonly file: string;
}

/** Seconds of a panel's bucket. */
export const bucketSeconds = (panel: Panel): number => (panel.bucketMs ?? 0) / 1000;

/** Stands for a missing value of a split field, in every SIEM. */
export const NO_VALUE = '(none)';

/** Name of the column that holds the measure; percentiles are p50, p95 and so on. */
export const measureColumns = (measure: Measure): readonly string[] => {
  if (measure.kind === 'percentiles') return measure.at.map((at) => `p${at}`);
  return measure.kind === 'gaps' ? ['absent', 'seen', 'lowest', 'highest'] : ['value'];
};

/** Name of the column of a split field: its last part, or the whole path with underscores where two would meet. */
export const splitColumns = (panel: Panel): readonly string[] => {
  const last = panel.split.map((field) => field.split('.').at(-1) ?? field);
  return panel.split.map((field, index) =>
    last.indexOf(last[index] ?? '') === last.lastIndexOf(last[index] ?? '')
      ? (last[index] ?? field)
      : field.replaceAll('.', '_'),
  );
};

/** Money is summed in integers: float sums depend on the order. */
export const isMoney = (field: string): boolean => field.endsWith('_usd');

/** Micro-dollars in a dollar. */
export const MICRO = 1_000_000;
