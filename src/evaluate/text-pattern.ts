/**
 * Whole-string comparison: literals and wildcard patterns, in time linear in the text.
 * @module
 */
import type { PatternPart } from '../rules/ir.js';
import { regexSearch } from './regex/search.js';

/** Tests one string. */
export type TextTest = (text: string) => boolean;

const UPPER = /[A-Z]/;
const WIDE = /[^\0-\x7f]/;

/** Folds A to Z only; every other character stays. */
export const foldCase = (text: string): string => {
  if (!UPPER.test(text)) return text;
  return WIDE.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text.toLowerCase();
};

/** The whole string equals the value. */
export const equalsText = (value: string, cased: boolean): TextTest => {
  if (cased) return (text) => text === value;
  const folded = foldCase(value);
  return (text) => text.length === folded.length && (text === folded || foldCase(text) === folded);
};

const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Literal pieces between `*`; undefined when the pattern has a `?`. */
const literalPieces = (parts: readonly PatternPart[]): readonly string[] | undefined => {
  const pieces = [''];
  for (const part of parts) {
    if (part.kind === 'one') return undefined;
    if (part.kind === 'any') pieces.push('');
    else pieces.push(`${pieces.pop() ?? ''}${part.text}`);
  }
  return pieces;
};

/** Pieces are looked for from left to right, each at its earliest place: no backtracking is ever needed. */
const piecesTest = (pieces: readonly string[]): TextTest => {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '');
  if (pieces.length === 1) return (text) => text === first;
  const [only] = middle;
  if (first === '' && last === '' && only !== undefined && middle.length === 1) return (text) => text.includes(only);
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const piece of middle) {
      const at = text.indexOf(piece, from);
      if (at === -1) return false;
      from = at + piece.length;
    }
    return from <= text.length - last.length;
  };
};

/** The whole string matches the pattern; `?` is one code point. */
export const patternText = (parts: readonly PatternPart[], cased: boolean): TextTest => {
  const pieces = literalPieces(parts);
  if (pieces === undefined) {
    const body = parts
      .map((part) => (part.kind === 'text' ? escapeRegex(part.text) : part.kind === 'any' ? '.*' : '.'))
      .join('');
    return regexSearch(`^${body}$`, { ignoreCase: !cased, multiline: false, dotAll: true });
  }
  if (cased) return piecesTest(pieces);
  const test = piecesTest(pieces.map(foldCase));
  return (text) => test(foldCase(text));
};
