/**
 * Writes a tree of a regular expression in a dialect that has anchors, classes and groups: only single characters under
 * plain operators, without flags and laziness.
 * @module
 */
import type { RegexNode } from './parse.js';
import { inverted, MAX_CODE, type Ranges } from './ranges.js';

/** What a dialect writes in its own way. */
export interface RegexDialect {
  /** A literal character outside of classes, by its code point. */
  readonly character: (point: number) => string;
  /** A character inside of a class. */
  readonly member: (point: number) => string;
  /** Any character at all. */
  readonly any: string;
  /** What no character matches. */
  readonly none: string;
  /** Start and end of the text, and of a line. */
  readonly anchors: Readonly<Record<'start' | 'end' | 'lineStart' | 'lineEnd', string>>;
}

const setText = (ranges: Ranges, { character, member, any, none }: RegexDialect): string => {
  const [first] = ranges;
  if (first === undefined) return none;
  if (first[0] === 0 && first[1] === MAX_CODE) return any;
  if (ranges.length === 1 && first[0] === first[1]) return character(first[0]);
  // What is left out is shorter to say than what is in.
  const negated = ranges.at(-1)?.[1] === MAX_CODE;
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

/** The expression's text. */
export const printRegex = (node: RegexNode, dialect: RegexDialect): string => {
  const print = (part: RegexNode): string => printRegex(part, dialect);
  switch (node.kind) {
    case 'set':
      return setText(node.ranges, dialect);
    case 'start':
      return node.multiline ? dialect.anchors.lineStart : dialect.anchors.start;
    case 'end':
      return node.multiline ? dialect.anchors.lineEnd : dialect.anchors.end;
    case 'boundary':
      return node.negated ? '\\B' : '\\b';
    case 'concat':
      return node.parts.map(print).join('');
    case 'alternate':
      return `(?:${node.parts.map(print).join('|')})`;
    case 'repeat':
      return `${node.part.kind === 'set' ? print(node.part) : `(?:${print(node.part)})`}${quantifier(node.min, node.max)}`;
  }
};
