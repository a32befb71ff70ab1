/**
 * Severities of Kibana, and the risk scores that it gives them itself.
 * @module
 */

/** Severity of a level. */
export const SEVERITY = {
  informational: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  critical: 'critical',
} as const;

/** Risk score of a level. */
export const RISK = { informational: 10, low: 21, medium: 47, high: 73, critical: 99 } as const;
