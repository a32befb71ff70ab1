/**
 * Parser of the linear-time (RE2) dialect: no look-around, no back-references.
 * @module
 */
import { AgentSiemError } from '../../error.js';
import {
  CONTROL_ESCAPES,
  folded,
  PERL_CLASSES,
  POSIX_CLASSES,
  type Assertion,
  type CodePointTest,
  type RegexFlags,
  type RegexNode,
} from './syntax.js';

const MAX_REPEAT = 1000;
const MAX_DEPTH = 200;
const MAX_LENGTH = 20_000;

/**
 * Parses an expression.
 * @throws AgentSiemError `rule.regex` for a syntax error, a construct outside the dialect or an unreasonable size.
 */
export const parseRegex = (source: string, start: RegexFlags): RegexNode => {
  let at = 0;
  let depth = 0;
  const fail = (what: string): AgentSiemError =>
    new AgentSiemError(`regular expression: ${what} at character ${at + 1}`, {
      code: 'rule.regex',
      mend: 'Write it in the RE2 dialect, which has no look-around and no back-references',
    });
  if (source.length > MAX_LENGTH) throw fail(`longer than ${MAX_LENGTH} characters`);
  const more = (): boolean => at < source.length;
  const peek = (): string => source[at] ?? '';
  const eat = (text: string): boolean => {
    if (!source.startsWith(text, at)) return false;
    at += text.length;
    return true;
  };
  const nextCodePoint = (): number => {
    const code = source.codePointAt(at);
    if (code === undefined) throw fail('unexpected end');
    at += code > 0xffff ? 2 : 1;
    return code;
  };

  const hex = (): number => {
    const parts = /^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/.exec(source.slice(at, at + 8));
    if (parts === null) throw fail('bad \\x escape');
    at += parts[0].length;
    return Number.parseInt(parts[1] ?? parts[2] ?? '', 16);
  };

  const property = (negated: boolean): CodePointTest => {
    const parts = /^(?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))/.exec(source.slice(at, at + 60));
    if (parts === null) throw fail('bad \\p class');
    const name = parts[2] ?? parts[3] ?? '';
    const tries = [name, `Script=${name}`].flatMap((text) => {
      try {
        return [new RegExp(`^\\p{${text}}$`, 'u')];
      } catch {
        return [];
      }
    });
    const [test] = tries;
    if (test === undefined) throw fail(`unknown class \\p{${name}}`);
    at += parts[0].length;
    const wanted = negated === (parts[1] === '^');
    return (c) => test.test(String.fromCodePoint(c)) === wanted;
  };

  /** After a backslash: a class or one code point. */
  const escape = (): CodePointTest | number => {
    const letter = peek();
    if (Object.hasOwn(PERL_CLASSES, letter)) {
      at += 1;
      return PERL_CLASSES[letter] ?? (() => false);
    }
    if (eat('p')) return property(false);
    if (eat('P')) return property(true);
    if (eat('x') || (source.startsWith('u{', at) && eat('u'))) return hex();
    if (Object.hasOwn(CONTROL_ESCAPES, letter)) {
      at += 1;
      return CONTROL_ESCAPES[letter] ?? 0;
    }
    if (letter === '0') {
      const digits = /^[0-7]{1,3}/.exec(source.slice(at, at + 3))?.[0] ?? '';
      at += digits.length;
      return Number.parseInt(digits, 8);
    }
    if (/[1-9]/.test(letter) || letter === 'k') throw fail('a back-reference is outside the dialect');
    if (/[A-Za-z]/.test(letter)) throw fail(`unknown escape \\${letter}`);
    return nextCodePoint();
  };

  const single =
    (code: number): CodePointTest =>
    (c) =>
      c === code;
  const charNode = (test: CodePointTest, flags: RegexFlags): RegexNode => ({
    kind: 'char',
    test: flags.ignoreCase ? folded(test) : test,
  });

  const classItem = (): CodePointTest | number => {
    const posix = /^\[:(\^?)([a-z]+):\]/.exec(source.slice(at, at + 14));
    if (posix !== null) {
      const test = Object.hasOwn(POSIX_CLASSES, posix[2] ?? '') ? POSIX_CLASSES[posix[2] ?? ''] : undefined;
      if (test === undefined) throw fail('unknown class name');
      at += posix[0].length;
      return posix[1] === '^' ? (c) => !test(c) : test;
    }
    return eat('\\') ? escape() : nextCodePoint();
  };

  const characterClass = (flags: RegexFlags): RegexNode => {
    const negated = eat('^');
    const tests: CodePointTest[] = [];
    for (let first = true; first || peek() !== ']'; first = false) {
      if (!more()) throw fail('class without ]');
      const low = classItem();
      if (typeof low === 'number' && peek() === '-' && source[at + 1] !== ']' && source[at + 1] !== undefined) {
        at += 1;
        const high = classItem();
        if (typeof high !== 'number' || high < low) throw fail('bad range in class');
        tests.push((c) => c >= low && c <= high);
      } else tests.push(typeof low === 'number' ? single(low) : low);
    }
    at += 1;
    const any: CodePointTest = (c) => tests.some((test) => test(c));
    const positive = flags.ignoreCase ? folded(any) : any;
    return { kind: 'char', test: negated ? (c) => !positive(c) : positive };
  };

  const withFlags = (text: string, flags: RegexFlags): RegexFlags => {
    const [on = '', off = ''] = text.split('-');
    const pick = (letter: string, now: boolean): boolean =>
      off.includes(letter) ? false : on.includes(letter) ? true : now;
    return {
      ignoreCase: pick('i', flags.ignoreCase),
      multiline: pick('m', flags.multiline),
      dotAll: pick('s', flags.dotAll),
    };
  };

  const assertion = (name: Assertion): RegexNode => ({ kind: 'assert', assertion: name });

  /** One atom, or new flags for the rest of the group. */
  const atom = (flags: RegexFlags): RegexNode | RegexFlags => {
    if (eat('(')) {
      const named = /^\?P?<[A-Za-z_]\w*>/.exec(source.slice(at, at + 80));
      const switched = /^\?([ims]*(?:-[ims]+)?)([:)])/.exec(source.slice(at, at + 12));
      if (named !== null) at += named[0].length;
      else if (switched !== null) {
        at += switched[0].length;
        const inner = withFlags(switched[1] ?? '', flags);
        return switched[2] === ')' ? inner : group(inner);
      } else if (peek() === '?') throw fail('look-around and other (? groups are outside the dialect');
      return group(flags);
    }
    if (eat('[')) return characterClass(flags);
    if (eat('.')) return { kind: 'char', test: flags.dotAll ? () => true : (c) => c !== 10 };
    if (eat('^')) return assertion(flags.multiline ? 'line-start' : 'text-start');
    if (eat('$')) return assertion(flags.multiline ? 'line-end' : 'text-end');
    if (eat('\\A')) return assertion('text-start');
    if (eat('\\z')) return assertion('text-end');
    if (eat('\\b')) return assertion('word');
    if (eat('\\B')) return assertion('not-word');
    if (eat('\\Q')) {
      const end = source.indexOf('\\E', at);
      const text = source.slice(at, end === -1 ? source.length : end);
      at = end === -1 ? source.length : end + 2;
      return {
        kind: 'sequence',
        parts: Array.from(text, (character) => charNode(single(character.codePointAt(0) ?? 0), flags)),
      };
    }
    if (eat('\\')) {
      const escaped = escape();
      return charNode(typeof escaped === 'number' ? single(escaped) : escaped, flags);
    }
    if (/[*+?]/.test(peek())) throw fail('nothing to repeat');
    return charNode(single(nextCodePoint()), flags);
  };

  const quantified = (part: RegexNode): RegexNode => {
    let node = part;
    for (;;) {
      const counted = /^\{(\d{1,5})(,(\d{1,5})?)?\}/.exec(source.slice(at, at + 14));
      let range: readonly [number, number];
      if (eat('*')) range = [0, Infinity];
      else if (eat('+')) range = [1, Infinity];
      else if (eat('?')) range = [0, 1];
      else if (counted !== null) {
        at += counted[0].length;
        const min = Number(counted[1]);
        const max = counted[2] === undefined ? min : counted[3] === undefined ? Infinity : Number(counted[3]);
        if (min > max || min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT))
          throw fail(`a repetition is n <= m <= ${MAX_REPEAT}`);
        range = [min, max];
      } else return node;
      if (peek() === '+') throw fail('a possessive repetition is outside the dialect');
      eat('?');
      node = { kind: 'repeat', part: node, min: range[0], max: range[1] };
    }
  };

  const choice = (outer: RegexFlags): RegexNode => {
    let flags = outer;
    const branches: RegexNode[] = [];
    let parts: RegexNode[] = [];
    while (more() && peek() !== ')') {
      if (eat('|')) {
        branches.push({ kind: 'sequence', parts });
        parts = [];
        continue;
      }
      const found = atom(flags);
      if ('kind' in found) parts.push(quantified(found));
      else flags = found;
    }
    branches.push({ kind: 'sequence', parts });
    return { kind: 'choice', parts: branches };
  };

  const group = (flags: RegexFlags): RegexNode => {
    depth += 1;
    if (depth > MAX_DEPTH) throw fail('nested too deep');
    const inner = choice(flags);
    if (!eat(')')) throw fail('missing )');
    depth -= 1;
    return inner;
  };

  const tree = choice(start);
  if (more()) throw fail('unmatched )');
  return tree;
};
