/**
 * Reads a regular expression of the RE2 dialect into a tree, for targets whose own dialect differs.
 * @module
 */

/** Inclusive ranges of code points. */
export type Ranges = readonly (readonly [number, number])[];

/** A regular expression. Laziness and captures do not change whether it matches and are not kept. */
export type RegexNode =
  | { readonly kind: 'set'; readonly ranges: Ranges }
  | { readonly kind: 'start' | 'end'; /** At every line. */ readonly multiline: boolean }
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

const MAX_CODE = 0x10ffff;
const code = (character: string): number => character.codePointAt(0) ?? 0;

/** Sorted, merged ranges. */
const merged = (ranges: Ranges): Ranges => {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
};

/** Every code point that is not in the ranges. */
export const inverted = (ranges: Ranges): Ranges => {
  const result: [number, number][] = [];
  let next = 0;
  for (const [from, to] of merged(ranges)) {
    if (from > next) result.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= MAX_CODE) result.push([next, MAX_CODE]);
  return result;
};

/** Adds the other case of A to Z. */
const folded = (ranges: Ranges): Ranges =>
  merged(
    ranges.flatMap(([from, to]) => {
      const both: [number, number][] = [[from, to]];
      const overlap = (low: number, high: number, shift: number): void => {
        const [start, end] = [Math.max(from, low), Math.min(to, high)];
        if (start <= end) both.push([start + shift, end + shift]);
      };
      overlap(65, 90, 32);
      overlap(97, 122, -32);
      return both;
    }),
  );

const DIGIT: Ranges = [[48, 57]];
const WORD: Ranges = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const SPACE: Ranges = [
  [9, 10],
  [12, 13],
  [32, 32],
];
const CLASSES: Readonly<Record<string, Ranges>> = {
  d: DIGIT,
  w: WORD,
  s: SPACE,
  D: inverted(DIGIT),
  W: inverted(WORD),
  S: inverted(SPACE),
};
const POSIX: Readonly<Record<string, Ranges>> = {
  alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  alpha: [
    [65, 90],
    [97, 122],
  ],
  ascii: [[0, 127]],
  blank: [
    [9, 9],
    [32, 32],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  digit: DIGIT,
  graph: [[33, 126]],
  lower: [[97, 122]],
  print: [[32, 126]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  space: [
    [9, 13],
    [32, 32],
  ],
  upper: [[65, 90]],
  word: WORD,
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
};
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, a: 7 };

class Unreadable extends Error {}

const refuse = (what: string): never => {
  throw new Unreadable(what);
};

/** Parses; a construct outside the common ground of the dialects is a problem, never a guess. */
export const parseRegex = (source: string, given: RegexFlags): RegexNode | RegexProblem => {
  const text = Array.from(source);
  let at = 0;
  let flags = given;
  const peek = (ahead = 0): string | undefined => text[at + ahead];
  const rest = (): string => text.slice(at).join('');
  const take = (): string => {
    const character = text[at];
    at += 1;
    return character ?? refuse('a pattern that ends too early');
  };
  const set = (ranges: Ranges): RegexNode => ({
    kind: 'set',
    ranges: flags.ignoreCase ? folded(ranges) : merged(ranges),
  });

  const hexEscape = (letter: string): number => {
    const pattern = letter === 'x' ? /^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/ : /^([0-9A-Fa-f]{4})/;
    const found = pattern.exec(rest()) ?? refuse(`\\${letter}`);
    at += found[0].length;
    return Number.parseInt(found[1] ?? found[2] ?? '', 16);
  };

  /** What stands after a backslash, inside and outside of classes. */
  const escaped = (): Ranges => {
    const letter = take();
    const named = CLASSES[letter];
    if (named !== undefined) return named;
    const control = CONTROLS[letter];
    if (control !== undefined) return [[control, control]];
    if (letter === 'x' || letter === 'u') {
      const value = hexEscape(letter);
      return [[value, value]];
    }
    if (/[A-Za-z0-9]/.test(letter)) return refuse(`\\${letter}`);
    return [[code(letter), code(letter)]];
  };

  const posixClass = (): Ranges | undefined => {
    const found = /^\[:(\^?)([a-z]+):\]/.exec(rest());
    if (found === null) return undefined;
    at += found[0].length;
    const ranges = POSIX[found[2] ?? ''] ?? refuse(found[0]);
    return found[1] === '^' ? inverted(ranges) : ranges;
  };

  const classMember = (): Ranges => {
    const character = take();
    return character === '\\' ? escaped() : [[code(character), code(character)]];
  };

  const characterClass = (): RegexNode => {
    const negated = peek() === '^';
    if (negated) at += 1;
    const ranges: (readonly [number, number])[] = [];
    for (let first = true; first || peek() !== ']'; first = false) {
      const posix = posixClass();
      if (posix !== undefined) {
        ranges.push(...posix);
        continue;
      }
      const low = classMember();
      if (peek() === '-' && peek(1) !== ']' && peek(1) !== undefined) {
        at += 1;
        const high = classMember();
        const [from, to] = [low[0]?.[0] ?? 0, high[0]?.[0] ?? 0];
        if (low.length > 1 || high.length > 1 || from > to) refuse('a range between classes');
        ranges.push([from, to]);
      } else ranges.push(...low);
    }
    at += 1;
    const wanted = flags.ignoreCase ? folded(ranges) : merged(ranges);
    return { kind: 'set', ranges: negated ? inverted(wanted) : wanted };
  };

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
      at += head[0].length;
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
        return characterClass();
      case '\\': {
        if (peek() === 'A' || peek() === 'z') return { kind: take() === 'A' ? 'start' : 'end', multiline: false };
        return set(escaped());
      }
      case '*':
      case '+':
      case '?':
        return refuse(`${character} without anything to repeat`);
      default:
        return set([[code(character), code(character)]]);
    }
  };

  const bounds = (): readonly [number, number | undefined] | undefined => {
    const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})/.exec(rest());
    if (found === null) return undefined;
    at += found[0].length;
    if (peek() === '?') at += 1;
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
    while (at < text.length && peek() !== '|' && peek() !== ')') {
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
      at += 1;
      parts.push(concatenation());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'alternate', parts };
  };

  try {
    const tree = alternation();
    return at < text.length ? { reason: 'a closing parenthesis without its opening' } : tree;
  } catch (error) {
    if (error instanceof Unreadable) return { reason: `the expression holds ${error.message}` };
    throw error;
  }
};
