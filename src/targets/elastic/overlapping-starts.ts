/**
 * Which expressions are cheap to make deterministic for certain: those in which no attempt to match begins within another,
 * and few characters are open.
 * @module
 */
import type { RegexNode } from '../regex/parse.js';
import type { Ranges } from '../regex/ranges.js';
import { build, Positions } from './positions.js';

const overlap = (a: Ranges, b: Ranges): boolean =>
  a.some(([from, to]) => b.some((other) => from <= other[1] && to >= other[0]));

/** So many sets of more than a letter in both cases may be hard without being repeated. */
const MANY_SETS = 12;

const setsIn = (node: RegexNode): readonly Ranges[] => {
  if (node.kind === 'set') return [node.ranges];
  if (node.kind === 'repeat') return setsIn(node.part);
  return node.kind === 'concat' || node.kind === 'alternate' ? node.parts.flatMap(setsIn) : [];
};

/** Whether attempts to match may begin one after the other within a counted repetition, which makes an expression hard. */
export const mayBeHard = (node: RegexNode): boolean => {
  const positions = new Positions();
  /** Where attempts begin: with the expression, and out of every endless repetition before. */
  const starts = build(positions, node).first.map((position) => positions.sets[position] ?? []);
  const begins = (ranges: Ranges): boolean => starts.some((other) => overlap(ranges, other));
  const hard = (part: RegexNode, counted: boolean): boolean => {
    switch (part.kind) {
      case 'set':
        return counted && begins(part.ranges);
      case 'start':
      case 'end':
      case 'boundary':
        return false;
      case 'concat':
      case 'alternate':
        return part.parts.some((inner) => hard(inner, counted));
      case 'repeat': {
        const sets = part.max === undefined ? setsIn(part.part) : [];
        // A single set that is repeated without end begins nothing within itself.
        const single = part.part.kind === 'set';
        if (!single) starts.push(...sets);
        const found = hard(part.part, counted || Math.max(part.min, part.max ?? 0) > 1);
        if (single) starts.push(...sets);
        return found;
      }
    }
  };
  const wide = setsIn(node).filter((ranges) => ranges.some(([from, to]) => to > from)).length;
  return wide > MANY_SETS || hard(node, false);
};
