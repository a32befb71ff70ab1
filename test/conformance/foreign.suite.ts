// Sigma rules of other taxonomies: compiled with a map, run in each engine, the same events as the evaluator finds. The
// written cases say besides which events those are; the random part prints its seed and shrinks what differs.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compilePredicate } from '../../src/evaluate/index.js';
import { parseRules } from '../../src/rules/index.js';
import type { DetectionRule, Rule } from '../../src/rules/ir.js';
import type { TargetName, Unsupported } from '../../src/targets/index.js';
import { collectFields } from '../engines/foreign/fields.mjs';
import { detection } from '../targets/sample-rules.js';
import { chosenTargets } from './engines/index.js';
import { FOREIGN_CASES } from './foreign/cases.js';
import { compileForeign, START, startForeignEngine, type ForeignEngine, type ForeignEvent } from './foreign/engines.js';
import { SEED as seed } from './seed.js';
import { RANDOM_FIELDS, randomForeignEvent, randomPredicate } from './foreign/random.js';

/** duckdb-kql translates each query anew. */
const randomRules = (target: TargetName): number =>
  Number(process.env['AGENT_SIEM_RANDOM_RULES'] ?? (target === 'sentinel' ? 200 : 400));

const ruleOf = ({ name, rule }: (typeof FOREIGN_CASES)[number]): DetectionRule => {
  const { ruleSet, issues } = parseRules([{ file: `${name}.yml`, text: `title: ${JSON.stringify(name)}\n${rule}\n` }], {
    tests: false,
  });
  const [parsed] = ruleSet.rules;
  if (parsed?.kind !== 'detection') throw new Error(JSON.stringify(issues));
  return parsed;
};

/** What each target does not say of the written cases, and nothing else. */
const UNSUPPORTED: Readonly<Record<TargetName, readonly string[]>> = {
  elastic: ['test.regex'],
  sentinel: ['keyword', 'query.length', 'test.empty'],
  splunk: ['keyword', 'test.case_insensitive_field', 'test.cidr_ipv6', 'test.empty', 'test.time_foreign'],
  datadog: [
    'engine: numbers',
    'keyword',
    'test.case_insensitive',
    'test.cidr',
    'test.empty',
    'test.field',
    'test.pattern_characters',
    'test.pattern_single',
    'test.regex',
    'test.time',
  ],
};

const event = (fields: Readonly<Record<string, unknown>>, index: number): ForeignEvent => ({
  ...fields,
  event_id: String(index),
  '@timestamp': new Date(START + index * 1000).toISOString(),
});

const written = FOREIGN_CASES.map((given) => ({ ...given, parsed: ruleOf(given) }));
const pool = written
  .flatMap(({ name, hits, misses }) => [
    ...hits.map((fields) => ({ name, hit: true, fields })),
    ...misses.map((fields) => ({ name, hit: false, fields })),
  ])
  .map((one, index) => ({ ...one, event: event(one.fields, index) }));

const fieldsOf = (rules: readonly Rule[]): readonly string[] => {
  const fields = new Set<string>([...RANDOM_FIELDS, 'any', 'deep']);
  for (const rule of rules) collectFields(rule, fields);
  for (const { fields: own } of pool) for (const name of Object.keys(own)) fields.add(name);
  return [...fields];
};

test('the written cases are what the evaluator finds', () => {
  for (const { name, parsed } of written) {
    const matches = compilePredicate(parsed.predicate);
    for (const one of pool)
      if (one.name === name) expect([name, one.fields, matches(one.event)]).toEqual([name, one.fields, one.hit]);
  }
});

describe.each(chosenTargets())('%s', (target) => {
  let engine: ForeignEngine;
  beforeAll(async () => {
    engine = await startForeignEngine(target, fieldsOf(written.map(({ parsed }) => parsed)));
  });
  afterAll(() => engine.stop());

  const expected = (rule: DetectionRule, events: readonly ForeignEvent[]): readonly string[] => {
    const matches = compilePredicate(rule.predicate);
    return events.filter((one) => matches(engine.stored(one))).map((one) => one.event_id);
  };
  const asked = async (rule: DetectionRule): Promise<readonly string[] | readonly Unsupported[]> => {
    const reason = engine.notRun(rule.predicate);
    if (reason !== undefined) return [{ construct: `engine: ${reason}`, reason }];
    const compiled = compileForeign(target, rule);
    return compiled.ok ? engine.ids(compiled.query.text) : compiled.unsupported;
  };

  test('written rules find their events among all events', async () => {
    const events = pool.map((one) => one.event);
    await engine.load(events.map(engine.stored));
    const unsupported = new Set<string>();
    let compared = 0;
    for (const { name, parsed } of written) {
      const found = await asked(parsed);
      const [first] = found;
      if (typeof first === 'object') {
        for (const one of found as readonly Unsupported[]) unsupported.add(one.construct);
        continue;
      }
      const names = (ids: readonly unknown[]): readonly string[] =>
        ids.map((id) => JSON.stringify(pool[Number(id)]?.fields)).sort();
      expect([name, ...names(found)]).toEqual([name, ...names(expected(parsed, events))]);
      compared += 1;
    }
    process.stderr.write(`foreign ${target}: ${String(compared)} of ${String(written.length)} written rules alike\n`);
    expect([...unsupported].sort()).toEqual(UNSUPPORTED[target]);
    expect(compared).toBeGreaterThan(0);
  });

  test('random rules on random events', async () => {
    const count = randomRules(target);
    const events = fc.sample(randomForeignEvent, { seed, numRuns: 300 }).map(event);
    await engine.load(events.map(engine.stored));
    process.stderr.write(`foreign ${target}: seed ${String(seed)}, ${String(count)} rules\n`);
    let compared = 0;
    let hits = 0;
    const unsupported = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(randomPredicate, async (predicate) => {
        const rule = detection('random', predicate, { taxonomy: 'sigma' });
        const found = await asked(rule);
        const [first] = found;
        if (typeof first === 'object') {
          for (const { construct } of found as readonly Unsupported[])
            unsupported.set(construct, (unsupported.get(construct) ?? 0) + 1);
          return;
        }
        const wanted = expected(rule, events);
        compared += 1;
        hits += wanted.length;
        const show = (ids: readonly unknown[], others: readonly unknown[]): readonly string[] =>
          ids.filter((id) => !others.includes(id)).map((id) => JSON.stringify(events[Number(id)]));
        expect({ missing: show(wanted, found), extra: show(found, wanted) }).toEqual({ missing: [], extra: [] });
      }),
      { seed, numRuns: count },
    );
    process.stderr.write(
      `foreign ${target}: ${String(compared)} of ${String(count)} random rules alike, ${String(hits)} hits; unsupported ${JSON.stringify(Object.fromEntries(unsupported))}\n`,
    );
    expect(hits).toBeGreaterThan(compared);
  });
});
