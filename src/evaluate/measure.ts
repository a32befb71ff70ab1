/**
 * What windowed correlations measure, kept up to date as events enter and leave the window.
 * @module
 */
import type {
  EachValueCountCorrelation,
  LateCountCorrelation,
  TemporalCorrelation,
  Threshold,
  WindowedCorrelation,
} from '../rules/ir.js';
import { listOf, type Entry, type OneOrMore } from './entry.js';
import { exactSum, isMoney, MICRO } from './exact-sum.js';
import { inOrder, termsOf } from './source-order.js';
import { compareNumbers } from './value-test.js';

/** Correlations that look at one window of events. */
export type WindowCorrelation =
  WindowedCorrelation | EachValueCountCorrelation | LateCountCorrelation | TemporalCorrelation;

/** The state of one group's window. */
export interface Measure {
  add(entry: Entry): void;
  remove(entry: Entry): void;
  /** The value where the condition holds, else undefined. `live` are the window's `count` entries in time order. */
  read(live: () => readonly Entry[], count: number): number | undefined;
}

const holds = (condition: readonly Threshold[], value: number): boolean =>
  condition.every(({ comparator, value: threshold }) => compareNumbers(value, comparator, threshold));

const nothing = (): undefined => undefined;

/** Needs no state of its own: one measure serves all groups. */
const countMeasure = (condition: readonly Threshold[]): Measure => ({
  add: nothing,
  remove: nothing,
  read: (_live, count) => (holds(condition, count) ? count : undefined),
});

/** Distinct keys with their number of occurrences. */
class DistinctKeys {
  readonly #counts = new Map<string, number>();

  get size(): number {
    return this.#counts.size;
  }

  add(keys: OneOrMore<string> | undefined): void {
    if (typeof keys === 'string') this.#change(keys, 1);
    else if (keys !== undefined) for (const key of keys) this.#change(key, 1);
  }

  remove(keys: OneOrMore<string> | undefined): void {
    if (typeof keys === 'string') this.#change(keys, -1);
    else if (keys !== undefined) for (const key of keys) this.#change(key, -1);
  }

  #change(key: string, by: 1 | -1): void {
    const count = (this.#counts.get(key) ?? 0) + by;
    if (count <= 0) this.#counts.delete(key);
    else this.#counts.set(key, count);
  }
}

const distinctMeasure = (condition: readonly Threshold[]): Measure => {
  const distinct = new DistinctKeys();
  return {
    add: ({ keys }) => {
      distinct.add(keys);
    },
    remove: ({ keys }) => {
      distinct.remove(keys);
    },
    read: () => (holds(condition, distinct.size) ? distinct.size : undefined),
  };
};

/** One count for each field; all must meet the condition and the smallest is the value. */
const distinctOfEachMeasure = (condition: readonly Threshold[], fields: number): Measure => {
  const sets = Array.from({ length: fields }, () => new DistinctKeys());
  return {
    add: ({ keysOfEach }) => {
      for (let index = 0; index < fields; index += 1) sets[index]?.add(keysOfEach?.[index]);
    },
    remove: ({ keysOfEach }) => {
      for (let index = 0; index < fields; index += 1) sets[index]?.remove(keysOfEach?.[index]);
    },
    read: () => {
      for (const { size } of sets) if (!holds(condition, size)) return undefined;
      return Math.min(...sets.map(({ size }) => size));
    },
  };
};

