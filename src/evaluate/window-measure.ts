/**
 * How each windowed correlation measures.
 * @module
 */
import type {
  EachValueCountCorrelation,
  LateCountCorrelation,
  TemporalCorrelation,
  Threshold,
  WindowedCorrelation,
} from '../rules/ir.js';
import { distinctMeasure, distinctOfEachMeasure } from './distinct-measure.js';
import type { Ledger } from './ledger.js';
import { holds, type Measure, type Tally } from './measure.js';
import { percentileMeasure, sumMeasure } from './number-measure.js';
import { termsOf } from './source-order.js';
import { temporalMeasure } from './temporal-measure.js';

/** Correlations that look at one window of events. */
export type WindowCorrelation =
  WindowedCorrelation | EachValueCountCorrelation | LateCountCorrelation | TemporalCorrelation;

const nothing = (): undefined => undefined;
const NO_TALLY: Tally = [];

/** Needs no tally of its own. */
const countMeasure = (condition: readonly Threshold[]): Measure => ({
  start: () => NO_TALLY,
  enter: nothing,
  leave: nothing,
  read: (_tally, { size }) => (holds(condition, size) ? size : undefined),
});

/** How to measure what stands in a ledger. */
export const measureFor = (correlation: WindowCorrelation, ledger: Ledger): Measure => {
  switch (correlation.type) {
    case 'event_count':
    case 'late_count':
      return countMeasure(correlation.condition);
    case 'value_count':
      return distinctMeasure(correlation.condition, ledger);
    case 'value_count_each':
      return distinctOfEachMeasure(correlation.condition, correlation.fields.length, ledger);
    case 'value_sum':
    case 'value_avg':
      return sumMeasure(correlation, ledger);
    case 'value_percentile':
      return percentileMeasure(correlation, ledger);
    case 'temporal':
    case 'temporal_ordered':
      return temporalMeasure(correlation, ledger);
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
