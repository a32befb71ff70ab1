/**
 * What Elastic can say exactly, and its caps. The support matrix is generated from these tables.
 * @module
 */

/** Limits of Kibana's rules and of Elasticsearch that a generated rule can meet. */
export const ELASTIC_CAPS = {
  /** Alerts one run of a rule may raise: `max_signals` of a rule, 100 unless it says more. */
  maxSignals: 1000,
  /** Rows of one ES|QL answer: the engine's hard cap. */
  rows: 10_000,
  /** Characters of a regular expression (index.max_regex_length is 1,000). */
  regexCharacters: 900,
  /** Largest integer that n times a sum of squares may reach and stay exact. */
  exactInteger: Number.MAX_SAFE_INTEGER,
} as const;

/** Constructs that are not exact in ES|QL, with the reason. Everything else of the rule language is. */
export const ELASTIC_UNSUPPORTED: Readonly<Record<string, string>> = {
  'test.pattern':
    'patterns of more than 900 characters, foreign ones with a text of more than 300 behind a wildcard, or with a text of that length inside wildcards',
  'test.regex': 'word boundaries, Unicode classes, and ^ or $ in the middle of an expression',
  'test.number.array': 'a number compared with single elements of an array',
  'test.field.array': 'an array compared with another field',
  'test.cidr.array': 'a network compared with single elements of an array',
  'value.array': 'an array counted or summed',
  'correlation.timespan': 'a window that no grid divides',
  'correlation.late_count': 'late arrivals of foreign events: which field holds the time of arrival is not known',
  'correlation.chained': 'several correlations feeding one, or one that counts values of another',
  'correlation.temporal_ordered.steps': 'an order of more than two steps',
  'correlation.temporal_ordered.condition': 'an order over a condition',
  'correlation.value_percentile': 'percentiles: ES|QL estimates them',
};
