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
