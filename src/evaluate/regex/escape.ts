/**
 * What may stand after a backslash.
 * @module
 */
import type { Cursor } from './cursor.js';
import { CONTROL_ESCAPES, PERL_CLASSES, type CodePointTest } from './syntax.js';

const hex = (cursor: Cursor): number => {
  const parts = cursor.take(/^(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/, 8);
  if (parts === null) throw cursor.fail('bad \\x escape');
  return Number.parseInt(parts[1] ?? parts[2] ?? '', 16);
};

const property = (cursor: Cursor, negated: boolean): CodePointTest => {
  const before = cursor.at;
  const parts = cursor.take(/^(?:\{(\^?)([A-Za-z_]+)\}|([A-Z]))/, 60);
  if (parts === null) throw cursor.fail('bad \\p class');
  const name = parts[2] ?? parts[3] ?? '';
  const tries = [name, `Script=${name}`].flatMap((text) => {
    try {
      return [new RegExp(`^\\p{${text}}$`, 'u')];
    } catch {
      return [];
    }
  });
  const [test] = tries;
  if (test === undefined) {
    cursor.at = before;
    throw cursor.fail(`unknown class \\p{${name}}`);
  }
  const wanted = negated === (parts[1] === '^');
  return (c) => test.test(String.fromCodePoint(c)) === wanted;
};

/** After a backslash: a class or one code point. */
export const readEscape = (cursor: Cursor): CodePointTest | number => {
  const letter = cursor.peek();
  if (Object.hasOwn(PERL_CLASSES, letter)) {
    cursor.at += 1;
    return PERL_CLASSES[letter] ?? (() => false);
  }
  if (cursor.eat('p')) return property(cursor, false);
  if (cursor.eat('P')) return property(cursor, true);
  if (cursor.eat('x') || (cursor.peek(1) === '{' && cursor.eat('u'))) return hex(cursor);
  if (Object.hasOwn(CONTROL_ESCAPES, letter)) {
    cursor.at += 1;
    return CONTROL_ESCAPES[letter] ?? 0;
  }
  if (letter === '0') return Number.parseInt(cursor.take(/^[0-7]{1,3}/, 3)?.[0] ?? '', 8);
  if (/[1-9]/.test(letter) || letter === 'k') throw cursor.fail('a back-reference is outside the dialect');
  if (/[A-Za-z]/.test(letter)) throw cursor.fail(`unknown escape \\${letter}`);
  return cursor.nextCodePoint();
};
