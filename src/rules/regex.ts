/**
 * Regular expressions of rules: the RE2 dialect, without backreferences and lookaround, in one spelling that RE2 and
 * JavaScript (with the u flag) read alike.
 * @module
 */

/** A checked expression. `source` compiles under `new RegExp(source, 'u')` and in RE2 with the same meaning. */
export interface CheckedRegex {
  readonly source: string;
  /** Flags of a leading `(?ims)`. */
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  /** A repetition stands inside a repetition: engines that backtrack can take exponential time on it. */
  readonly nestedRepeat: boolean;
}

/** Why an expression is refused and where in it (offset from 0). */
export interface RegexProblem {
  readonly message: string;
  readonly at: number;
  readonly mend?: string;
}

class Problem extends Error {
  constructor(
    message: string,
    readonly at: number,
    readonly mend?: string,
  ) {
    super(message);
  }
}

const MAX_LENGTH = 4_096;
const MAX_REPEAT = 1_000;
const MAX_DEPTH = 50;
const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
const NEEDS_ESCAPE = /[$()*+./?[\\\]^{|}]/;
const CLASS_NEEDS_ESCAPE = /[\\\]^-]/;

const escapeLiteral = (character: string, inClass: boolean): string =>
  (inClass ? CLASS_NEEDS_ESCAPE : NEEDS_ESCAPE).test(character) ? `\\${character}` : character;

const codePoint = (hex: string, at: number): string => {
  const value = parseInt(hex, 16);
  if (!(value <= 0x10ffff)) throw new Problem('not a code point', at);
  return value < 0x100 ? `\\x${value.toString(16).padStart(2, '0')}` : `\\u{${value.toString(16)}}`;
};

interface Atom {
  readonly text: string;
  /** The atom holds a repetition. */
  readonly repeats: boolean;
  /** Assertions cannot be repeated. */
  readonly assertion?: boolean;
}

/** One escape, from the backslash; `set` says that it stands for several characters. */
const readEscape = (
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

/** A bracket expression from its `[`. */
const readClass = (pattern: string, start: number): { text: string; end: number } => {
  let at = start + 1;
  let text = '[';
  if (pattern[at] === '^') {
    text += '^';
    at += 1;
  }
  let first = true;
  /** Whether the last item was a single character, and so may begin a range. */
  let single = false;
  for (;;) {
    if (at >= pattern.length) throw new Problem('a bracket expression that does not end', start, 'Close it with ].');
    const character = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    if (character === ']' && !first) return { text: `${text}]`, end: at + 1 };
    first = false;
    const posix = character === '[' ? /^\[:(\^?)([a-z]+):\]/.exec(pattern.slice(at)) : null;
    if (posix !== null) {
      const set = POSIX[posix[2] ?? ''];
      if (set === undefined || posix[1] === '^') throw new Problem(`no character class ${posix[0]}`, at);
      text += set;
      at += posix[0].length;
      single = false;
    } else if (character === '-') {
      const next = pattern[at + 1];
      const setFollows = next === '\\' && /[dDwWsSpP]/.test(pattern[at + 2] ?? '');
      const isRange = single && next !== undefined && next !== ']' && next !== '[' && !setFollows;
      text += isRange ? '-' : '\\-';
      single = false;
      at += 1;
      if (isRange) {
        const end = pattern[at] === '\\' ? readEscape(pattern, at, true) : undefined;
        const last = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
        text += end?.text ?? escapeLiteral(last, true);
        at = end?.end ?? at + last.length;
      }
    } else if (character === '\\') {
      const escape = readEscape(pattern, at, true);
      text += escape.text;
      single = !escape.set;
      at = escape.end;
    } else {
      text += escapeLiteral(character, true);
      single = true;
      at += character.length;
    }
  }
};

const readGroupOpening = (pattern: string, at: number): number => {
  const rest = pattern.slice(at, at + 80);
  if (/^\((?!\?)/.test(rest)) return at + 1;
  if (rest.startsWith('(?:')) return at + 3;
  const named = /^\(\?P?<[A-Za-z_]\w*>/.exec(rest);
  if (named !== null) return at + named[0].length;
  if (/^\(\?<?[=!]/.test(rest)) {
    throw new Problem('lookaround', at, 'Linear-time engines have none: use two selections and `and not`.');
  }
  if (/^\(\?[a-zA-Z-]+[:)]/.test(rest)) {
    throw new Problem('flags inside the expression', at, 'Write them as modifiers, such as |re|i.');
  }
  throw new Problem('this kind of group is not part of the RE2 dialect', at);
};

const REPEAT = /^(?:[*+?]|\{(\d{1,6})(?:(,)(\d{0,6}))?\})/;

/** Checks and respells an expression. Time and memory are linear in its length. */
const respell = (pattern: string): { readonly text: string; readonly nested: boolean } => {
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

/** Checks an expression; answers with one spelling for every engine, or with the problem. */
export const checkRegex = (pattern: string): CheckedRegex | RegexProblem => {
  if (pattern.length > MAX_LENGTH) return { message: `longer than ${String(MAX_LENGTH)} characters`, at: 0 };
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const skipped = flags?.[0].length ?? 0;
  try {
    const { text, nested } = respell(pattern.slice(skipped));
    // The proof that the spelling is right: the engine itself reads it.
    new RegExp(text, 'u');
    return {
      source: text,
      ignoreCase: flags?.[1]?.includes('i') ?? false,
      multiline: flags?.[1]?.includes('m') ?? false,
      dotAll: flags?.[1]?.includes('s') ?? false,
      nestedRepeat: nested,
    };
  } catch (error) {
    if (error instanceof Problem) {
      return {
        message: error.message,
        at: error.at + skipped,
        ...(error.mend === undefined ? {} : { mend: error.mend }),
      };
    }
    return { message: error instanceof Error ? error.message : 'not a regular expression', at: 0 };
  }
};

/** Tells the two answers of checkRegex apart. */
export const isRegexProblem = (answer: CheckedRegex | RegexProblem): answer is RegexProblem => 'message' in answer;
