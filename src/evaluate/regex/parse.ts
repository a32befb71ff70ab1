/**
 * Parser of the linear-time (RE2) dialect: no look-around, no back-references.
 * @module
 */
import { readClass } from './character-class.js';
import { Cursor } from './cursor.js';
import { readEscape } from './escape.js';
import { folded, type Assertion, type CodePointTest, type RegexFlags, type RegexNode } from './syntax.js';

const MAX_REPEAT = 1000;
const MAX_DEPTH = 200;

const single =
  (code: number): CodePointTest =>
  (c) =>
    c === code;

const charNode = (test: CodePointTest, flags: RegexFlags): RegexNode => ({
  kind: 'char',
  test: flags.ignoreCase ? folded(test) : test,
});

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

/** A group from behind its `(`, or new flags for the rest of the group around it. */
const groupOrFlags = (cursor: Cursor, flags: RegexFlags, depth: number): RegexNode | RegexFlags => {
  if (cursor.take(/^\?P?<[A-Za-z_]\w*>/, 80) !== null) return group(cursor, flags, depth);
  const switched = cursor.take(/^\?([ims]*(?:-[ims]+)?)([:)])/, 12);
  if (switched !== null) {
    const inner = withFlags(switched[1] ?? '', flags);
    return switched[2] === ')' ? inner : group(cursor, inner, depth);
  }
  if (cursor.peek() === '?') throw cursor.fail('look-around and other (? groups are outside the dialect');
  return group(cursor, flags, depth);
};

/** Text from behind `\\Q` to `\\E` or the end. */
const quoted = (cursor: Cursor, flags: RegexFlags): RegexNode => {
  const { source, at } = cursor;
  const end = source.indexOf('\\E', at);
  cursor.at = end === -1 ? source.length : end + 2;
  const characters = Array.from(source.slice(at, end === -1 ? source.length : end));
  return { kind: 'sequence', parts: characters.map((each) => charNode(single(each.codePointAt(0) ?? 0), flags)) };
};

/** One atom, or new flags for the rest of the group. */
const atom = (cursor: Cursor, flags: RegexFlags, depth: number): RegexNode | RegexFlags => {
  if (cursor.eat('(')) return groupOrFlags(cursor, flags, depth);
  if (cursor.eat('[')) return readClass(cursor, flags);
  if (cursor.eat('.')) return { kind: 'char', test: flags.dotAll ? () => true : (c) => c !== 10 };
  if (cursor.eat('^')) return assertion(flags.multiline ? 'line-start' : 'text-start');
  if (cursor.eat('$')) return assertion(flags.multiline ? 'line-end' : 'text-end');
  if (cursor.eat('\\A')) return assertion('text-start');
  if (cursor.eat('\\z')) return assertion('text-end');
  if (cursor.eat('\\b')) return assertion('word');
  if (cursor.eat('\\B')) return assertion('not-word');
  if (cursor.eat('\\Q')) return quoted(cursor, flags);
  if (cursor.eat('\\')) {
    const escaped = readEscape(cursor);
    return charNode(typeof escaped === 'number' ? single(escaped) : escaped, flags);
  }
  if (/[*+?]/.test(cursor.peek())) throw cursor.fail('nothing to repeat');
  return charNode(single(cursor.nextCodePoint()), flags);
};

/** How often the part before may stand, where something says so. */
const repetition = (cursor: Cursor): readonly [number, number] | undefined => {
  if (cursor.eat('*')) return [0, Infinity];
  if (cursor.eat('+')) return [1, Infinity];
  if (cursor.eat('?')) return [0, 1];
  const counted = cursor.take(/^\{(\d{1,5})(,(\d{1,5})?)?\}/, 14);
  if (counted === null) return undefined;
  const min = Number(counted[1]);
  const max = counted[2] === undefined ? min : counted[3] === undefined ? Infinity : Number(counted[3]);
  if (min > max || min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT))
    throw cursor.fail(`a repetition is n <= m <= ${MAX_REPEAT}`);
  return [min, max];
};

const quantified = (cursor: Cursor, part: RegexNode): RegexNode => {
  let node = part;
  for (let range = repetition(cursor); range !== undefined; range = repetition(cursor)) {
    if (cursor.peek() === '+') throw cursor.fail('a possessive repetition is outside the dialect');
    cursor.eat('?');
    node = { kind: 'repeat', part: node, min: range[0], max: range[1] };
  }
  return node;
};

const choice = (cursor: Cursor, outer: RegexFlags, depth: number): RegexNode => {
  let flags = outer;
  const branches: RegexNode[] = [];
  let parts: RegexNode[] = [];
  while (cursor.more() && cursor.peek() !== ')') {
    if (cursor.eat('|')) {
      branches.push({ kind: 'sequence', parts });
      parts = [];
      continue;
    }
    const found = atom(cursor, flags, depth);
    if ('kind' in found) parts.push(quantified(cursor, found));
    else flags = found;
  }
  branches.push({ kind: 'sequence', parts });
  return { kind: 'choice', parts: branches };
};

const group = (cursor: Cursor, flags: RegexFlags, depth: number): RegexNode => {
  if (depth >= MAX_DEPTH) throw cursor.fail('nested too deep');
  const inner = choice(cursor, flags, depth + 1);
  if (!cursor.eat(')')) throw cursor.fail('missing )');
  return inner;
};

/**
 * Parses an expression.
 * @throws AgentSiemError `rule.regex` for a syntax error, a construct outside the dialect or an unreasonable size.
 */
export const parseRegex = (source: string, start: RegexFlags): RegexNode => {
  const cursor = new Cursor(source);
  const tree = choice(cursor, start, 0);
  if (cursor.more()) throw cursor.fail('unmatched )');
  return tree;
};
