// Every rule's own tests in every engine, against the reference evaluator.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from './engine.js';
import { chosenTargets, createEngine } from './engines/index.js';
import { packRules } from './rule-cases.js';
import { writeReport } from './report.js';
import { complaint, runCases } from './run-cases.js';
import type { Finished } from './run-cases.js';

const { rules, cases } = packRules();

describe.each(chosenTargets())('%s', (target) => {
  let engine: Engine;
  let finished: readonly Finished[] = [];
  beforeAll(async () => {
    engine = await createEngine(target);
    await engine.start();
    finished = await runCases(engine, cases);
    writeReport(target, engine, rules, finished);
  });
  afterAll(() => engine.stop());

  test.each(rules.map((rule) => rule.meta.ruleId))('%s', (ruleId) => {
    const own = finished.filter(({ given }) => given.rule.meta.ruleId === ruleId);
    expect(own.map(complaint).filter((text) => text !== undefined)).toEqual([]);
    expect(own.length).toBeGreaterThan(0);
  });
});
