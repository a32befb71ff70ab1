/**
 * Firings and alerts.
 * @module
 */

/** The condition of a rule is true for a group at an instant. Conformance compares sets of these. */
export interface Firing {
  readonly ruleId: string;
  /** T, Unix milliseconds. For plain detections the event's own time; null for a foreign event without one. */
  readonly time: number | null;
  /** Group values by name, in the rule's order. Empty for rules without group-by. */
  readonly group: Readonly<Record<string, string>>;
  /** Count, sum (usd in dollars), ratio or 1 for a plain detection. */
  readonly value: number;
  /** [start, end) of the window, Unix milliseconds; null for plain detections. */
  readonly window: { readonly start: number; readonly end: number } | null;
  /** Every event that counted, without copies. */
  readonly eventIds: readonly string[];
  /** Fields the alert carries besides its group (rule's `details`), first and last seen, baseline mean and deviation. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** One line of `rules eval` and of `start --json`. */
export interface Alert {
  readonly rule_id: string;
  readonly rule_version: string;
  readonly title: string;
  /** Absent on rules that are none of the six. */
  readonly priority?: string;
  readonly severity: string;
  /** ISO 8601 UTC, or null for a foreign event without a time. */
  readonly time: string | null;
  readonly window: { readonly start: string; readonly end: string } | null;
  readonly group: Readonly<Record<string, string>>;
  readonly value: number;
  readonly event_ids: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
  /** rule|T|group_key, or rule|event_id for plain detections: the same input gives the same key. */
  readonly alert_key: string;
}
