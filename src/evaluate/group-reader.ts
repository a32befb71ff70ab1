/**
 * The group of an event.
 * @module
 */
import { Group, groupKey } from './entry.js';
import { fieldReader } from './field-reader.js';
import { keyText, type EventObject, type FieldValue } from './field-value.js';
import { rememberedInTurn } from './reading-turn.js';

/** Reads the group; undefined when one of its fields is missing: such an event is not counted. */
export type GroupReader = (event: EventObject) => Group | undefined;

/** Groups that one reader remembers; then it begins anew, or gives up where they rarely came again. */
const MAX_GROUPS = 10_000;
/** Longer values, which hostile events hold, are not remembered. */
const MAX_LENGTH = 512;

/** Events of one group share its object: groups come again and again. */
const sharedGroups = (readers: readonly ((event: EventObject) => FieldValue)[]): GroupReader => {
  const groups = new Map<string, Group>();
  let remembers = true;
  let again = 0;
  const groupOf = (name: string, values: readonly string[]): Group => {
    const known = remembers ? groups.get(name) : undefined;
    if (known !== undefined) {
      again += 1;
      return known;
    }
    const group = new Group(values.length === 1 ? groupKey(values) : name, [...values]);
    if (!remembers || name.length > MAX_LENGTH) return group;
    if (groups.size >= MAX_GROUPS) {
      remembers = again > MAX_GROUPS;
      again = 0;
      groups.clear();
    }
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

/** Makes the readers of one engine: rules that group alike share the reader and its groups. */
export const groupReaders = (): ((fields: readonly string[]) => GroupReader) => {
  const readers = new Map<string, GroupReader>();
  return (fields) => {
    const name = JSON.stringify(fields);
    const known = readers.get(name);
    if (known !== undefined) return known;
    const reader = rememberedInTurn(sharedGroups(fields.map(fieldReader)));
    readers.set(name, reader);
    return reader;
  };
};
