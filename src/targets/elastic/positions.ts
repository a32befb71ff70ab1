/**
 * An expression as its single characters and which may follow which: what Lucene makes deterministic.
 * @module
 */
import type { RegexNode } from '../regex/parse.js';
import { MAX_CODE, type Ranges } from '../regex/ranges.js';

const MAX_POSITIONS = 4_000;

/** Part of an expression: the positions that it may begin and end with, and whether it may be empty. */
export interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly empty: boolean;
}

/** Matches the empty text only. */
export const EMPTY: Part = { first: [], last: [], empty: true };
/** Every character. */
export const ANY: Ranges = [[0, MAX_CODE]];

/** The expression has more positions than are counted. */
export class TooMany extends Error {}

/** Positions of an expression: its single characters, and which may follow which. Position 0 stands before all. */
export class Positions {
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

/** Adds the positions of an expression. */
export const build = (positions: Positions, node: RegexNode): Part => {
  switch (node.kind) {
    case 'set':
      return positions.one(node.ranges);
    case 'start':
    case 'end':
    case 'boundary':
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
