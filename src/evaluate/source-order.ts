/**
 * Conditions over the sources of temporal correlations, and their order.
 * @module
 */
import { AgentSiemError } from '../error.js';
import type { SourceCondition } from '../rules/ir.js';
import type { Entry } from './entry.js';

/** One way to meet a condition: these sources occur, those do not. Bit masks. */
export interface Term {
  readonly present: number;
  readonly absent: number;
}

const MAX_TERMS = 1024;

const combine = (left: readonly Term[], right: readonly Term[]): readonly Term[] => {
  if (left.length * right.length > MAX_TERMS)
    throw new AgentSiemError(`the condition over the sources has more than ${MAX_TERMS} alternatives`, {
      code: 'rule.condition',
      mend: 'Split it into several rules',
    });
  return left
    .flatMap((a) => right.map((b) => ({ present: a.present | b.present, absent: a.absent | b.absent })))
    .filter(({ present, absent }) => (present & absent) === 0);
};

/** A condition as alternatives. `all` (undefined): every source. */
export const termsOf = (condition: SourceCondition | undefined, refs: readonly string[]): readonly Term[] => {
  const terms = (node: SourceCondition, negated: boolean): readonly Term[] => {
    switch (node.kind) {
      case 'source': {
        const bit = 1 << refs.indexOf(node.ref);
        return [negated ? { present: 0, absent: bit } : { present: bit, absent: 0 }];
      }
      case 'not':
        return terms(node.part, !negated);
      case 'and':
      case 'or': {
        const parts = node.parts.map((part) => terms(part, negated));
        return (node.kind === 'and') === negated ? parts.flat() : parts.reduce(combine, [{ present: 0, absent: 0 }]);
      }
    }
  };
  const every = refs.reduce((bits, _, index) => bits | (1 << index), 0);
  return condition === undefined ? [{ present: every, absent: 0 }] : terms(condition, false);
};

/** Earliest ends of a chain so far: its time, and at that time the least sequence in each trail. */
interface Reached {
  time: number;
  readonly sequences: Map<string, number>;
}

const follows = (before: Reached, entry: Entry): boolean => {
  if (entry.time !== before.time) return entry.time > before.time;
  if (entry.trail === undefined) return false;
  const sequence = before.sequences.get(entry.trail.id);
  return sequence !== undefined && entry.trail.sequence > sequence;
};

const note = (reached: Reached | undefined, entry: Entry): Reached => {
  const result = reached ?? { time: entry.time, sequences: new Map<string, number>() };
  if (entry.time === result.time && entry.trail !== undefined) {
    const known = result.sequences.get(entry.trail.id);
    if (known === undefined || entry.trail.sequence < known) result.sequences.set(entry.trail.id, entry.trail.sequence);
  }
  return result;
};

/**
 * True when the sources of `present` occur one after the other, in the order of their bits, each later than the one
 * before: by time, and within one millisecond by the sequence of the same trail. `entries` come in time order.
 */
export const inOrder = (entries: readonly Entry[], present: number): boolean => {
  let reached: Reached | undefined;
  let first = true;
  for (let bit = 1; bit !== 0 && bit <= present; bit <<= 1) {
    if ((present & bit) === 0) continue;
    let next: Reached | undefined;
    for (const entry of entries) {
      if (next !== undefined && entry.time > next.time) break;
      if ((entry.sources & bit) === 0) continue;
      if (first || (reached !== undefined && follows(reached, entry))) next = note(next, entry);
    }
    if (next === undefined) return false;
    reached = next;
    first = false;
  }
  return true;
};
