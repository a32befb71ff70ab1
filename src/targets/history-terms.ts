/**
 * What ES|QL and Kusto share of baselines, ratios and new values: names of constructs, and the number that is summed.
 * @module
 */

/** Constructs that problems and parameters name. */
export const HISTORY = 'correlation.history';
export const CONDITION = 'correlation.condition';

/** Terms of one clause. */
export const list = (...names: readonly string[]): string => names.join(', ');

/** The number that is summed: how stage one selects it, and what adds it up. */
export interface Summed {
  readonly select: Readonly<Record<string, string>>;
  readonly carried: readonly string[];
  readonly sum: string;
  readonly money: boolean;
}
