/**
 * Sums, averages and percentiles of the numbers in a window.
 * @module
 */
import type { WindowedCorrelation } from '../rules/ir.js';
import { exactSum, isMoney, MICRO } from './exact-sum.js';
import { NONE, type Chain, type Ledger } from './ledger.js';
import { holds, type Measure, type Tally } from './measure.js';
import { compareNumbers } from './value-test.js';

const numbersOf = (ledger: Ledger, window: Chain): number[] => {
  const numbers: number[] = [];
  for (let place = window.first; place !== NONE; place = ledger.next(place)) numbers.push(...ledger.numbers(place));
  return numbers;
};

/**
 * Sum and average; integers run along, anything else is summed anew so that the order never shows. Tally: sum of the
 * integers, how many numbers are none, how many numbers there are.
 */
export const sumMeasure = (correlation: WindowedCorrelation, ledger: Ledger): Measure => {
  const money = isMoney(correlation.fields[0] ?? '');
  const average = correlation.type === 'value_avg';
  const changeBy = (tally: Tally, number: number, sign: 1 | -1): void => {
    tally[2] = (tally[2] as number) + sign;
    if (Number.isSafeInteger(number)) tally[0] = (tally[0] as number) + sign * number;
    else tally[1] = (tally[1] as number) + sign;
  };
  const change = (tally: Tally, place: number, sign: 1 | -1): void => {
    for (const number of ledger.numbers(place)) changeBy(tally, number, sign);
  };
  // An average is compared as sum against threshold x count where both are whole micro-dollars.
  const scale = (threshold: number, count: number): number =>
    money ? Math.round(threshold * MICRO) * (average ? count : 1) : threshold;
  return {
    start: () => [0, 0, 0],
    enter: (tally, place) => {
      change(tally, place, 1);
    },
    leave: (tally, place) => {
      change(tally, place, -1);
    },
    read: (tally, window) => {
      const [integers = 0, others = 0, count = 0] = tally;
      const sum = others === 0 ? integers : exactSum(numbersOf(ledger, window));
      const compared = average && !money ? sum / count : sum;
      const met = correlation.condition.every(({ comparator, value }) =>
        compareNumbers(compared, comparator, scale(value, count)),
      );
      return met ? sum / (money ? MICRO : 1) / (average ? count : 1) : undefined;
    },
  };
};

/** Nearest rank. */
export const percentileMeasure = (correlation: WindowedCorrelation, ledger: Ledger): Measure => {
  const unit = isMoney(correlation.fields[0] ?? '') ? MICRO : 1;
  return {
    start: () => [],
    enter: () => undefined,
    leave: () => undefined,
    read: (_tally, window) => {
      const sorted = numbersOf(ledger, window).sort((a, b) => a - b);
      const rank = Math.max(1, Math.ceil(((correlation.percentile ?? 50) / 100) * sorted.length));
      const value = (sorted[rank - 1] ?? 0) / unit;
      return holds(correlation.condition, value) ? value : undefined;
    },
  };
};
