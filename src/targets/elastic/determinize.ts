/**
 * How hard an expression is for Elasticsearch: Lucene makes every regular expression deterministic and gives up beyond a
 * number of steps, when the query runs. Counted here in the same way, so that such an expression is refused when it is
 * compiled.
 * @module
 */
import type { RegexNode } from '../regex/parse.js';
import { MAX_CODE, type Ranges } from '../regex/ranges.js';

/** Ten times the 10,000 that the error names: each step is a position in one of the sets that become states. */
const MAX_STEPS = 100_000;
const MAX_POSITIONS = 4_000;

/** Part of an expression: the positions that it may begin and end with, and whether it may be empty. */
interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly empty: boolean;
}

const EMPTY: Part = { first: [], last: [], empty: true };
const ANY: Ranges = [[0, MAX_CODE]];

class TooMany extends Error {}

/** Positions of an expression: its single characters, and which may follow which. Position 0 stands before all. */
class Positions {
  readonly sets: Ranges[] = [[]];
  readonly follow: number[][] = [[]];

  one(ranges: Ranges): Part {
    if (this.sets.length >= MAX_POSITIONS) throw new TooMany();
    const position = this.sets.push(ranges) - 1;
    this.follow.push([]);
    return { first: [position], last: [position], empty: false };
  }

  private connect(from: readonly number[], to: readonly number[]): void {
    for (const position of from) this.follow[position]?.push(...to);
  }

  concat(a: Part, b: Part): Part {
    this.connect(a.last, b.first);
    return {
      first: a.empty ? [...a.first, ...b.first] : a.first,
      last: b.empty ? [...a.last, ...b.last] : b.last,
      empty: a.empty && b.empty,
    };
  }

  star(part: Part): Part {
    this.connect(part.last, part.first);
    return { ...part, empty: true };
  }

  begin(part: Part): void {
    this.connect([0], part.first);
  }
}

const build = (positions: Positions, node: RegexNode): Part => {
  switch (node.kind) {
    case 'set':
      return positions.one(node.ranges);
    case 'start':
    case 'end':
      return EMPTY;
    case 'concat':
      return node.parts.reduce((before, part) => positions.concat(before, build(positions, part)), EMPTY);
    case 'alternate': {
      const parts = node.parts.map((part) => build(positions, part));
      return {
        first: parts.flatMap(({ first }) => first),
        last: parts.flatMap(({ last }) => last),
        empty: parts.some(({ empty }) => empty),
      };
    }
    case 'repeat': {
      const copy = (): Part => build(positions, node.part);
      let tail = node.max === undefined ? positions.star(copy()) : EMPTY;
      for (let more = (node.max ?? node.min) - node.min; more > 0; more -= 1) {
        tail = { ...positions.concat(copy(), tail), empty: true };
      }
      for (let needed = node.min; needed > 0; needed -= 1) tail = positions.concat(copy(), tail);
      return tail;
    }
  }
};

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
const mayBeHard = (node: RegexNode): boolean => {
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
