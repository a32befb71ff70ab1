/** Statistical functions of stats and eventstats. */
import { compare, fromList, numberOf, SplError, textOf, toList, type FieldValue } from './value.js';

type Aggregate = (values: readonly FieldValue[]) => FieldValue;

const present = (values: readonly FieldValue[]): readonly (string | number)[] => values.flatMap(toList);

const numbers = (values: readonly FieldValue[]): readonly number[] =>
  present(values).map((value) => {
    const number = numberOf(value);
    if (number === null) throw new SplError(`${textOf(value)} is no number`);
    return number;
  });

const onNumbers =
  (reduce: (values: readonly number[]) => number): Aggregate =>
  (values) => {
    const list = numbers(values);
    return list.length === 0 ? null : reduce(list);
  };

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const spread = (values: readonly number[], degrees: number): number => {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / degrees);
};

/** As numbers when all look like numbers, else as text. */
const extreme =
  (sign: 1 | -1): Aggregate =>
  (values) =>
    present(values).reduce<string | number | null>(
      (best, value) => (best === null || (compare(value, best) ?? 0) * sign > 0 ? value : best),
      null,
    );

const distinct = (values: readonly FieldValue[]): readonly string[] => [...new Set(present(values).map(textOf))];

/** exactperc: the value at that share of the sorted values, not an estimate as perc is. */
const exactPercentile = (at: number): Aggregate =>
  onNumbers((values) => {
    const sorted = [...values].sort((left, right) => left - right);
    return sorted[Math.max(0, Math.ceil((at / 100) * sorted.length) - 1)] ?? null;
  });

/** Every function by its name. `count` without a field counts rows and is not among them. */
export const AGGREGATES: Readonly<Record<string, Aggregate>> = {
  count: (values) => present(values).length,
  dc: (values) => distinct(values).length,
  sum: onNumbers(sum),
  avg: onNumbers((values) => sum(values) / values.length),
  min: extreme(-1),
  max: extreme(1),
  first: (values) => values.find((value) => value !== null) ?? null,
  // Of a sample: n - 1; of one value 0.
  stdev: onNumbers((values) => (values.length === 1 ? 0 : spread(values, values.length - 1))),
  stdevp: onNumbers((values) => spread(values, values.length)),
  exactperc50: exactPercentile(50),
  exactperc95: exactPercentile(95),
  exactperc99: exactPercentile(99),
  values: (values) => fromList([...distinct(values)].sort()),
};
