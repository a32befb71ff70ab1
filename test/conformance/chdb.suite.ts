// A second, independent engine reads the conditions of our Kusto texts: those of every rule as deployed, and random ones.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compilePredicate, type EventObject } from '../../src/evaluate/index.js';
import type { DetectionRule, Predicate, Rule } from '../../src/rules/ir.js';
import { collectProblems } from '../../src/targets/problems.js';
import { compileKql, sentinelMapping } from '../../src/targets/sentinel/index.js';
import { kqlPredicate } from '../../src/targets/sentinel/predicate.js';
import { CHDB, startChdb, type Chdb } from './engines/chdb.js';
import { chosenTargets } from './engines/index.js';
import { randomEvents } from './random-events.js';
import { predicate as randomPredicate } from './random-predicates.js';
import { packRules } from './rule-cases.js';
import { SEED } from './seed.js';
import { is, SAMPLE_RULES } from '../targets/sample-rules.js';

const ENOUGH_PAIRS = 2000;

/** What the dialect does not have, by the words of its refusal. */
const MISSING: readonly (readonly [string, RegExp])[] = [
  ['translate()', /'translate' is not supported/],
  ['set_has_element() on the text of an array', /First argument for function has must be an array/],
  ['a network test of a missing address', /Neither IPv4 nor IPv6 address/],
];

/** Every detection of a rule: itself, or the sources of the correlation. */
const detections = (rule: Rule): readonly DetectionRule[] =>
  rule.kind === 'detection' ? [rule] : rule.correlation.sources.flatMap((source) => detections(source.rule));

const conditionOf = (rule: DetectionRule, predicate: Predicate): string | undefined => {
  const problems = collectProblems();
  const text = kqlPredicate(predicate, { mapping: sentinelMapping(rule.meta), problems });
  return problems.found.length === 0 ? text : undefined;
};

const distinct = (events: readonly EventObject[]): readonly EventObject[] =>
  events.map((event, index) => ({ ...event, event_id: `evt_${String(index).padStart(26, '0')}` }));

describe.runIf(chosenTargets().includes('sentinel'))(CHDB, () => {
  let engine: Chdb;
  beforeAll(async () => {
    engine = await startChdb();
  });
  afterAll(() => engine.stop());

  /** Ids by engine and by reference; undefined where the dialect lacks a function, which is counted. */
  const compared = async (
    condition: string,
    predicate: Predicate,
    events: readonly EventObject[],
    missing: Map<string, number>,
  ): Promise<readonly (readonly string[])[] | undefined> => {
    try {
      const found = await engine.where(condition);
      const matches = compilePredicate(predicate);
      return [[...found].sort(), events.filter(matches).map((event) => String(event['event_id']))];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const name = MISSING.find(([, pattern]) => pattern.test(message))?.[0];
      if (name === undefined) throw new Error(`${message}\n${condition}`, { cause: error });
      missing.set(name, (missing.get(name) ?? 0) + 1);
      return undefined;
    }
  };

  const told = (what: string, ran: number, pairs: number, missing: ReadonlyMap<string, number>): void => {
    process.stderr.write(
      `chdb ${what}: ${String(ran)} conditions, ${String(pairs)} pairs alike; not in the dialect ${JSON.stringify(Object.fromEntries(missing))}\n`,
    );
  };

  test('conditions of every rule, as they stand in its deployed text', async () => {
    const { rules, cases } = packRules();
    const events = distinct(cases.flatMap((given) => given.events));
    await engine.load(events);
    const missing = new Map<string, number>();
    let ran = 0;
    for (const rule of [...rules, ...SAMPLE_RULES]) {
      const compiled = compileKql(rule);
      for (const detection of detections(rule)) {
        const condition = conditionOf(detection, detection.predicate);
        if (condition === undefined) continue;
        expect(compiled.ok && compiled.query.text.includes(condition), rule.meta.ruleId).toBe(true);
        const sides = await compared(condition, detection.predicate, events, missing);
        if (sides === undefined) continue;
        ran += 1;
        expect(sides[0], `${rule.meta.ruleId}: ${condition}`).toEqual(sides[1]);
      }
    }
    told('pack', ran, ran * events.length, missing);
    expect(ran).toBeGreaterThan(rules.length);
  });

  test('random conditions on random events', async () => {
    const events = distinct(fc.sample(randomEvents, { seed: SEED + 2, numRuns: 20 }).flat());
    await engine.load(events);
    const [rule] = packRules().rules.filter((one) => one.kind === 'detection');
    if (rule === undefined) throw new Error('no detection');
    const missing = new Map<string, number>();
    let ran = 0;
    for (const predicate of fc.sample(randomPredicate, { seed: SEED, numRuns: 400 })) {
      const condition = conditionOf(rule, predicate);
      if (condition === undefined) continue;
      const sides = await compared(condition, predicate, events, missing);
      if (sides === undefined) continue;
      ran += 1;
      expect(sides[0], `seed ${String(SEED)}: ${condition}`).toEqual(sides[1]);
    }
    told(`random, seed ${String(SEED)}`, ran, ran * events.length, missing);
    expect(ran * events.length).toBeGreaterThan(ENOUGH_PAIRS);
  });

  test('a broken condition is caught', async () => {
    const events = distinct(fc.sample(randomEvents, { seed: 1, numRuns: 20 }).flat());
    await engine.load(events);
    const [rule] = packRules().rules.filter((one) => one.kind === 'detection');
    if (rule === undefined) throw new Error('no detection');
    const filter: Predicate = {
      kind: 'and',
      parts: [
        is('event_type', 'auth.failure'),
        { kind: 'match', field: 'tool_call.duration_ms', test: { op: 'number', comparator: 'gte', value: 100 } },
      ],
    };
    const condition = conditionOf(rule, filter) ?? '';
    const wanted = events.filter(compilePredicate(filter)).map((event) => String(event['event_id']));
    expect([...(await engine.where(condition))].sort()).toEqual(wanted);
    for (const broken of [
      condition.replace('>= 100', '> 100'),
      condition.replace('EventType == "auth.failure" and ', ''),
    ]) {
      expect(broken).not.toBe(condition);
      expect([...(await engine.where(broken))].sort()).not.toEqual(wanted);
    }
  });
});
