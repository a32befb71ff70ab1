// Random rules on random events: each engine must raise what the reference evaluator raises. Rules are drawn until
// enough pairs were compared, however many rules the target refuses. The seed is printed; what differs is shrunk to the
// fewest events that still differ.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Case } from './compare.js';
import { drawCases, type Size } from './draw-cases.js';
import type { Engine } from './engine.js';
import { chosenTargets, createEngine } from './engines/index.js';
import { writeCounts } from './report.js';
import { complaint, runCases } from './run-cases.js';
import type { Finished } from './run-cases.js';
import { SEED } from './seed.js';

/** Engines that share the work of a run. */
interface Run extends Size {
  readonly engines: number;
}
const PAIRS = Number(process.env['AGENT_SIEM_RANDOM_PAIRS'] ?? 2000);
const USUAL: Run = { pairs: PAIRS, sets: 5, historySets: 5, engines: 1 };
/** duckdb-kql translates a query a hundred times slower than it runs it: fewer rules, each on more events, in two processes. */
const RUNS: Readonly<Record<string, Run>> = { sentinel: { pairs: PAIRS, sets: 20, historySets: 3, engines: 2 } };

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
  const run = RUNS[target] ?? USUAL;
  let engines: readonly Engine[] = [];
  beforeAll(async () => {
    engines = await Promise.all(Array.from({ length: run.engines }, () => createEngine(target)));
    // One after the other: the first installs what the others share.
    for (const engine of engines) await engine.start();
  });
  afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

  test('random rules on random events', async () => {
    const [engine] = engines;
    if (engine === undefined) throw new Error('no engine');
    const { cases, refused, constructs } = drawCases(engine, run, SEED);
    process.stderr.write(`differential ${target}: seed ${String(SEED)}, ${String(cases.length)} pairs\n`);
    // Whole rules in turn: each engine translates its own.
    const order = [...new Set(cases.map(({ rule }) => rule))];
    const shares = engines.map((one, index) =>
      runCases(
        one,
        cases.filter(({ rule }) => order.indexOf(rule) % engines.length === index),
      ),
    );
    const finished = (await Promise.all(shares)).flat();
    const compared = finished.filter(({ outcome }) => outcome.kind === 'same');
    const firings = compared.reduce((sum, { outcome }) => sum + (outcome.kind === 'same' ? outcome.firings : 0), 0);
    process.stderr.write(
      `differential ${target}: ${String(compared.length)} pairs alike, ${String(firings)} firings; ${String(refused)} pairs not expressible ${JSON.stringify(constructs)}\n`,
    );
    const wrong = finished.filter(differs);
    const told: string[] = [];
    // One of each rule is enough to see what is wrong.
    const rules = new Set<unknown>();
    for (const { given } of wrong) {
      if (rules.has(given.rule) || told.length >= 6) continue;
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
    expect(compared.length).toBeGreaterThanOrEqual(run.pairs);
    writeCounts(target, engine, { random: { alike: compared.length, unsupported: refused, firings, seed: SEED } });
    // A suite that compares nothing proves nothing.
    expect(firings).toBeGreaterThan(compared.length);
  });
});
