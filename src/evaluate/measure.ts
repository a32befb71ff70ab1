/**
 * What windowed correlations measure, kept up to date as events enter and leave the window.
 * @module
 */
import type { Threshold } from '../rules/ir.js';
import type { Chain } from './ledger.js';
import { compareNumbers } from './value-test.js';

/** What is measured of one group: numbers only. */
export type Tally = number[];

/** Measures the windows of all groups of one correlation, whose events stand in its ledger. */
export interface Measure {
  /** The tally of a new group, which has a number of its own. */
  start(group: number): Tally;
  /** An event of the group entered the window. */
  enter(tally: Tally, place: number): void;
  /** It leaves; it still stands in the ledger. */
  leave(tally: Tally, place: number): void;
  /** The value where the condition holds, else undefined. */
  read(tally: Tally, window: Chain): number | undefined;
}

/** True when a value meets every part of a condition. */
export const holds = (condition: readonly Threshold[], value: number): boolean => {
  for (const { comparator, value: threshold } of condition)
    if (!compareNumbers(value, comparator, threshold)) return false;
  return true;
};
