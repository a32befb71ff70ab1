/**
 * Correlations of our own types: a foreign converter refuses them instead of widening them.
 * @module
 */
import type { Threshold, WindowedBase } from './correlation-base.js';

/** Own type: each of the fields has a distinct count in the window that meets the condition. */
export interface EachValueCountCorrelation extends WindowedBase {
  readonly type: 'value_count_each';
  readonly condition: readonly Threshold[];
  readonly fields: readonly string[];
}

/**
 * Own type: events that arrived more than `laterThanMs` after their own time, counted by the time of arrival: windows are
 * [T - timespan, T) of arrivals. An event whose time or arrival is not known is not counted.
 */
export interface LateCountCorrelation extends WindowedBase {
  readonly type: 'late_count';
  readonly condition: readonly Threshold[];
  readonly laterThanMs: number;
}

/** Own type: the bucket just complete against the group's active complete buckets before it. */
export interface BaselineCorrelation extends WindowedBase {
  readonly type: 'baseline';
  /** Integer field to sum; undefined counts events. `timespanMs` is the bucket and equals `every`. */
  readonly field?: string;
  /** Buckets of history before the current one. */
  readonly historyBuckets: number;
  /** k: standard deviations (population) above the mean. */
  readonly sigma: number;
  readonly floor: number;
  readonly minActive: number;
  readonly minRatio: number;
  readonly zeros: 'exclude' | 'include';
}

/** Own type: the running bucket (its UTC start to T) against the mean of complete active buckets before it. */
export interface RatioCorrelation extends WindowedBase {
  readonly type: 'ratio';
  /** Field to sum; undefined counts. Money (usd fields) is summed as integer micro-dollars. `timespanMs` is the bucket. */
  readonly field?: string;
  readonly historyBuckets: number;
  readonly factor: number;
  readonly floor: number;
  readonly minActive: number;
}

/** Own type: a value seen in the bucket and never in the history, for groups at least `minHistoryMs` old. */
export interface NewValueCorrelation extends WindowedBase {
  readonly type: 'new_value';
  readonly field: string;
  readonly historyMs: number;
  readonly minHistoryMs: number;
}

/** Own type: each event against a table, as plain detections are (per event, no window) unless `mode` says otherwise. */
export interface LookupCorrelation extends WindowedBase {
  readonly type: 'lookup';
  /** Name of the table, such as agent_scope. */
  readonly lookup: string;
  /**
   * `outside`: a field's value is not among the rows of its kind for the event's key. Per event.
   * `unregistered`: the key has no row at all. Once per group and bucket of `timespanMs`.
   * `empty`: the table has no rows while events arrive. Once per bucket, no group.
   */
  readonly mode: 'outside' | 'unregistered' | 'empty';
  /** Event field that holds the key, such as agent.agent_id. */
  readonly keyField: string;
  /** `outside`: row kind to event field, such as tool to tool_call.tool_name. */
  readonly kinds: Readonly<Record<string, string>>;
}
