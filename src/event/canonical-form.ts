/**
 * The canonical form: one event, one line.
 * @module
 */
import { FIELDS, TOP_LEVEL_KEYS } from './generated/fields.js';
import type { FieldFacts } from './field-facts.js';
import { isPlain, nameTruncated, put, type Plain } from './plain-object.js';

const MAX_STRING = 256;
const MAX_ITEMS = 64;
interface GroupFacts {
  readonly name: string;
  readonly fields: readonly FieldFacts[];
  readonly names: ReadonlySet<string>;
}

const ENVELOPE = new Map(FIELDS.filter((field) => field.group === '').map((field) => [field.name, field]));
const GROUPS = new Map<string, GroupFacts>(
  TOP_LEVEL_KEYS.filter((key) => !ENVELOPE.has(key)).map((name) => {
    const fields = FIELDS.filter((field) => field.group === name);
    return [name, { name, fields, names: new Set(fields.map((field) => field.name)) }];
  }),
);
const KNOWN_KEYS = new Set(TOP_LEVEL_KEYS);
/** Lower-cases A to Z only: engines disagree on the rest of Unicode. */
export const lowerAscii = (text: string): string =>
  /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;

/** Cuts to a number of code points, never inside a surrogate pair. */
const cutCharacters = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  let units = 0;
  for (let count = 0; count < limit && units < text.length; count += 1) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, units);
};

const ISO = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:?\d{2})$/;
const CANONICAL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

let lastTime = '';

/** An ISO 8601 time in any offset and precision as UTC milliseconds; anything else comes back unchanged. */
export const canonicalTime = (text: string): string => {
  // Events come in bursts: most carry the time of the one before.
  if (text === lastTime) return text;
  const time = convertTime(text);
  if (time === text && CANONICAL_TIME.test(text)) lastTime = text;
  return time;
};

const convertTime = (text: string): string => {
  const parts = ISO.exec(text);
  if (parts === null) return text;
  const [, date = '', clock = '', fraction = '', zone = 'Z'] = parts;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const time = Date.parse(`${date}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`);
  if (Number.isNaN(time)) return 'not a time';
  // Date.parse rolls 31 February over into March: such a day is refused, not moved.
  const day = Date.parse(`${date}T00:00:00.000Z`);
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return 'not a time';
  return CANONICAL_TIME.test(text) ? text : new Date(time).toISOString();
};

const canonicalString = (value: string, facts: FieldFacts, truncated: Set<string>): string => {
  const text = value.isWellFormed() ? value : value.toWellFormed();
  if (facts.time === true) return canonicalTime(text);
  const cased = facts.lower === true ? lowerAscii(text) : text;
  // A hash is never cut: a shortened one proves nothing and is refused by the schema instead.
  if (facts.maxLength === undefined || cased.length <= facts.maxLength) return cased;
  const cut = cutCharacters(cased, facts.maxLength);
  if (cut.length !== cased.length) truncated.add(facts.path);
  return cut;
};

const canonicalLeaf = (value: unknown, facts: FieldFacts, truncated: Set<string>): unknown => {
  if (typeof value === 'string') return value === '' ? undefined : canonicalString(value, facts, truncated);
  if (!Array.isArray(value)) return value;
  const items = value
    .filter((item) => item !== null && item !== undefined && item !== '')
    .map((item: unknown) => (typeof item === 'string' ? canonicalString(item, facts, truncated) : item));
  if (items.length === 0) return undefined;
  const limit = facts.maxItems ?? MAX_ITEMS;
  if (items.length <= limit) return items;
  if (facts.path !== 'truncated') truncated.add(facts.path);
  return items.slice(0, limit);
};

/** Fields of a later minor: kept, tidied like our own, in key order. */
const canonicalUnknown = (value: unknown, path: string, truncated: Set<string>): unknown => {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'string') {
    const cut = cutCharacters(value.toWellFormed(), MAX_STRING);
    if (cut.length !== value.length) truncated.add(path);
    return cut;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => canonicalUnknown(item, path, truncated)).filter((item) => item !== undefined);
    if (items.length === 0) return undefined;
    if (items.length <= MAX_ITEMS) return items;
    truncated.add(path);
    return items.slice(0, MAX_ITEMS);
  }
  if (!isPlain(value)) return value;
  const result: Plain = {};
  for (const key of Object.keys(value).sort())
    put(result, key, canonicalUnknown(value[key], `${path}.${key}`, truncated));
  return Object.keys(result).length === 0 ? undefined : result;
};

const putUnknown = (
  source: Plain,
  known: ReadonlySet<string>,
  target: Plain,
  prefix: string,
  truncated: Set<string>,
): void => {
  let extra: string[] | undefined;
  for (const key in source) if (!known.has(key) && Object.hasOwn(source, key)) (extra ??= []).push(key);
  if (extra === undefined) return;
  for (const key of extra.sort()) put(target, key, canonicalUnknown(source[key], `${prefix}${key}`, truncated));
};

const canonicalGroup = (value: unknown, group: GroupFacts, truncated: Set<string>): unknown => {
  if (value === null || value === undefined) return undefined;
  if (!isPlain(value)) return value;
  const result: Plain = {};
  let used = false;
  for (const facts of group.fields) {
    const raw = value[facts.name];
    if (raw === null || raw === undefined) continue;
    const leaf = canonicalLeaf(raw, facts, truncated);
    if (leaf === undefined) continue;
    result[facts.name] = leaf;
    used = true;
  }
  putUnknown(value, group.names, result, `${group.name}.`, truncated);
  return used || Object.keys(result).length > 0 ? result : undefined;
};

/**
 * Keys in schema order, no nulls, empty strings, empty arrays or empty groups, e-mails and vocabularies lower-cased,
 * times in UTC milliseconds, values cut to their caps and named in `truncated`.
 * Values of a wrong type come back as they are: the validator refuses them.
 */
export const canonicalForm = (input: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const truncated = new Set<string>();
  const result: Plain = {};
  for (const key of TOP_LEVEL_KEYS) {
    const value = input[key];
    if (value === null || value === undefined) {
      // The place in key order is kept: cuts below may still fill it.
      if (key === 'truncated') result[key] = undefined;
      continue;
    }
    const facts = ENVELOPE.get(key);
    const group = facts === undefined ? GROUPS.get(key) : undefined;
    const leaf =
      facts !== undefined
        ? canonicalLeaf(value, facts, truncated)
        : group === undefined
          ? value
          : canonicalGroup(value, group, truncated);
    if (leaf !== undefined || key === 'truncated') result[key] = leaf;
  }
  putUnknown(input, KNOWN_KEYS, result, '', truncated);
  nameTruncated(result, truncated);
  return result;
};
