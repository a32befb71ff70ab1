/**
 * How hard an expression is for Elasticsearch: Lucene makes every regular expression deterministic and gives up beyond a
 * number of steps, when the query runs. Counted here in the same way, so that such an expression is refused when it is
 * compiled.
 * @module
 */
import type { RegexNode } from '../regex/parse.js';
import { MAX_CODE, type Ranges } from '../regex/ranges.js';
import { mayBeHard } from './overlapping-starts.js';
import { ANY, build, EMPTY, Positions, TooMany, type Part } from './positions.js';

/** Ten times the 10,000 that the error names: each step is a position in one of the sets that become states. */
const MAX_STEPS = 100_000;

const contains = (ranges: Ranges, point: number): boolean => ranges.some(([from, to]) => point >= from && point <= to);

/** For each class of characters that the expression tells apart, the positions that take it, as bits. */
const acceptedBits = (sets: readonly Ranges[], words: number): readonly Int32Array[] => {
  const borders = new Set([0]);
  for (const ranges of sets) {
    for (const [from, to] of ranges) {
      borders.add(from);
      if (to < MAX_CODE) borders.add(to + 1);
    }
  }
  const classes = new Map<string, Int32Array>();
  for (const point of borders) {
    const bits = new Int32Array(words);
    sets.forEach((ranges, position) => {
      if (contains(ranges, point)) bits[position >> 5] = (bits[position >> 5] ?? 0) | (1 << (position & 31));
    });
    classes.set(bits.join(), bits);
  }
  return [...classes.values()];
};

/** Positions of a set of bits. */
const members = (bits: Int32Array): readonly number[] => {
  const found: number[] = [];
  bits.forEach((word, index) => {
    for (let rest = word; rest !== 0; rest &= rest - 1) found.push(index * 32 + 31 - Math.clz32(rest & -rest));
  });
  return found;
};

const isTooMuch = ({ sets, follow }: Positions): boolean => {
  const words = (sets.length + 31) >> 5;
  const classes = acceptedBits(sets, words);
  const followBits = follow.map((next) => {
    const bits = new Int32Array(words);
    for (const position of next) bits[position >> 5] = (bits[position >> 5] ?? 0) | (1 << (position & 31));
    return bits;
  });
  const start = new Int32Array(words);
  start[0] = 1;
  const seen = new Set([start.join()]);
  const waiting = [start];
  let steps = 0;
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    const positions = members(state);
    steps += positions.length;
    if (steps >= MAX_STEPS) return true;
    const reach = new Int32Array(words);
    for (const position of positions)
      followBits[position]?.forEach((word, index) => (reach[index] = (reach[index] ?? 0) | word));
    const nexts = new Set<string>();
    for (const accepted of classes) {
      const next = accepted.map((word, index) => word & (reach[index] ?? 0));
      const key = next.join();
      if (nexts.has(key)) continue;
      nexts.add(key);
      if (seen.has(key) || next.every((word) => word === 0)) continue;
      seen.add(key);
      waiting.push(next);
    }
  }
  return false;
};

/** Whether an alternative begins or ends where the value does. */
const anchored = (node: RegexNode, kind: 'start' | 'end'): boolean => {
  if (node.kind === 'alternate') return node.parts.every((part) => anchored(part, kind));
  const edge = node.kind === 'concat' ? node.parts.at(kind === 'start' ? 0 : -1) : node;
  return edge?.kind === kind && !edge.multiline;
};

/** Whether Elasticsearch gives up on an expression that is looked for anywhere in a value. */
export const isTooComplex = (node: RegexNode): boolean => {
  try {
    if (!mayBeHard(node)) return false;
    const positions = new Positions();
    const around = (kind: 'start' | 'end'): Part => (anchored(node, kind) ? EMPTY : positions.star(positions.one(ANY)));
    const before = around('start');
    positions.begin(positions.concat(positions.concat(before, build(positions, node)), around('end')));
    return isTooMuch(positions);
  } catch (error) {
    if (error instanceof TooMany) return true;
    throw error;
  }
};
