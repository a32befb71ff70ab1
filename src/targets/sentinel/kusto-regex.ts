/**
 * Regular expressions for `matches regex`, printed anew: case folding of A to Z only, no flags, no laziness.
 * @module
 */
import type { Test } from '../../rules/ir.js';
import { parseRegex, type RegexNode } from '../regex/parse.js';
import { inverted, type Ranges } from '../regex/ranges.js';
import { regexLiteral } from './text.js';

const character = (point: number): string => {
  const text = String.fromCodePoint(point);
  if (point < 32 || point === 127) return `\\x${point.toString(16).padStart(2, '0')}`;
  return regexLiteral(text);
};

/** In a class these four mean something too. */
const member = (point: number): string => {
  const text = String.fromCodePoint(point);
  return /[-&~]/.test(text) ? `\\${text}` : character(point);
};

const setText = (ranges: Ranges): string => {
  const [first] = ranges;
  // No value matches: no character is outside of all characters.
  if (first === undefined) return '[^\\x00-\\x{10FFFF}]';
  if (first[0] === 0 && first[1] === 0x10ffff) return '(?s:.)';
  if (ranges.length === 1 && first[0] === first[1]) return character(first[0]);
  const negated = ranges.at(-1)?.[1] === 0x10ffff;
  const shown = negated ? inverted(ranges) : ranges;
  const body = shown.map(([from, to]) => (from === to ? member(from) : `${member(from)}-${member(to)}`)).join('');
  return `[${negated ? '^' : ''}${body}]`;
};

const quantifier = (min: number, max: number | undefined): string => {
  if (min === 0 && max === undefined) return '*';
  if (min === 1 && max === undefined) return '+';
  if (min === 0 && max === 1) return '?';
  return `{${String(min)}${max === min ? '' : `,${max === undefined ? '' : String(max)}`}}`;
};

const print = (node: RegexNode): string => {
  switch (node.kind) {
    case 'set':
      return setText(node.ranges);
    case 'start':
      return node.multiline ? '(?m:^)' : '\\A';
    case 'end':
      return node.multiline ? '(?m:$)' : '\\z';
    case 'concat':
      return node.parts.map(print).join('');
    case 'alternate':
      return `(?:${node.parts.map(print).join('|')})`;
    case 'repeat':
      return `${node.part.kind === 'set' ? print(node.part) : `(?:${print(node.part)})`}${quantifier(node.min, node.max)}`;
  }
};

/** The expression (searched for anywhere in the value), or why it cannot be said. */
export const regexToKusto = (
  test: Extract<Test, { op: 'regex' }>,
): { readonly regex: string } | { readonly reason: string } => {
  const tree = parseRegex(test.source, test);
  return 'reason' in tree ? tree : { regex: print(tree) };
};
