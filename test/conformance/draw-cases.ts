// Random pairs of rule and events for one target: drawn until enough of them can be compared.
import fc from 'fast-check';
import type { Rule } from '../../src/rules/ir.js';
import type { Case } from './compare.js';
import type { Engine } from './engine.js';
import { randomEvents } from './random-events.js';
import { RANDOM_SCOPE, randomRuleFor } from './random-rules.js';

/** How many pairs, and how many event sets each rule meets. */
export interface Size {
  /** Pairs that can be compared, at least. */
  readonly pairs: number;
  readonly sets: number;
  /** For rules with a history, whose every set takes queries of its own. */
  readonly historySets: number;
}

/** Pairs to compare, and what was drawn beside them. */
export interface Drawn {
  readonly cases: readonly Case[];
  /** Pairs of rules that the target refuses. */
  readonly refused: number;
  /** The same by construct. */
  readonly constructs: Readonly<Record<string, number>>;
}

const HISTORY: readonly string[] = ['baseline', 'ratio', 'new_value'];
const DAY = 86_400_000;
/** Rules of a round. */
const ROUND = 100;
/** A target that refuses nearly everything would be asked for ever. */
const MOST_ROUNDS = 100;

const setsOf = (rule: Rule, { sets, historySets }: Size): number =>
  rule.kind === 'correlation' && HISTORY.includes(rule.correlation.type) ? historySets : sets;

/** Draws for one engine; the same seed draws the same. */
export const drawCases = ({ target, range }: Engine, size: Size, seed: number): Drawn => {
  const cases: Case[] = [];
  const constructs: Record<string, number> = {};
  let refused = 0;
  for (let round = 0; cases.length < size.pairs; round += 1) {
    if (round === MOST_ROUNDS) throw new Error(`${target.name} says only ${String(cases.length)} random pairs`);
    const rules = fc.sample(randomRuleFor(target.name), { seed: seed + 2 * round, numRuns: ROUND });
    const events = fc.sample(randomEvents, { seed: seed + 2 * round + 1, numRuns: ROUND * size.sets });
    for (const [index, rule] of rules.entries()) {
      if (cases.length >= size.pairs) break;
      const count = setsOf(rule, size);
      const compiled = target.compile(rule, { range: range({ from: 0, to: DAY }) });
      if (!compiled.ok) {
        refused += count;
        for (const { construct } of compiled.unsupported) constructs[construct] = (constructs[construct] ?? 0) + count;
        continue;
      }
      const name = `seed ${String(seed)}, round ${String(round)}, rule ${String(index)}`;
      events.slice(index * size.sets, index * size.sets + count).forEach((set, number) => {
        const lookups = { agent_scope: RANDOM_SCOPE };
        cases.push({ name: `${name}, events ${String(number)}`, rule, events: set, lookups });
      });
    }
  }
  return { cases, refused, constructs };
};
