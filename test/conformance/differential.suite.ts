// Random rules on random events: each engine must raise what the reference evaluator raises. The seed is printed; what
// differs is shrunk to the fewest events that still differ.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Case } from './compare.js';
import type { Engine } from './engine.js';
import { chosenTargets, createEngine } from './engines/index.js';
import { randomEvents } from './random-events.js';
import { RANDOM_SCOPE, randomRule } from './random-rules.js';
import { writeCounts } from './report.js';
import { complaint, runCases } from './run-cases.js';
import type { Finished } from './run-cases.js';
import { SEED } from './seed.js';

/** Rules of a run, the event sets that each meets, and the engines that share the work. */
interface Size {
  readonly rules: number;
  readonly sets: number;
  /** For rules with a history, whose every set takes queries of its own. */
  readonly historySets: number;
  readonly engines: number;
}
const USUAL: Size = { rules: 400, sets: 5, historySets: 5, engines: 1 };
/** duckdb-kql translates a query a hundred times slower than it runs it: fewer rules, each on more events, in two processes. */
const SIZES: Readonly<Record<string, Size>> = { sentinel: { rules: 120, sets: 20, historySets: 3, engines: 2 } };
const sizeFor = (target: string): Size => {
  const size = SIZES[target] ?? USUAL;
  return { ...size, rules: Number(process.env['AGENT_SIEM_RANDOM_RULES'] ?? size.rules) };
};

const HISTORY: readonly string[] = ['baseline', 'ratio', 'new_value'];

const randomCases = ({ rules: count, sets, historySets }: Size): readonly Case[] => {
  const rules = fc.sample(randomRule, { seed: SEED, numRuns: count });
  const events = fc.sample(randomEvents, { seed: SEED + 1, numRuns: count * sets });
  return rules.flatMap((rule, index) =>
    events
      .slice(
        index * sets,
        index * sets + (rule.kind === 'correlation' && HISTORY.includes(rule.correlation.type) ? historySets : sets),
      )
      .map((set, number) => ({
        name: `seed ${String(SEED)}, rule ${String(index)}, events ${String(number)}`,
        rule,
        events: set,
        lookups: { agent_scope: RANDOM_SCOPE },
      })),
  );
};

const differs = ({ outcome }: Finished): boolean => outcome.kind === 'different' || outcome.kind === 'refused';

/** Takes events away one by one as long as the case still differs. */
const shrink = async (engine: Engine, given: Case): Promise<Finished | undefined> => {
  const [whole] = await runCases(engine, [given]);
  let smallest = whole;
  for (let round = 0; round < 40 && smallest !== undefined; round += 1) {
    const { events } = smallest.given;
    if (events.length < 2 || smallest.outcome.kind === 'refused') break;
    const smaller = events.map((_, index) => ({ ...given, events: events.filter((_event, other) => other !== index) }));
    const next = (await runCases(engine, smaller)).find(differs);
    if (next === undefined) break;
    smallest = next;
  }
  return smallest;
};

describe.each(chosenTargets())('%s', (target) => {
  const size = sizeFor(target);
  let engines: readonly Engine[] = [];
  beforeAll(async () => {
    engines = await Promise.all(Array.from({ length: size.engines }, () => createEngine(target)));
    // One after the other: the first installs what the others share.
    for (const engine of engines) await engine.start();
  });
  afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

  test('random rules on random events', async () => {
    const cases = randomCases(size);
    process.stderr.write(`differential ${target}: seed ${String(SEED)}, ${String(cases.length)} pairs\n`);
    // Whole rules in turn: each engine translates its own.
    const order = [...new Set(cases.map(({ rule }) => rule))];
    const shares = engines.map((engine, index) =>
      runCases(
        engine,
        cases.filter(({ rule }) => order.indexOf(rule) % engines.length === index),
      ),
    );
    const finished = (await Promise.all(shares)).flat();
    const compared = finished.filter(({ outcome }) => outcome.kind === 'same');
    const firings = compared.reduce((sum, { outcome }) => sum + (outcome.kind === 'same' ? outcome.firings : 0), 0);
    const unsupported = new Map<string, number>();
    for (const { outcome } of finished) {
      if (outcome.kind !== 'unsupported') continue;
      for (const { construct } of outcome.unsupported)
        unsupported.set(construct, (unsupported.get(construct) ?? 0) + 1);
    }
    process.stderr.write(
      `differential ${target}: ${String(compared.length)} of ${String(finished.length)} pairs alike, ${String(firings)} firings; unsupported ${JSON.stringify(Object.fromEntries(unsupported))}\n`,
    );
    const wrong = finished.filter(differs);
    const told: string[] = [];
    const [engine] = engines;
    // One of each rule is enough to see what is wrong.
    const rules = new Set<unknown>();
    for (const { given } of wrong) {
      if (engine === undefined || rules.has(given.rule) || told.length >= 6) continue;
      rules.add(given.rule);
      const small = await shrink(engine, given);
      if (small !== undefined) {
        told.push(
          `${complaint(small) ?? given.name}\n${JSON.stringify(small.given.rule)}\n${JSON.stringify(small.given.events)}`,
        );
      }
    }
    expect(told.join('\n\n')).toBe('');
    expect(wrong.length).toBe(0);
    if (engine !== undefined) {
      const counts = { alike: compared.length, unsupported: finished.length - compared.length, firings, seed: SEED };
      writeCounts(target, engine, { random: counts });
    }
    // A suite that compares nothing proves nothing.
    expect(firings).toBeGreaterThan(compared.length);
  });
});
