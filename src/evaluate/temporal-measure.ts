/**
 * Which sources occur in a window, and in which order.
 * @module
 */
import type { TemporalCorrelation } from '../rules/ir.js';
import type { Ledger } from './ledger.js';
import type { Measure, Tally } from './measure.js';
import { inOrder, termsOf } from './source-order.js';

/** The value is the number of different sources in the window. Tally: events of each source. */
export const temporalMeasure = (correlation: TemporalCorrelation, ledger: Ledger): Measure => {
  const refs = correlation.sources.map((source) => source.ref);
  const terms = termsOf(correlation.condition, refs);
  const change = (tally: Tally, place: number, sign: 1 | -1): void => {
    const sources = ledger.sources(place);
    for (let index = 0; index < refs.length; index += 1)
      if ((sources & (1 << index)) !== 0) tally[index] = (tally[index] as number) + sign;
  };
  return {
    start: () => refs.map(() => 0),
    enter: (tally, place) => {
      change(tally, place, 1);
    },
    leave: (tally, place) => {
      change(tally, place, -1);
    },
    read: (tally, window) => {
      const seen = tally.reduce((bits, count, index) => (count > 0 ? bits | (1 << index) : bits), 0);
      const met = terms.some(
        ({ present, absent }) =>
          (seen & present) === present &&
          (seen & absent) === 0 &&
          (correlation.type === 'temporal' || inOrder(ledger.entries(window), present)),
      );
      return met ? tally.filter((count) => count > 0).length : undefined;
    },
  };
};
