/**
 * What Microsoft Sentinel can say exactly, and its caps.
 * @module
 */

const MINUTE = 60_000;

/** Limits of Sentinel's analytics rules that a generated rule can meet. */
export const SENTINEL_CAPS = {
  /** Alerts that one run of a scheduled rule may raise. */
  alertsPerRun: 150,
  /** Alerts that one run of a near-real-time rule may raise. */
  alertsPerNrtRun: 30,
  /** Characters of a query: the service takes 10,000, a tenth is left for what a customer adds. */
  queryCharacters: 9000,
  /** Shortest time between runs. */
  minimumIntervalMs: 5 * MINUTE,
  /** Longest time a rule may look back. */
  maximumPeriodMs: 14 * 24 * 60 * MINUTE,
  /** How late an event may be: rules run five minutes behind already. */
  delayMs: 10 * MINUTE,
  /** Details that an alert may carry, and the length of their keys. */
  customDetails: 20,
  customDetailKey: 20,
  /** Entity mappings of a rule. */
  entityMappings: 5,
} as const;

/** Constructs that are not exact in Kusto, with the reason. Everything else of the rule language is. */
export const SENTINEL_UNSUPPORTED: Readonly<Record<string, string>> = {
  keyword: 'keywords over a foreign table, whose columns are not known',
  source: 'foreign events without a table in --map',
  'test.empty': 'an empty string against a missing one, on foreign events',
  'test.regex': 'word boundaries and Unicode classes',
  'test.regex.array': 'a regular expression on single elements of an array',
  'test.pattern.array': 'wildcards on elements of an array outside printable ASCII',
  'test.number.array': 'a number compared with single elements of an array',
  'test.field.array': 'an array compared with another field',
  'test.cidr.array': 'a network compared with single elements of an array',
  'value.array': 'an array counted or summed',
  'query.length': 'queries of more than 9,000 characters',
  'group.alias_without_id': 'sources with different group fields where events have no id',
  'correlation.timespan': 'a window that no grid divides',
  'correlation.history': 'more than 14 days of history',
  'correlation.chained': 'several correlations feeding one, or one that counts values of another',
  'correlation.temporal_ordered.steps': 'an order of more than two steps',
  'correlation.temporal_ordered.condition': 'an order over a condition',
  'correlation.value_percentile': 'percentiles: Kusto estimates them',
  'correlation.lookup.without_id': 'a lookup of foreign events without an id',
};
