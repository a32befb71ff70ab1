/**
 * Regular expressions of the linear-time (RE2) dialect as a tree.
 * @module
 */

/** Tests one code point. */
export type CodePointTest = (codePoint: number) => boolean;

/** Zero-width conditions. */
export type Assertion = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word' | 'not-word';

/** One node; repetition has no greediness, because only "found or not" is asked. */
export type RegexNode =
  | { readonly kind: 'char'; readonly test: CodePointTest }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly part: RegexNode; readonly min: number; readonly max: number };

/** Flags; case folding is ASCII only. */
export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

/** True for 0-9, A-Z, a-z and the underscore. */
export const isWord: CodePointTest = (c) =>
  (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || c === 95 || (c >= 97 && c <= 122);
const isDigit: CodePointTest = (c) => c >= 48 && c <= 57;
const isSpace: CodePointTest = (c) => c === 32 || c === 9 || c === 10 || c === 12 || c === 13;

/** \d \D \w \W \s \S by their letter. */
export const PERL_CLASSES: Readonly<Record<string, CodePointTest>> = {
  d: isDigit,
  D: (c) => !isDigit(c),
  w: isWord,
  W: (c) => !isWord(c),
  s: isSpace,
  S: (c) => !isSpace(c),
};

const between =
  (low: number, high: number): CodePointTest =>
  (c) =>
    c >= low && c <= high;
const some =
  (...tests: readonly CodePointTest[]): CodePointTest =>
  (c) =>
    tests.some((test) => test(c));
const upper = between(65, 90);
const lower = between(97, 122);

/** [:name:] inside a class. */
export const POSIX_CLASSES: Readonly<Record<string, CodePointTest>> = {
  alnum: some(isDigit, upper, lower),
  alpha: some(upper, lower),
  ascii: between(0, 127),
  blank: (c) => c === 9 || c === 32,
  cntrl: some(between(0, 31), (c) => c === 127),
  digit: isDigit,
  graph: between(33, 126),
  lower,
  print: between(32, 126),
  punct: some(between(33, 47), between(58, 64), between(91, 96), between(123, 126)),
  space: some(isSpace, (c) => c === 11),
  upper,
  word: isWord,
  xdigit: some(isDigit, between(65, 70), between(97, 102)),
};

/** Letters escaped for one character. */
export const CONTROL_ESCAPES: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };

/** The other case of an ASCII letter; any other code point is itself. */
const otherCase = (c: number): number => (upper(c) ? c + 32 : lower(c) ? c - 32 : c);

/** Makes a test blind to the case of ASCII letters. */
export const folded =
  (test: CodePointTest): CodePointTest =>
  (c) =>
    test(c) || test(otherCase(c));