/** Sum and count; integers run along, anything else is summed anew so that the order never shows. */
const sumMeasure = (correlation: WindowedCorrelation): Measure => {
  const money = isMoney(correlation.fields[0] ?? '');
  const average = correlation.type === 'value_avg';
  let integers = 0;
  let others = 0;
  let count = 0;
  const changeBy = (number: number, sign: 1 | -1): void => {
    count += sign;
    if (Number.isSafeInteger(number)) integers += sign * number;
    else others += sign;
  };
  const change = ({ numbers }: Entry, sign: 1 | -1): void => {
    if (typeof numbers === 'number') changeBy(numbers, sign);
    else if (numbers !== undefined) for (const number of numbers) changeBy(number, sign);
  };
  // An average is compared as sum against threshold x count where both are whole micro-dollars.
  const scale = (threshold: number): number =>
    money ? Math.round(threshold * MICRO) * (average ? count : 1) : threshold;
  return {
    add: (entry) => {
      change(entry, 1);
    },
    remove: (entry) => {
      change(entry, -1);
    },
    read: (live) => {
      const sum = others === 0 ? integers : exactSum(live().flatMap(({ numbers }) => listOf(numbers)));
      const compared = average && !money ? sum / count : sum;
      const met = correlation.condition.every(({ comparator, value }) =>
        compareNumbers(compared, comparator, scale(value)),
      );
      return met ? sum / (money ? MICRO : 1) / (average ? count : 1) : undefined;
    },
  };
};

const percentileMeasure = (correlation: WindowedCorrelation): Measure => {
  const unit = isMoney(correlation.fields[0] ?? '') ? MICRO : 1;
  return {
    add: nothing,
    remove: nothing,
    read: (live) => {
      const sorted = live()
        .flatMap(({ numbers }) => listOf(numbers))
        .sort((a, b) => a - b);
      const rank = Math.max(1, Math.ceil(((correlation.percentile ?? 50) / 100) * sorted.length));
      const value = (sorted[rank - 1] ?? 0) / unit;
      return holds(correlation.condition, value) ? value : undefined;
    },
  };
};

/** The value is the number of different sources in the window. */
const temporalMeasure = (correlation: TemporalCorrelation): Measure => {
  const refs = correlation.sources.map((source) => source.ref);
  const terms = termsOf(correlation.condition, refs);
  const counts = refs.map(() => 0);
  const change = (entry: Entry, sign: 1 | -1): void => {
    counts.forEach((count, index) => {
      if ((entry.sources & (1 << index)) !== 0) counts[index] = count + sign;
    });
  };
  return {
    add: (entry) => {
      change(entry, 1);
    },
    remove: (entry) => {
      change(entry, -1);
    },
    read: (live) => {
      const seen = counts.reduce((bits, count, index) => (count > 0 ? bits | (1 << index) : bits), 0);
      const met = terms.some(
        ({ present, absent }) =>
          (seen & present) === present &&
          (seen & absent) === 0 &&
          (correlation.type === 'temporal' || inOrder(live(), present)),
      );
      return met ? counts.filter((count) => count > 0).length : undefined;
    },
  };
};

/** How to measure each group: answers with the measure of a new group. */
export const measureFor = (correlation: WindowCorrelation): (() => Measure) => {
  switch (correlation.type) {
    case 'event_count':
    case 'late_count': {
      const measure = countMeasure(correlation.condition);
      return () => measure;
    }
    case 'value_count':
      return () => distinctMeasure(correlation.condition);
    case 'value_count_each':
      return () => distinctOfEachMeasure(correlation.condition, correlation.fields.length);
    case 'value_sum':
    case 'value_avg':
      return () => sumMeasure(correlation);
    case 'value_percentile': {
      const measure = percentileMeasure(correlation);
      return () => measure;
    }
    case 'temporal':
    case 'temporal_ordered':
      return () => temporalMeasure(correlation);
  }
};

const onlyLowerBounds = (condition: readonly Threshold[]): boolean =>
  condition.every(({ comparator }) => comparator === 'gte' || comparator === 'gt');

/** True when a condition that does not hold cannot begin to hold by events leaving the window. */
export const needsNewEvents = (correlation: WindowCorrelation): boolean => {
  switch (correlation.type) {
    case 'event_count':
    case 'late_count':
    case 'value_count':
    case 'value_count_each':
      return onlyLowerBounds(correlation.condition);
    case 'temporal':
    case 'temporal_ordered':
      return termsOf(
        correlation.condition,
        correlation.sources.map((source) => source.ref),
      ).every(({ absent }) => absent === 0);
    default:
      return false;
  }
};
