/**
 * Regular expressions for `matches regex`, printed anew: case folding of A to Z only, no flags, no laziness.
 * @module
 */
import type { Test } from '../../rules/ir.js';
import { parseRegex } from '../regex/parse.js';
import { printRegex, type RegexDialect } from '../regex/print.js';
import { regexLiteral } from './text.js';

const character = (point: number): string => {
  const text = String.fromCodePoint(point);
  if (point < 32 || point === 127) return `\\x${point.toString(16).padStart(2, '0')}`;
  return regexLiteral(text);
};

const RE2: RegexDialect = {
  character,
  // In a class these three mean something too.
  member: (point) => {
    const text = String.fromCodePoint(point);
    return /[-&~]/.test(text) ? `\\${text}` : character(point);
  },
  any: '(?s:.)',
  none: '[^\\x00-\\x{10FFFF}]',
  anchors: { start: '\\A', end: '\\z', lineStart: '(?m:^)', lineEnd: '(?m:$)' },
};

/** The expression (searched for anywhere in the value), or why it cannot be said. */
export const regexToKusto = (
  test: Extract<Test, { op: 'regex' }>,
): { readonly regex: string } | { readonly reason: string } => {
  const tree = parseRegex(test.source, test);
  return 'reason' in tree ? tree : { regex: printRegex(tree, RE2) };
};
