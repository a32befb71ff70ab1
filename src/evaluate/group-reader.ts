/**
 * The group of an event.
 * @module
 */
import { groupKey, type Group } from './entry.js';
import { fieldReader, keyText, rememberedInTurn, type EventObject, type FieldValue } from './field-reader.js';

type GroupReader = (event: EventObject) => Group | undefined;

/** Groups that one reader remembers; then it begins anew. */
const MAX_GROUPS = 10_000;
/** Longer values, which hostile events hold, are not remembered. */
const MAX_LENGTH = 512;
const MAX_READERS = 10_000;
const READERS = new Map<string, GroupReader>();

/** Events of one group share its object: groups come again and again. */
const sharedGroups = (readers: readonly ((event: EventObject) => FieldValue)[]): GroupReader => {
  const groups = new Map<string, Group>();
  const groupOf = (name: string, values: readonly string[]): Group => {
    const known = groups.get(name);
    if (known !== undefined) return known;
    const group = { key: groupKey(values), values: [...values] };
    if (name.length > MAX_LENGTH) return group;
    if (groups.size >= MAX_GROUPS) groups.clear();
    groups.set(name, group);
    return group;
  };
  const values: string[] = [];
  return (event) => {
    values.length = 0;
    for (const read of readers) {
      const value = keyText(read(event));
      if (value === undefined) return undefined;
      values.push(value);
    }
    return groupOf(values.length === 1 ? (values[0] ?? '') : groupKey(values), values);
  };
};

/** Reads the group; undefined when one of its fields is missing: such an event is not counted. */
export const groupReader = (fields: readonly string[]): GroupReader => {
  const name = JSON.stringify(fields);
  const known = READERS.get(name);
  if (known !== undefined) return known;
  const reader = rememberedInTurn(sharedGroups(fields.map(fieldReader)));
  if (READERS.size < MAX_READERS) READERS.set(name, reader);
  return reader;
};
