/**
 * Bracket expressions.
 * @module
 */
import { escapeLiteral, readEscape } from './escape.js';
import { Problem } from './problem.js';

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

/** A bracket expression from its `[`. */
export const readClass = (pattern: string, start: number): { text: string; end: number } => {
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
