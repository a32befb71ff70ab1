/**
 * Our event ids as whole numbers.
 * @module
 */

const PREFIX = 'evt_';
const ULID_LENGTH = 26;
/** Crockford's base 32 in the form ULIDs are written in; negative: no digit of it. */
const DIGITS = new Int32Array(128).fill(-1);
for (const [value, digit] of Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ').entries())
  DIGITS[digit.charCodeAt(0)] = value;

/** Six digits as a whole number; negative when one of them is none. Written out, since a loop costs five times as much. */
const sixDigits = (text: string, at: number): number => {
  const a = text.charCodeAt(at);
  const b = text.charCodeAt(at + 1);
  const c = text.charCodeAt(at + 2);
  const d = text.charCodeAt(at + 3);
  const e = text.charCodeAt(at + 4);
  const f = text.charCodeAt(at + 5);
  if ((a | b | c | d | e | f) > 127) return -1;
  const high = ((DIGITS[a] as number) << 10) | ((DIGITS[b] as number) << 5) | (DIGITS[c] as number);
  const low = ((DIGITS[d] as number) << 10) | ((DIGITS[e] as number) << 5) | (DIGITS[f] as number);
  return high < 0 || low < 0 ? -1 : (high << 15) | low;
};

/** The last two digits likewise. */
const twoDigits = (text: string, at: number): number => {
  const a = text.charCodeAt(at);
  const b = text.charCodeAt(at + 1);
  return (a | b) > 127 ? -1 : ((DIGITS[a] as number) << 5) | (DIGITS[b] as number);
};

/** An id of ours as whole numbers: five digits times six, the last ones two. They order ids as their texts do. */
export const WORDS = 5;

/** Reads an id of ours into `id`; false for any other text. */
export const packId = (text: string, id: Int32Array): boolean => {
  if (text.length !== PREFIX.length + ULID_LENGTH || !text.startsWith(PREFIX)) return false;
  const first = sixDigits(text, 4);
  const second = sixDigits(text, 10);
  const third = sixDigits(text, 16);
  const fourth = sixDigits(text, 22);
  const last = twoDigits(text, 28);
  if ((first | second | third | fourth | last) < 0) return false;
  id[0] = first;
  id[1] = second;
  id[2] = third;
  id[3] = fourth;
  id[4] = last;
  return true;
};
