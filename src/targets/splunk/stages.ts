/**
 * A rule as a list of pipeline stages.
 * @module
 */

/** Stages in order, and how far back in event time one instant looks. */
export interface Stages {
  readonly stages: readonly string[];
  /** Result columns besides group_key and alert_key. */
  readonly columns: readonly string[];
  /** Length of the longest look back from T, milliseconds; 0 for plain detections. */
  readonly lookbackMs: number;
  /** Grid of instants, milliseconds; 0 for plain detections. */
  readonly everyMs: number;
}
