/**
 * Different texts in a window.
 * @module
 */
import type { Threshold } from '../rules/ir.js';
import type { Ledger } from './ledger.js';
import { holds, type Measure, type Tally } from './measure.js';
import { PairCounts } from './pair-counts.js';

/** Occurrences of the texts of one field, for all groups; how many differ stands in each tally, at `at`. */
const distinctTexts = ({ texts }: Ledger, field: number, at: number) => {
  const counts = new PairCounts();
  const enterOne = (tally: Tally, key: number): void => {
    if (counts.add(tally[0] as number, key) === 1) tally[at] = (tally[at] as number) + 1;
  };
  const leaveOne = (tally: Tally, key: number): void => {
    if (counts.remove(tally[0] as number, key) === 0) tally[at] = (tally[at] as number) - 1;
  };
  return {
    enter: (tally: Tally, place: number): void => {
      const key = texts.key(place, field);
      if (key >= 0) enterOne(tally, key);
      else for (const each of texts.keys(place, field)) enterOne(tally, each);
    },
    leave: (tally: Tally, place: number): void => {
      const key = texts.key(place, field);
      if (key >= 0) leaveOne(tally, key);
      else for (const each of texts.keys(place, field)) leaveOne(tally, each);
    },
  };
};

/** Different texts of one field, or of the combination of fields. Tally: group, number of different texts. */
export const distinctMeasure = (condition: readonly Threshold[], ledger: Ledger): Measure => {
  const { enter, leave } = distinctTexts(ledger, 0, 1);
  return {
    start: (group) => [group, 0],
    enter,
    leave,
    read: (tally) => {
      const distinct = tally[1] as number;
      return holds(condition, distinct) ? distinct : undefined;
    },
  };
};

/** One number for each field; all must meet the condition and the smallest is the value. Tally: group, the numbers. */
export const distinctOfEachMeasure = (condition: readonly Threshold[], fields: number, ledger: Ledger): Measure => {
  const each = Array.from({ length: fields }, (_, field) => distinctTexts(ledger, field, field + 1));
  return {
    start: (group) => [group, ...each.map(() => 0)],
    enter: (tally, place) => {
      for (const { enter } of each) enter(tally, place);
    },
    leave: (tally, place) => {
      for (const { leave } of each) leave(tally, place);
    },
    read: (tally) => {
      let least = Infinity;
      for (let field = 1; field <= fields; field += 1) {
        const distinct = tally[field] as number;
        if (!holds(condition, distinct)) return undefined;
        if (distinct < least) least = distinct;
      }
      return least;
    },
  };
};
