/**
 * Times in events: text or numbers to Unix milliseconds, and the parts of a time in UTC.
 * @module
 */

/** Numbers below this are seconds, from it on milliseconds (as seconds it is the year 5138, as milliseconds 1973). */
const FIRST_MILLISECONDS = 1e11;
const DAY_MS = 86_400_000;
const TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const zoneMs = (zone: string | undefined): number => {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
};

const MIDNIGHTS = new Map<string, number>();
const MAX_MIDNIGHTS = 1000;

/** Midnight UTC of `2026-04-07`; NaN when there is no such day. Days repeat, so they are remembered. */
const midnightOf = (date: string): number => {
  const known = MIDNIGHTS.get(date);
  if (known !== undefined) return known;
  const time = Date.parse(`${date}T00:00:00.000Z`);
  const midnight = !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? time : NaN;
  if (MIDNIGHTS.size >= MAX_MIDNIGHTS) MIDNIGHTS.clear();
  MIDNIGHTS.set(date, midnight);
  return midnight;
};

let lastDate = '';
let lastMidnight = NaN;

/** Midnight of the day that a time begins with; events in order share it with the one before. */
const startOfDay = (text: string): number => {
  if (text.startsWith(lastDate) && lastDate !== '') return lastMidnight;
  lastDate = text.slice(0, 10);
  lastMidnight = midnightOf(lastDate);
  return lastMidnight;
};

const [LETTER_T, LETTER_Z, COLON, POINT] = [0x54, 0x5a, 0x3a, 0x2e];

/** Two digits at a place; NaN for anything else. */
const two = (text: string, at: number): number => {
  const high = text.charCodeAt(at) - 48;
  const low = text.charCodeAt(at + 1) - 48;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : NaN;
};

/** `2026-04-07T14:32:18.847Z`, the canonical form, without a regular expression; undefined: look closer. */
const canonicalTime = (text: string): number | undefined => {
  if (text.length !== 24 || text.charCodeAt(23) !== LETTER_Z || text.charCodeAt(10) !== LETTER_T) return undefined;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON || text.charCodeAt(19) !== POINT) return undefined;
  const [hour, minute, second] = [two(text, 11), two(text, 14), two(text, 17)];
  const tenth = text.charCodeAt(20) - 48;
  if (!(hour <= 23 && minute <= 59 && second <= 59 && tenth >= 0 && tenth <= 9)) return undefined;
  const time = startOfDay(text) + ((hour * 60 + minute) * 60 + second) * 1000 + tenth * 100 + two(text, 21);
  return Number.isNaN(time) ? undefined : time;
};

/**
 * Unix milliseconds of an ISO 8601 date or date-time (no zone: UTC; finer than a millisecond: cut) or of a number
 * (Unix seconds or milliseconds). Undefined when it is neither or no such day exists.
 */
export const parseTime = (value: unknown): number | undefined => {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || value < 0) return undefined;
    const time = Math.floor(value < FIRST_MILLISECONDS ? value * 1000 : value);
    return time < 8.64e15 ? time : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const quick = canonicalTime(value);
  if (quick !== undefined) return quick;
  const parts = TIME.exec(value);
  if (parts === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = parts;
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > (DAYS_IN_MONTH[m - 1] ?? 0)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const midnight = new Date(0).setUTCFullYear(y, m - 1, d);
  if (new Date(midnight).getUTCDate() !== d) return undefined;
  const clock = (Number(hour) * 60 + Number(minute)) * 60_000 + Number(second) * 1000;
  return midnight + clock + Number(fraction.slice(0, 3).padEnd(3, '0')) - zoneMs(zone);
};

/** A part of a time in UTC. */
export type TimePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** ISO 8601 week of the year, 1 to 53. */
const isoWeek = (time: number): number => {
  const day = Math.floor(time / DAY_MS);
  // 1 January 1970 was a Thursday; a week belongs to the year its Thursday lies in.
  const thursday = day - ((((day + 3) % 7) + 7) % 7) + 3;
  const year = new Date(thursday * DAY_MS).getUTCFullYear();
  return Math.floor((thursday - Math.floor(new Date(0).setUTCFullYear(year, 0, 1) / DAY_MS)) / 7) + 1;
};

/** The part of a time, in UTC: minute 0-59, hour 0-23, day of the month 1-31, ISO week 1-53, month 1-12, year. */
export const timePart = (time: number, part: TimePart): number => {
  const date = new Date(time);
  switch (part) {
    case 'minute':
      return date.getUTCMinutes();
    case 'hour':
      return date.getUTCHours();
    case 'day':
      return date.getUTCDate();
    case 'week':
      return isoWeek(time);
    case 'month':
      return date.getUTCMonth() + 1;
    case 'year':
      return date.getUTCFullYear();
  }
};
