/**
 * What a correlation takes out of an event: group, counted values, numbers, place in the trail.
 * @module
 */
import type { Correlation } from '../rules/ir.js';
import { groupKey, type Entry, type Group } from './entry.js';
import { isMoney, MICRO } from './exact-sum.js';
import {
  fieldReader,
  keyText,
  rememberedInTurn,
  scalarNumber,
  scalars,
  scalarText,
  type EventObject,
} from './field-reader.js';

/** The counted part of an entry; undefined when the event does not carry what is counted. */
export type Extract = (event: EventObject) => Partial<Pick<Entry, 'keys' | 'numbers' | 'trail'>> | undefined;

const NOTHING = {};

const NO_TEXTS: readonly string[] = [];

const texts = (field: string): ((event: EventObject) => readonly string[]) => {
  const read = fieldReader(field);
  return (event) => {
    const value = read(event);
    if (value === undefined) return NO_TEXTS;
    return typeof value === 'string' ? [value] : [...new Set(scalars(value).map(scalarText))];
  };
};

/** Every combination of one value per field. */
const combinations = (lists: readonly (readonly string[])[]): readonly string[] => {
  const [only] = lists;
  if (lists.length === 1 && only !== undefined) return only;
  return lists
    .reduce<readonly (readonly string[])[]>(
      (rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])),
      [[]],
    )
    .map((row) => JSON.stringify(row));
};

/** One set of keys for all fields together; every field must be there. */
const combinedKeys = (fields: readonly string[]): Extract => {
  const readers = fields.map(texts);
  return (event) => {
    const keys = combinations(readers.map((read) => read(event)));
    return keys.length === 0 ? undefined : { keys: [keys] };
  };
};

/** One set of keys for each field; at least one must be there. */
const separateKeys = (fields: readonly string[]): Extract => {
  const readers = fields.map(texts);
  return (event) => {
    const keys = readers.map((read) => read(event));
    return keys.every((list) => list.length === 0) ? undefined : { keys };
  };
};

const numbers = (field: string, integers: boolean): Extract => {
  const read = fieldReader(field);
  const money = isMoney(field);
  return (event) => {
    const found = scalars(read(event)).flatMap((scalar) => {
      const number = scalarNumber(scalar);
      if (number === undefined) return [];
      const counted = money ? Math.round(number * MICRO) : number;
      return integers && !Number.isSafeInteger(counted) ? [] : [counted];
    });
    return found.length === 0 ? undefined : { numbers: found };
  };
};

const trailOf = (): Extract => {
  const id = fieldReader('integrity.trail_id');
  const sequence = fieldReader('integrity.sequence');
  return (event) => {
    const [trail, place] = [id(event), sequence(event)];
    return typeof trail === 'string' && typeof place === 'number' ? { trail: { id: trail, sequence: place } } : NOTHING;
  };
};

/** The extraction of a correlation type. */
export const extractFor = (correlation: Correlation): Extract => {
  switch (correlation.type) {
    case 'event_count':
    case 'late_count':
    case 'temporal':
    case 'lookup':
      return () => NOTHING;
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
      return correlation.field === undefined ? () => NOTHING : numbers(correlation.field, true);
  }
};

const GROUP_READERS = new Map<string, (event: EventObject) => Group | undefined>();
const MAX_GROUP_READERS = 10_000;

/** The group of an event; undefined when one of its fields is missing: such an event is not counted. */
export const groupReader = (fields: readonly string[]): ((event: EventObject) => Group | undefined) => {
  const name = JSON.stringify(fields);
  const known = GROUP_READERS.get(name);
  if (known !== undefined) return known;
  const readers = fields.map(fieldReader);
  const reader = rememberedInTurn((event: EventObject): Group | undefined => {
    const values: string[] = [];
    for (const read of readers) {
      const value = keyText(read(event));
      if (value === undefined) return undefined;
      values.push(value);
    }
    return { key: groupKey(values), values };
  });
  if (GROUP_READERS.size < MAX_GROUP_READERS) GROUP_READERS.set(name, reader);
  return reader;
};
