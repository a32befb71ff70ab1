/**
 * Escapes of regular expressions, and literals that need one.
 * @module
 */
import { Problem } from './problem.js';

const NEEDS_ESCAPE = /[$()*+./?[\\\]^{|}]/;
const CLASS_NEEDS_ESCAPE = /[\\\]^-]/;

/** A character that stands for itself. */
export const escapeLiteral = (character: string, inClass: boolean): string =>
  (inClass ? CLASS_NEEDS_ESCAPE : NEEDS_ESCAPE).test(character) ? `\\${character}` : character;

const codePoint = (hex: string, at: number): string => {
  const value = parseInt(hex, 16);
  if (!(value <= 0x10ffff)) throw new Problem('not a code point', at);
  return value < 0x100 ? `\\x${value.toString(16).padStart(2, '0')}` : `\\u{${value.toString(16)}}`;
};

/** One escape, from the backslash; `set` says that it stands for several characters. */
export const readEscape = (
  pattern: string,
  at: number,
  inClass: boolean,
): { text: string; end: number; set: boolean; assertion: boolean } => {
  const rest = pattern.slice(at + 1);
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  const done = (text: string, length = character.length, set = false, assertion = false) => ({
    text,
    end: at + 1 + length,
    set,
    assertion,
  });
  if (rest === '') throw new Problem('ends with a backslash', at, 'Write \\\\ for a backslash.');
  if (/[dDwWsS]/.test(character)) return done(`\\${character}`, 1, true);
  if (/[tnrfv]/.test(character)) return done(`\\${character}`);
  if (character === 'a') return done('\\x07');
  const hex = /^x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/.exec(rest);
  if (hex !== null) return done(codePoint(hex[1] ?? hex[2] ?? '', at), hex[0].length);
  const property = /^([pP])(?:\{(\^?)([A-Z][a-z]?)\}|([A-Z]))/.exec(rest);
  if (property !== null) {
    const negated = (property[1] === 'P') !== (property[2] === '^');
    return done(`\\${negated ? 'P' : 'p'}{${property[3] ?? property[4] ?? ''}}`, property[0].length, true);
  }
  if (!inClass && /[bB]/.test(character)) return done(`\\${character}`, 1, false, true);
  if (/[1-9]/.test(character) || /^k[<{']/.test(rest) || /^g[{\d]/.test(rest)) {
    throw new Problem('a backreference', at, 'Linear-time engines have none: write the alternatives out.');
  }
  if (/^0(?!\d)/.test(rest)) return done('\\x00');
  if (/[0-9A-Za-z]/.test(character)) {
    throw new Problem(`\\${character} means different things in different engines`, at, 'Write what it stands for.');
  }
  return done(escapeLiteral(character, inClass));
};
