/**
 * What a correlation takes out of an event: counted values, numbers, place in the trail.
 * @module
 */
import type { Correlation } from '../rules/ir.js';
import { listOf, ONE, type Counts, type OneOrMore } from './entry.js';
import { isMoney, MICRO } from './exact-sum.js';
import { fieldReader } from './field-reader.js';
import { scalarNumber, scalars, scalarText, type EventObject, type Scalar } from './field-value.js';

/** The counted part of an entry; undefined when the event does not carry what is counted. */
export type Extract = (event: EventObject) => Counts | undefined;

/** The texts of a field, each once; undefined when it has none. */
const texts = (field: string): ((event: EventObject) => OneOrMore<string> | undefined) => {
  const read = fieldReader(field);
  return (event) => {
    const value = read(event);
    if (value === undefined || typeof value === 'string') return value;
    const found = [...new Set(scalars(value).map(scalarText))];
    return found.length === 0 ? undefined : found.length === 1 ? found[0] : found;
  };
};

/** Every combination of one value per field. */
const combinations = (lists: readonly (readonly string[])[]): readonly string[] =>
  lists
    .reduce<readonly (readonly string[])[]>(
      (rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])),
      [[]],
    )
    .map((row) => JSON.stringify(row));

/** One set of keys for all fields together; every field must be there. */
const combinedKeys = (fields: readonly string[]): Extract => {
  const [first = () => undefined, ...more] = fields.map(texts);
  if (more.length === 0) {
    return (event) => {
      const keys = first(event);
      return keys === undefined ? undefined : { keys };
    };
  }
  return (event) => {
    const keys = combinations([first, ...more].map((read) => listOf(read(event))));
    return keys.length === 0 ? undefined : { keys };
  };
};

/** One set of keys for each field; at least one must be there. */
const separateKeys = (fields: readonly string[]): Extract => {
  const readers = fields.map(texts);
  return (event) => {
    const keysOfEach: (OneOrMore<string> | undefined)[] = [];
    let some = false;
    for (const read of readers) {
      const keys = read(event);
      keysOfEach.push(keys);
      some ||= keys !== undefined;
    }
    return some ? { keysOfEach } : undefined;
  };
};

const numbers = (field: string, integers: boolean): Extract => {
  const read = fieldReader(field);
  const unit = isMoney(field) ? MICRO : 1;
  const countedOf = (scalar: Scalar): number | undefined => {
    const number = scalarNumber(scalar);
    if (number === undefined) return undefined;
    const counted = unit === 1 ? number : Math.round(number * unit);
    return integers && !Number.isSafeInteger(counted) ? undefined : counted;
  };
  return (event) => {
    const value = read(event);
    if (typeof value === 'number') {
      const counted = countedOf(value);
      return counted === undefined ? undefined : { numbers: counted };
    }
    const found = scalars(value)
      .map(countedOf)
      .filter((counted) => counted !== undefined);
    return found.length === 0 ? undefined : { numbers: found };
  };
};

const trailOf = (): Extract => {
  const id = fieldReader('integrity.trail_id');
  const sequence = fieldReader('integrity.sequence');
  return (event) => {
    const [trail, place] = [id(event), sequence(event)];
    return typeof trail === 'string' && typeof place === 'number' ? { trail: { id: trail, sequence: place } } : ONE;
  };
};

/** The extraction of a correlation type. */
export const extractFor = (correlation: Correlation): Extract => {
  switch (correlation.type) {
    case 'event_count':
    case 'late_count':
    case 'temporal':
    case 'lookup':
      return () => ONE;
    case 'temporal_ordered':
      return trailOf();
    case 'value_count':
      return combinedKeys(correlation.fields);
    case 'new_value':
      return combinedKeys([correlation.field]);
    case 'value_count_each':
      return separateKeys(correlation.fields);
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile':
      return numbers(correlation.fields[0] ?? '', false);
    case 'baseline':
    case 'ratio':
      return correlation.field === undefined ? () => ONE : numbers(correlation.field, true);
  }
};
