/**
 * Sigma strings: wildcards `*` and `?`, and backslash escapes.
 * @module
 */
import type { PatternPart } from '../ir.js';

/** Adjacent texts joined, empty texts and repeated `*` dropped. */
export const joinParts = (parts: readonly PatternPart[]): readonly PatternPart[] => {
  const joined: PatternPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === 'text') {
      if (part.text === '') continue;
      if (last?.kind === 'text') joined[joined.length - 1] = { kind: 'text', text: last.text + part.text };
      else joined.push(part);
    } else if (!(part.kind === 'any' && last?.kind === 'any')) joined.push(part);
  }
  return joined;
};

/**
 * Parts of a Sigma string. A backslash makes `*`, `?` and itself literal; before any other character it is a plain
 * backslash, so `C:\Windows` needs no doubling and `\\*` is a backslash followed by a wildcard.
 */
export const parseSigmaString = (text: string): readonly PatternPart[] => {
  const parts: PatternPart[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') parts.push({ kind: 'text', text: literal });
    literal = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next;
      at += 1;
    } else if (character === '*' || character === '?') {
      flush();
      parts.push({ kind: character === '*' ? 'any' : 'one' });
    } else literal += character;
  }
  flush();
  return joinParts(parts);
};

/** The Sigma string of parts: parseSigmaString gives the same parts again. */
export const formatSigmaString = (parts: readonly PatternPart[]): string =>
  parts
    .map((part) => (part.kind === 'text' ? part.text.replace(/[*?\\]/g, '\\$&') : part.kind === 'any' ? '*' : '?'))
    .join('');
