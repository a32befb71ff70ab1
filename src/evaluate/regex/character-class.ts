/**
 * Character classes: `[a-z\\d[:alpha:]]`.
 * @module
 */
import type { Cursor } from './cursor.js';
import { readEscape } from './escape.js';
import { folded, POSIX_CLASSES, type CodePointTest, type RegexFlags, type RegexNode } from './syntax.js';

const classItem = (cursor: Cursor): CodePointTest | number => {
  const before = cursor.at;
  const posix = cursor.take(/^\[:(\^?)([a-z]+):\]/, 14);
  if (posix === null) return cursor.eat('\\') ? readEscape(cursor) : cursor.nextCodePoint();
  const test = Object.hasOwn(POSIX_CLASSES, posix[2] ?? '') ? POSIX_CLASSES[posix[2] ?? ''] : undefined;
  if (test === undefined) {
    cursor.at = before;
    throw cursor.fail('unknown class name');
  }
  return posix[1] === '^' ? (c) => !test(c) : test;
};

/** A class from behind its `[` to its `]`. */
export const readClass = (cursor: Cursor, flags: RegexFlags): RegexNode => {
  const negated = cursor.eat('^');
  const tests: CodePointTest[] = [];
  for (let first = true; first || cursor.peek() !== ']'; first = false) {
    if (!cursor.more()) throw cursor.fail('class without ]');
    const low = classItem(cursor);
    if (typeof low === 'number' && cursor.peek() === '-' && cursor.peek(1) !== ']' && cursor.peek(1) !== '') {
      cursor.at += 1;
      const high = classItem(cursor);
      if (typeof high !== 'number' || high < low) throw cursor.fail('bad range in class');
      tests.push((c) => c >= low && c <= high);
    } else tests.push(typeof low === 'number' ? (c) => c === low : low);
  }
  cursor.at += 1;
  const any: CodePointTest = (c) => tests.some((test) => test(c));
  const positive = flags.ignoreCase ? folded(any) : any;
  return { kind: 'char', test: negated ? (c) => !positive(c) : positive };
};
