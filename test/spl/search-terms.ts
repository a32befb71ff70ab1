/** The first stage: `field=value` terms, OR, NOT and parentheses. Values compare without regard to case. */
import { unescape } from './expression.js';
import { SplError, textOf, toList, type Row } from './value.js';

export type Filter = (row: Row) => boolean;

const TOKEN = /\s*(?:([()])|(OR|NOT)\b|([\w.{}]+)=(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s()"|]+)))/y;

/** `*` stands for any run of characters; a backslash cannot escape it. */
const wildcard = (value: string): RegExp =>
  new RegExp(
    `^${value
      .split('*')
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('[\\s\\S]*')}$`,
    'i',
  );

/** Compiles the terms. A field with several values matches when one of them does; a missing field never does. */
export const parseSearch = (text: string): Filter => {
  TOKEN.lastIndex = 0;
  let token: RegExpExecArray | null = null;
  const advance = (): void => {
    const at = TOKEN.lastIndex;
    token = at >= text.trimEnd().length ? null : TOKEN.exec(text);
    if (token === null && at < text.trimEnd().length) throw new SplError(`cannot search for ${text.slice(at)}`);
  };
  const current = (): RegExpExecArray | null => token;
  const term = (): Filter => {
    const [, paren, word, field, quoted, bare] = current() ?? [];
    advance();
    if (paren === '(') {
      const inner = conjunction();
      if (current()?.[1] !== ')') throw new SplError('a parenthesis is not closed');
      advance();
      return inner;
    }
    if (word === 'NOT') {
      const inner = term();
      return (row) => !inner(row);
    }
    if (field === undefined) throw new SplError('expected field=value');
    const expected = wildcard(quoted === undefined ? (bare ?? '') : unescape(quoted));
    return (row) => toList(row.get(field) ?? null).some((value) => expected.test(textOf(value)));
  };
  // Search reads OR before AND, unlike eval and where.
  const alternatives = (): Filter => {
    const parts = [term()];
    while (current()?.[2] === 'OR') {
      advance();
      parts.push(term());
    }
    return (row) => parts.some((part) => part(row));
  };
  const conjunction = (): Filter => {
    const parts = [alternatives()];
    while (current() !== null && current()?.[1] !== ')') parts.push(alternatives());
    return (row) => parts.every((part) => part(row));
  };
  advance();
  const result = conjunction();
  if (current() !== null) throw new SplError('more than one search');
  return result;
};
