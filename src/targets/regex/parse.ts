/**
 * Reads a regular expression of the RE2 dialect into a tree, for targets whose own dialect differs.
 * @module
 */
import { characterClass, escaped, oneCharacter } from './character-class.js';
import { folded, inverted, MAX_CODE, merged, type Ranges } from './ranges.js';
import { readerOf, refuse, Unreadable } from './reader.js';

/** A regular expression. Laziness and captures do not change whether it matches and are not kept. */
export type RegexNode =
  | { readonly kind: 'set'; readonly ranges: Ranges }
  | { readonly kind: 'start' | 'end'; /** At every line. */ readonly multiline: boolean }
  | { readonly kind: 'boundary'; /** `\B`: anywhere but at the border of a word of ASCII. */ readonly negated: boolean }
  | { readonly kind: 'concat' | 'alternate'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly part: RegexNode; readonly min: number; readonly max: number | undefined };

/** Flags of the whole expression; `(?i)` and the like in the text change them from there on. */
export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
}

/** The construct that cannot be read. */
export interface RegexProblem {
  readonly reason: string;
}

/** Parses; a construct outside the common ground of the dialects is a problem, never a guess. */
export const parseRegex = (source: string, given: RegexFlags): RegexNode | RegexProblem => {
  const reader = readerOf(source);
  const { peek, rest, take, skip } = reader;
  let flags = given;
  const set = (ranges: Ranges): RegexNode => ({
    kind: 'set',
    ranges: flags.ignoreCase ? folded(ranges) : merged(ranges),
  });

  const withFlags = (letters: string): void => {
    const [on = '', off = ''] = letters.split('-');
    for (const letter of on + off) if (!'imsU'.includes(letter)) refuse(`(?${letters})`);
    const value = (letter: string, now: boolean): boolean =>
      off.includes(letter) ? false : on.includes(letter) || now;
    flags = {
      ignoreCase: value('i', flags.ignoreCase),
      multiline: value('m', flags.multiline),
      dotAll: value('s', flags.dotAll),
    };
  };

  const group = (): RegexNode => {
    const before = flags;
    const head = /^\?(?:P?<[A-Za-z_]\w*>|([a-zA-Z-]*)([:)]))/.exec(rest());
    if (peek() === '?') {
      if (head === null || rest().startsWith('?<=') || rest().startsWith('?<!')) return refuse(rest().slice(0, 3));
      skip(head[0].length);
      if (head[1] !== undefined && head[1] !== '') withFlags(head[1]);
      // (?i) alone holds to the end of the enclosing group.
      if (head[2] === ')') return { kind: 'concat', parts: [] };
    }
    const inner = alternation();
    if (take() !== ')') refuse('a group that is not closed');
    flags = before;
    return inner;
  };

  const atom = (): RegexNode => {
    const character = take();
    switch (character) {
      case '.':
        return { kind: 'set', ranges: flags.dotAll ? [[0, MAX_CODE]] : inverted([[10, 10]]) };
      case '^':
        return { kind: 'start', multiline: flags.multiline };
      case '$':
        return { kind: 'end', multiline: flags.multiline };
      case '(':
        return group();
      case '[':
        return { kind: 'set', ranges: characterClass(reader, flags.ignoreCase) };
      case '\\': {
        if (peek() === 'A' || peek() === 'z') return { kind: take() === 'A' ? 'start' : 'end', multiline: false };
        if (peek() === 'b' || peek() === 'B') return { kind: 'boundary', negated: take() === 'B' };
        return set(escaped(reader));
      }
      case '*':
      case '+':
      case '?':
        return refuse(`${character} without anything to repeat`);
      default:
        return set(oneCharacter(character));
    }
  };

  const bounds = (): readonly [number, number | undefined] | undefined => {
    const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})/.exec(rest());
    if (found === null) return undefined;
    skip(found[0].length);
    if (peek() === '?') skip(1);
    else if (peek() === '+') refuse('a possessive quantifier');
    const [, mark, min, comma, max] = found;
    if (mark === '*') return [0, undefined];
    if (mark === '+') return [1, undefined];
    if (mark === '?') return [0, 1];
    if (comma === undefined) return [Number(min), Number(min)];
    return [Number(min), max === undefined || max === '' ? undefined : Number(max)];
  };

  const concatenation = (): RegexNode => {
    const parts: RegexNode[] = [];
    while (peek() !== undefined && peek() !== '|' && peek() !== ')') {
      let part = atom();
      for (let repeat = bounds(); repeat !== undefined; repeat = bounds()) {
        part = { kind: 'repeat', part, min: repeat[0], max: repeat[1] };
      }
      parts.push(part);
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'concat', parts };
  };

  const alternation = (): RegexNode => {
    const parts = [concatenation()];
    while (peek() === '|') {
      skip(1);
      parts.push(concatenation());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'alternate', parts };
  };

  try {
    const tree = alternation();
    return peek() !== undefined ? { reason: 'a closing parenthesis without its opening' } : tree;
  } catch (error) {
    if (error instanceof Unreadable) return { reason: `the expression holds ${error.message}` };
    throw error;
  }
};
