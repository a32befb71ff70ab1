/**
 * An expression in the one spelling that every engine reads alike.
 * @module
 */
import { readClass } from './bracket-expression.js';
import { escapeLiteral, readEscape } from './escape.js';
import { readGroupOpening } from './group-opening.js';
import { Problem } from './problem.js';

const MAX_REPEAT = 1_000;
const MAX_DEPTH = 50;
interface Atom {
  readonly text: string;
  /** The atom holds a repetition. */
  readonly repeats: boolean;
  /** Assertions cannot be repeated. */
  readonly assertion?: boolean;
}

const REPEAT = /^(?:[*+?]|\{(\d{1,6})(?:(,)(\d{0,6}))?\})/;

/** Checks and respells an expression. @throws Problem. Time and memory are linear in its length. */
export const respell = (pattern: string): { readonly text: string; readonly nested: boolean } => {
  let at = 0;
  let nested = false;

  const alternation = (depth: number): Atom => {
    if (depth > MAX_DEPTH) throw new Problem('groups nested too deep', at);
    let text = '';
    let repeats = false;
    while (at < pattern.length && pattern[at] !== ')') {
      if (pattern[at] === '|') {
        text += '|';
        at += 1;
        continue;
      }
      const start = at;
      const atom = readAtom(depth);
      const repeated = repeat(atom, start);
      text += repeated.text;
      repeats ||= repeated.repeats;
    }
    return { text, repeats };
  };

  const readAtom = (depth: number): Atom => {
    const character = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    if (character === '(') {
      const open = at;
      at = readGroupOpening(pattern, at);
      const inner = alternation(depth + 1);
      if (pattern[at] !== ')') throw new Problem('a group that does not end', open, 'Close it with ).');
      at += 1;
      return { text: `(?:${inner.text})`, repeats: inner.repeats };
    }
    if (character === '[') {
      const set = readClass(pattern, at);
      at = set.end;
      return { text: set.text, repeats: false };
    }
    if (character === '\\') {
      if (pattern[at + 1] === 'Q') {
        const end = pattern.indexOf('\\E', at + 2);
        const literal = pattern.slice(at + 2, end === -1 ? undefined : end);
        at = end === -1 ? pattern.length : end + 2;
        return { text: literal.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&'), repeats: false };
      }
      const escape = readEscape(pattern, at, false);
      at = escape.end;
      return { text: escape.text, repeats: false, assertion: escape.assertion };
    }
    if (character === '^' || character === '$') {
      at += 1;
      return { text: character, repeats: false, assertion: true };
    }
    if (/[*+?]/.test(character)) throw new Problem('nothing to repeat', at, `Write \\${character} for the character.`);
    at += character.length;
    return { text: character === '.' ? '.' : escapeLiteral(character, false), repeats: false };
  };

  const repeat = (atom: Atom, start: number): Atom => {
    const found = REPEAT.exec(pattern.slice(at, at + 20));
    if (found === null) return atom;
    const low = Number(found[1] ?? 0);
    const high = found[3] === undefined || found[3] === '' ? low : Number(found[3]);
    if (Math.max(low, high) > MAX_REPEAT) {
      throw new Problem(`repeats more than ${String(MAX_REPEAT)} times`, at);
    }
    if (found[3] !== undefined && found[3] !== '' && high < low) throw new Problem('a range that runs backwards', at);
    if (atom.assertion === true) throw new Problem('an assertion cannot be repeated', start);
    at += found[0].length;
    let text = atom.text + found[0];
    if (pattern[at] === '?') {
      text += '?';
      at += 1;
    } else if (pattern[at] === '+') {
      throw new Problem('a possessive repetition', at, 'Leave the second + out.');
    }
    if (REPEAT.test(pattern.slice(at, at + 20))) throw new Problem('a repetition of a repetition', at);
    // x? and x{3} have an end; only open-ended repetitions inside one another multiply.
    const open = found[0] === '*' || found[0] === '+' || (found[2] === ',' && found[3] === '');
    if (open && atom.repeats) nested = true;
    return { text, repeats: open || atom.repeats };
  };

  const whole = alternation(0);
  if (at < pattern.length) throw new Problem('a ) without its (', at, 'Write \\) for the character.');
  return { text: whole.text, nested };
};
