/**
 * The line of an event, cut to what every SIEM reads whole.
 * @module
 */
import { FIELDS, TOP_LEVEL_KEYS } from './generated/fields.js';
import type { FieldFacts } from './field-facts.js';
import { isPlain, nameTruncated, put, type Plain } from './plain-object.js';
import { bytesOf, shortenList, shortenText } from './shorten.js';

/** Longest canonical line in bytes: Splunk stops extracting fields at 5,000. */
export const MAX_LINE_BYTES = 4800;

/** Bytes kept free for the integrity group that the trail adds. */
const INTEGRITY_BYTES = 204;
/** Least characters that cutting leaves of a string; the second only where every field is full. */
const FLOORS = [16, 4];

const PATHS = new Set(FIELDS.map((field) => field.path));

interface Cuttable {
  readonly facts: FieldFacts;
  readonly holder: Plain;
}

const cuttable = (event: Plain): Cuttable[] =>
  FIELDS.flatMap((facts) => {
    if (facts.path === 'truncated' || facts.path === 'event_type' || facts.maxLength === undefined) return [];
    const holder = facts.group === '' ? event : event[facts.group];
    return isPlain(holder) && holder[facts.name] !== undefined && facts.values === undefined ? [{ facts, holder }] : [];
  });

/** Cuts one value by at least `excess` bytes if it has them to give. True when it became shorter. */
const shorten = ({ facts, holder }: Cuttable, excess: number, floor: number): boolean => {
  const before = holder[facts.name];
  const after = Array.isArray(before)
    ? shortenList(before as unknown[], excess, floor)
    : typeof before === 'string'
      ? shortenText(before, excess, floor)
      : before;
  holder[facts.name] = after;
  return after !== before;
};

const BEFORE_TRUNCATED = new Set(TOP_LEVEL_KEYS.slice(0, TOP_LEVEL_KEYS.indexOf('truncated')));

/** Makes room for `truncated` at its place in key order: what comes after it is set again. */
const placeTruncated = (event: Plain): void => {
  if ('truncated' in event) return;
  const after = Object.entries(event).filter(([key]) => !BEFORE_TRUNCATED.has(key));
  for (const [key] of after) Reflect.deleteProperty(event, key);
  event['truncated'] = undefined;
  for (const [key, value] of after) put(event, key, value);
};

/** Longest line of an event: the trail's integrity group still has to fit where it is not there yet. */
export const lineLimit = (event: Readonly<Record<string, unknown>>): number =>
  event['integrity'] === undefined ? MAX_LINE_BYTES - INTEGRITY_BYTES : MAX_LINE_BYTES;

/**
 * The line of a canonical event, at most 4,800 bytes with its integrity group: arrays are cut first, then free text,
 * then the longest other strings. Changes `event` where something had to be cut, and names it in `truncated`.
 */
export const canonicalLine = (event: Record<string, unknown>): string => {
  const limit = lineLimit(event);
  let line = JSON.stringify(event);
  // A UTF-16 unit is at most three bytes: short lines need no counting.
  if (line.length * 3 <= limit || Buffer.byteLength(line) <= limit) return line;
  const rank = ({ facts }: Cuttable): number => (facts.type === 'strings' ? 0 : facts.freeText === true ? 1 : 2);
  const candidates = cuttable(event)
    .map((candidate) => ({ candidate, bytes: bytesOf(candidate.holder[candidate.facts.name]) }))
    .sort((left, right) => rank(left.candidate) - rank(right.candidate) || right.bytes - left.bytes);
  const cut = (floor: number): void => {
    for (const { candidate } of candidates) {
      const excess = Buffer.byteLength(line) - limit;
      if (excess <= 0) return;
      if (!shorten(candidate, excess + candidate.facts.path.length + 24, floor)) continue;
      placeTruncated(event);
      nameTruncated(event, new Set([candidate.facts.path]));
      line = JSON.stringify(event);
    }
  };
  for (const floor of FLOORS) cut(floor);
  if (Buffer.byteLength(line) > limit && Array.isArray(event['truncated'])) {
    // Names that are none of ours came from outside and can be of any length.
    const own = (event['truncated'] as unknown[]).filter((name) => PATHS.has(name as string));
    if (own.length > 0) event['truncated'] = own;
    else delete event['truncated'];
    line = JSON.stringify(event);
  }
  return line;
};
