/**
 * Regular expressions as Lucene's dialect: anchored at both ends, without flags, lookarounds and word boundaries.
 * @module
 */
import type { Test } from '../../rules/ir.js';
import { parseRegex, type RegexNode } from '../regex/parse.js';
import type { Ranges } from '../regex/ranges.js';
import { isTooComplex } from './determinize.js';
import { luceneLiteral } from './text.js';

const character = (point: number): string => luceneLiteral(String.fromCodePoint(point));

const setText = (ranges: Ranges): string => {
  const [first] = ranges;
  if (first === undefined) return '(#)';
  if (first[0] === 0 && first[1] === 0x10ffff) return '.';
  if (ranges.length === 1 && first[0] === first[1]) return character(first[0]);
  // What is left out is shorter to say than what is in.
  const negated = ranges.at(-1)?.[1] === 0x10ffff;
  const shown = negated ? gaps(ranges) : ranges;
  const text = shown
    .map(([from, to]) => (from === to ? character(from) : `${character(from)}-${character(to)}`))
    .join('');
  return negated ? `[^${text}]` : `[${text}]`;
};

const gaps = (ranges: Ranges): Ranges => {
  const result: [number, number][] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    if (from > next) result.push([next, from - 1]);
    next = to + 1;
  }
  return result;
};

const quantifier = (min: number, max: number | undefined): string => {
  if (min === 0 && max === undefined) return '*';
  if (min === 1 && max === undefined) return '+';
  if (min === 0 && max === 1) return '?';
  return `{${String(min)},${max === undefined ? '' : String(max)}}`;
};

/** What Lucene has no word for. */
class Unsayable extends Error {}

const print = (node: RegexNode): string => {
  switch (node.kind) {
    case 'set':
      return setText(node.ranges);
    case 'start':
    case 'end':
      throw new Unsayable('^ or $ in its middle');
    case 'boundary':
      throw new Unsayable(`\\${node.negated ? 'B' : 'b'}`);
    case 'concat':
      return node.parts.length === 0 ? '()' : node.parts.map(print).join('');
    case 'alternate':
      return `(${node.parts.map(print).join('|')})`;
    case 'repeat': {
      const inner = print(node.part);
      return `${node.part.kind === 'set' ? inner : `(${inner})`}${quantifier(node.min, node.max)}`;
    }
  }
};

/** One alternative of the whole expression, with what may stand around it. */
const branch = (node: RegexNode): string => {
  let parts = node.kind === 'concat' ? node.parts : [node];
  let [before, after] = ['.*', '.*'];
  const first = parts[0];
  if (first?.kind === 'start') {
    before = first.multiline ? '(.*\n)?' : '';
    parts = parts.slice(1);
  }
  const last = parts.at(-1);
  if (last?.kind === 'end') {
    after = last.multiline ? '(\n.*)?' : '';
    parts = parts.slice(0, -1);
  }
  return `${before}${parts.map(print).join('')}${after}`;
};

/** The expression over a whole value, or why it cannot be said. */
export const regexToLucene = (
  test: Extract<Test, { op: 'regex' }>,
): { readonly regex: string } | { readonly reason: string } => {
  const tree = parseRegex(test.source, test);
  if ('reason' in tree) return tree;
  if (isTooComplex(tree)) return { reason: 'Elasticsearch gives up on so many ways to match' };
  try {
    const branches = (tree.kind === 'alternate' ? tree.parts : [tree]).map(branch);
    const [only] = branches;
    const regex = branches.length === 1 && only !== undefined ? only : branches.map((text) => `(${text})`).join('|');
    return { regex: regex === '' ? '()' : regex };
  } catch (error) {
    if (error instanceof Unsayable) return { reason: `the expression holds ${error.message}` };
    throw error;
  }
};
