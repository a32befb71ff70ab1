/**
 * Events of tests as plain JSON: values from YAML, dotted paths, numbers of repetitions, ids.
 * @module
 */
import type { YamlNode } from '../parse/yaml-tree.js';
import type { Repeat } from './offsets.js';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const base32 = (value: number, length: number): string =>
  value === 0 && length === 0
    ? ''
    : Array.from({ length }, (_, index) => CROCKFORD.charAt(Math.floor(value / 32 ** (length - 1 - index)) % 32)).join(
        '',
      );

/** Ids that are the same in every run: the time and a counter. */
export const testEventId = (time: number, serial: number): string => `evt_${base32(time, 10)}${base32(serial, 16)}`;

/** A YAML node as the JSON value it stands for. */
export const plainValue = (node: YamlNode): unknown => {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plainValue);
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value)]));
  }
};

/** Sets a dotted path; null removes it. */
export const setPath = (event: Record<string, unknown>, path: string, value: unknown): void => {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let node = event;
  for (const key of keys) {
    const next = Object.hasOwn(node, key) ? node[key] : undefined;
    if (typeof next === 'object' && next !== null && !Array.isArray(next)) node = next as Record<string, unknown>;
    else {
      const made: Record<string, unknown> = {};
      Object.defineProperty(node, key, { value: made, enumerable: true, configurable: true, writable: true });
      node = made;
    }
  }
  if (value === null) Reflect.deleteProperty(node, last);
  else Object.defineProperty(node, last, { value, enumerable: true, configurable: true, writable: true });
};

/** `{n}` in texts is the number of the repetition, from 1. */
export const numbered = (value: unknown, number: number): unknown =>
  typeof value === 'string'
    ? value.replaceAll('{n}', String(number))
    : Array.isArray(value)
      ? value.map((each) => numbered(each, number))
      : value;

/** Time offsets of all repetitions; dimensions multiply, the last one runs fastest. */
export const repetitions = (repeats: readonly Repeat[]): readonly number[] =>
  repeats.reduce<readonly number[]>(
    (offsets, { times, stepMs }) =>
      offsets.flatMap((offset) => Array.from({ length: times }, (_, index) => offset + index * stepMs)),
    [0],
  );
