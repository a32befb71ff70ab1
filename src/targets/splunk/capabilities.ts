/**
 * What Splunk can say exactly, and its caps. The support matrix is generated from this table.
 * @module
 */
import type { Unsupported } from '../target.js';

/** A construct that is not exact in SPL. */
export const SPLUNK_UNSUPPORTED: Readonly<Record<string, string>> = {
  keyword: 'the raw text also holds field names and JSON escapes; a search over values only does not exist',
  'test.regex_ignoring_case':
    'PCRE also takes \\u212a for k and \\u017f for s, and the expression holds what cannot be written out in both cases',
  'test.case_insensitive_field': 'lower() of two field values may fold letters outside A to Z',
  'test.time_foreign': 'only the canonical UTC text of governance events has fixed places for the parts of a time',
  'test.time_week': 'SPL has no ISO week in UTC: strftime answers in the time zone of the user',
  'test.empty': 'whether an empty JSON string becomes a field depends on the extraction settings',
  'test.number_array': 'a comparison of numbers with any element of an array has no form that SPL documents',
  'test.field_array': 'a comparison of an array with another field has no form that SPL documents',
  'test.cidr_array': 'cidrmatch takes one address, not an array',
  'test.cidr_ipv6': 'which notations of an IPv6 address cidrmatch reads is not documented',
  'test.cidr': 'the network is not a plain address and prefix',
  'field.name':
    'the field name holds quotes, brackets, wildcards or control characters, or is used by the query itself',
  'group.array': 'BY on an array counts an event once per element',
  'group.alias_without_id': 'an event of two sources is counted twice when nothing identifies it',
  'value.array': 'an array has no single value to count or sum',
  'rule.id': 'the rule id holds characters that cannot stand in a search',
  'lookup.name': 'the lookup name is not a plain word',
  'lookup.kind': 'a kind of the lookup is not a plain word',
  'correlation.chained': 'a correlation over correlations needs a subsearch or a summary index',
  'correlation.every_event': 'compiled rules evaluate on a grid of instants, not at each event',
  'correlation.timespan': 'the grid does not divide the timespan',
  'correlation.temporal_ordered.steps': 'more than two ordered steps cannot be decided from first and last times',
  'correlation.temporal_ordered.condition': 'an order over a condition has no exact form',
  'correlation.value_percentile': 'percentiles are estimates and differ between engines',
  'correlation.condition': 'the condition names a source that the rule does not have',
  'correlation.lookup_aliases': 'the rows of one event cannot be grouped by two fields',
};

/** The reason for a construct. */
export const unsupported = (construct: string): Unsupported => ({
  construct,
  reason: SPLUNK_UNSUPPORTED[construct] ?? 'not expressible',
});

/** Limits of Splunk's default settings that a generated search can meet. */
export const SPLUNK_CAPS = {
  /** Bytes of an event from which fields are extracted (limits.conf [spath] extraction_cutoff, 5,000 by default). */
  extractionBytes: 5000,
  /** Memory of mvexpand before it cuts its output, megabytes (limits.conf [mvexpand] max_mem_usage_mb). */
  mvexpandMegabytes: 500,
  /** Largest integer that a search number holds exactly: n * SS of a baseline stays below it. */
  exactInteger: Number.MAX_SAFE_INTEGER,
  /** Values of one detail field in a row. */
  detailValues: 20,
} as const;
