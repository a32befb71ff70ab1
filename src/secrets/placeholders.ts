/**
 * What looks like a secret and is none: placeholders, references, documentation examples.
 * @module
 */
import { createHash } from 'node:crypto';

const WORDS =
  /example|placeholder|\byour|[-_ ]your|your[-_ .]|xxxx|\*{3}|\.{3}|…|changeme|change[-_]me|dummy|redacted|replace[-_ ]?(?:me|with)|insert[-_ ]|[-_ ]here\b|\bfake|[-_ ]fake|not[-_]?a[-_]?real|deadbeef|foobar|sample|todo\b|lorem|hunter\b|<[^>]*>|\bnull\b|\bnone\b|\bundefined\b/i;
const RUN = /(.)\1{5,}/;
const LONG_RUN = /(.)\1{11,}/;
const SEQUENCES = ['abcdefghijklmnopqrstuvwxyz', '01234567890123456789', 'qwertyuiop', '9876543210987654321'];
const SEQUENCE_LENGTH = 8;
/** In longer random strings a short word appears by chance. */
const WORDS_UP_TO = 120;

const sequences = new Set(
  SEQUENCES.flatMap((text) =>
    Array.from({ length: text.length - SEQUENCE_LENGTH + 1 }, (_, at) => text.slice(at, at + SEQUENCE_LENGTH)),
  ),
);

const hasSequence = (lower: string): boolean => {
  for (let at = 0; at + SEQUENCE_LENGTH <= lower.length; at += 1) {
    if (sequences.has(lower.slice(at, at + SEQUENCE_LENGTH))) return true;
  }
  return false;
};

/** `aAbBcC...`, `a1b2c3d4...`: two sequences dealt in turn. */
const isDealt = (lower: string): boolean => {
  const letters = lower.replace(/[^a-z]/g, '');
  if (letters.length >= SEQUENCE_LENGTH && hasSequence(letters)) return true;
  const digits = lower.replace(/[^0-9]/g, '');
  return letters.length < lower.length / 2 + 2 && digits.length >= SEQUENCE_LENGTH && hasSequence(digits);
};

/** A value that somebody wrote to show where a secret goes. */
export const isPlaceholder = (value: string): boolean => {
  if (value.length > WORDS_UP_TO) return LONG_RUN.test(value);
  if (WORDS.test(value) || RUN.test(value)) return true;
  const lower = value.toLowerCase();
  return hasSequence(lower) || isDealt(lower);
};

/** SHA-256, first 16 hex digits, of keys that vendors print in their documentation and emulators; the keys themselves are not kept here. */
const DOCUMENTED: ReadonlySet<string> = new Set([
  '1a5d44a2dca19669',
  'c6ea27c534f993d3',
  'cb20d34a7adda2f5',
  '78314b11be2e5815',
  'e21b597ba6b9cafa',
  '2cafc0970149a84f',
  'f2d6ca16515033e5',
  '2d1f7723aabc5c7a',
  '7e8de44ea9ecf6d5',
  '69e5a07ccf06bc5a',
  '0011cc25eb432071',
  'aa6547439583c3a2',
  'ac9265e56c79b234',
  'e4902a0b38812b15',
  '3450b4fcb4aed208',
  '0b5dd075ccdd03c4',
  '731fa294d036e54f',
  '14cfb450306176cc',
  'cc6589719cb48eff',
  '15cef4b629cc2d07',
  'b8e148545b13c78b',
  '6c96130f130ab0d6',
  '00cf4c781dc37003',
  'cf4d418ed3de92d7',
  '41ef4bb0b23661e6',
  'ed8462e1cfbe0f3a',
  '584b27d64ebc1b33',
  'e9974c507d2a8021',
  '53f5da0aaa93d64c',
  'a35b81a7d7927b70',
  'bc3ae723f57c6b9e',
  '82e74299544e0073',
  '6d7fa4e64d4b1f3e',
]);

/** A key that a vendor's documentation or emulator shows to everybody. */
export const isDocumented = (value: string): boolean =>
  DOCUMENTED.has(createHash('sha256').update(value).digest('hex').slice(0, 16));
