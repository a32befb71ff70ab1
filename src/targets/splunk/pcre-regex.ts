/**
 * Regular expressions for match() and mvfind(), inside a quoted string. They are printed anew: PCRE's (?i) also takes
 * \u212a for k and \u017f for s, its \s and \v hold more than RE2's, and whether a string takes \t for itself differs from
 * manual to manual. What the tree does not hold (\p) stands as written.
 * @module
 */
import type { Test } from '../../rules/ir.js';
import { parseRegex } from '../regex/parse.js';
import { printRegex, type RegexDialect } from '../regex/print.js';
import { regexSource, regexText } from './literal.js';

const character = (point: number): string => regexText(String.fromCodePoint(point));

const PCRE: RegexDialect = {
  character,
  member: (point) => {
    const text = String.fromCodePoint(point);
    return text === '-' ? '\\-' : character(point);
  },
  // Under (?s).
  any: '.',
  none: '(?!)',
  anchors: {
    start: String.raw`\A`,
    end: String.raw`\z`,
    lineStart: String.raw`(?<![^\x0A])`,
    lineEnd: String.raw`(?![^\x0A])`,
  },
};

/** The expression (searched for anywhere in the value), or why it cannot be said. */
export const regexToPcre = (
  test: Extract<Test, { op: 'regex' }>,
): { readonly regex: string } | { readonly reason: string } => {
  const tree = parseRegex(test.source, test);
  if (!('reason' in tree)) return { regex: `(?s)${printRegex(tree, PCRE)}` };
  if (test.ignoreCase) return tree;
  return { regex: `${test.dotAll ? '(?s)' : ''}${regexSource(test.source, test.multiline)}` };
};
