// Tuning after the build: the finished artifacts of the default pack, filled with a customer's values as the SIEM would fill
// them, run on the engines and compared with the evaluator, which reads the same values from agent-siem.config.yml.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queryParameters } from '../../src/targets/parameters.js';
import type { Target } from '../../src/targets/target.js';
import { filledQuery, tunedRules, TUNINGS } from '../pack/tuned-pack.js';
import type { Case } from './compare.js';
import type { Engine } from './engine.js';
import { chosenTargets, createEngine } from './engines/index.js';
import { packRules } from './rule-cases.js';
import { complaint, runCases } from './run-cases.js';
import type { Finished } from './run-cases.js';

/** Cases of each rule: those that fire come first in its tests. */
const CASES = 3;

const { cases } = packRules();
describe.each(chosenTargets())('%s', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(name);
    await engine.start();
  });
  afterAll(() => engine.stop());

  test.each(TUNINGS.map((values) => [JSON.stringify(values), values] as const))('%s', async (_, values) => {
    const tuned = new Map(tunedRules(values).map((rule) => [rule.meta.ruleId, rule]));
    const target: Target = {
      ...engine.target,
      compile: (rule, options = {}) => {
        const compiled = engine.target.compile(rule, options);
        if (!compiled.ok || options.range === undefined) return compiled;
        return { ...compiled, query: { ...compiled.query, text: filledQuery(name, rule, options.range) } };
      },
    };
    const taken = new Map<string, number>();
    const given = cases.flatMap((one): readonly Case[] => {
      const rule = tuned.get(one.rule.meta.ruleId);
      if (rule === undefined || queryParameters(rule).length === 0) return [];
      const before = taken.get(rule.meta.ruleId) ?? 0;
      taken.set(rule.meta.ruleId, before + 1);
      return before < CASES ? [{ ...one, rule }] : [];
    });
    const wrapped: Engine = {
      name: engine.name,
      word: engine.word,
      version: engine.version,
      target,
      windows: engine.windows,
      together: engine.together,
      maxRows: engine.maxRows,
      start: () => engine.start(),
      load: (events, lookups) => engine.load(events, lookups),
      range: (range) => engine.range(range),
      run: (rule, query, range) => engine.run(rule, query, range),
      stop: () => engine.stop(),
    };
    const finished: readonly Finished[] = await runCases(wrapped, given);
    expect(finished.map(complaint).filter((found) => found !== undefined)).toEqual([]);
    expect(finished.length).toBe(16 * CASES);
    const fired = finished.some(({ outcome }) => outcome.kind === 'same' && outcome.firings > 0);
    expect(fired).toBe(true);
  });
});
