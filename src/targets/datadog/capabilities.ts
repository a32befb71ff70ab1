/**
 * What Datadog can say exactly, what it approximates, and its caps. The support matrix is generated from this table.
 * @module
 */
import type { Unsupported } from '../target.js';

/** A construct that is not exact in Datadog. */
export const DATADOG_UNSUPPORTED: Readonly<Record<string, string>> = {
  keyword: 'free text is searched in the message, not in the values of all attributes',
  'test.case_insensitive': 'attribute values compare exactly; this field is not lower-cased at emission',
  'test.pattern_single': 'the wildcard for one character is not matched the same way everywhere',
  'test.pattern_characters':
    'a wildcard search for text with quotes, ?, * or control characters is not matched the same way everywhere',
  'test.control_character': 'a control character cannot stand in a query',
  'test.cidr': 'what CIDR() makes of mapped and malformed addresses is not documented, and no engine here runs it',
  'test.regex': 'log search has no regular expressions',
  'test.field': 'log search cannot compare two attributes',
  'test.time': 'log search has no parts of a time',
  'test.empty': 'log search cannot tell an empty string from a missing attribute',
  'test.number_array': 'comparing numbers with the elements of an array is not documented',
  'field.name': 'the attribute name holds characters that log search cannot take',
  'group.size': 'a log monitor groups by at most four attributes',
  aliases: 'a query groups by one attribute: the alias has to be written to one at ingest',
  duplicates: 'copies of an event (delivery is at least once) cannot be removed before counting',
  'correlation.instants': 'a log monitor evaluates on its own clock, not on the grid of instants',
  'correlation.chained': 'a monitor cannot count the alerts of another monitor by group',
  'correlation.condition': 'a monitor compares with one threshold',
  'correlation.window': 'the window of a log monitor is 1 minute to 2 days, in whole minutes',
  'correlation.value_count': 'unique counts are estimates',
  'correlation.value_count_each': 'a log monitor counts one attribute; the Cloud SIEM rule counts each of them',
  'correlation.value_count_fields': 'unique combinations of several attributes cannot be counted',
  'correlation.value_percentile': 'percentiles are estimates and differ between engines',
  'correlation.money': 'amounts are summed as floats, not as whole micro-dollars',
  'correlation.temporal':
    'no log monitor can ask for several events in one window; a Cloud SIEM rule does, without a grid',
  'correlation.temporal_ordered': 'the Cloud SIEM rule orders events by its own clock, not by sequence',
  'correlation.baseline': "Datadog's own learned baseline decides (anomalies on a log-based metric, anomaly_detection)",
  'correlation.ratio': "Datadog's own learned baseline decides (anomalies on a log-based metric, anomaly_detection)",
  'correlation.new_value': "Datadog's own learning period decides what is new (Cloud SIEM new_value)",
  'correlation.late_count': 'log search knows one time of a log, not when it arrived',
  'correlation.lookup':
    'the scope table is joined at ingest (reference table), for tools only and without wildcard rows; its size cannot be read',
};

/** Constructs that are said as documented by Datadog but that no engine here executes. */
export const DATADOG_DECLARED: Readonly<Record<string, string>> = {
  'field.array': 'an attribute with several values matches when one of them does',
};

/** The reason for a construct. */
export const unsupported = (construct: string): Unsupported => ({
  construct,
  reason: DATADOG_UNSUPPORTED[construct] ?? 'not expressible',
});

/** Limits of monitors and rules. */
export const DATADOG_CAPS = {
  /** Group attributes of a log monitor. */
  groups: 4,
  /** Window of a log monitor, milliseconds. */
  windowMinMs: 60_000,
  windowMaxMs: 172_800_000,
  /** Evaluation windows of a Cloud SIEM rule, seconds. */
  evaluationWindows: [0, 60, 300, 600, 900, 1800, 2700, 3600, 7200, 10_800, 21_600, 43_200, 86_400],
  /** Days a Cloud SIEM new_value rule learns, and remembers, at most. */
  learningDays: [0, 1, 7],
  forgetDays: [1, 2, 7, 14, 21, 28],
} as const;
