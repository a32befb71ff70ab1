// One smoke run per rule: its query byte by byte as it stands in the finished pack, deployed range included, on a firing
// test of the rule that is moved into the present. Where the clock can be set, it stands at a time at which the rule fires.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseTime, type EventObject } from '../../src/evaluate/index.js';
import type { Rule } from '../../src/rules/ir.js';
import { gridOf, isPerEvent } from '../../src/targets/schedule.js';
import { deployedQuery } from '../pack/tuned-pack.js';
import { arrivalOf, asSent } from './arrival.js';
import { difference, expectedOf, moved, type Case } from './compare.js';
import type { Engine } from './engine.js';
import { chosenTargets, createEngine } from './engines/index.js';
import { packRules } from './rule-cases.js';

const SECOND = 1000;
const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { m: 60 * SECOND, minutes: 60 * SECOND, '': SECOND };

/** How long before now an expression such as `now() - 720`, `NOW() - 10 minutes` or `ago(10m)` lies. */
const before = (expression: string): number => {
  const [, amount = '0', unit = ''] = /^(?:(?:now|NOW)\(\)(?: - (\d+)(?: (minutes))?)?|ago\((\d+)(m)\))$/
    .exec(expression)
    ?.filter((part) => part !== undefined) ?? ['', 'NaN'];
  return Number(amount) * (UNITS[unit] ?? NaN);
};

/** A monitor has no range in its text: what its own clock sees. */
const WITHOUT_RANGE = { from: 'now() - 900', to: 'now()' };

const timeOf = (firing: string): number => Date.parse((JSON.parse(firing) as readonly string[])[0] ?? '');

const { rules, cases } = packRules();
/** A test of each rule that fires, and when it does at last. */
const firing = new Map(
  rules.flatMap((rule): readonly (readonly [string, { readonly given: Case; readonly last: number }])[] => {
    for (const given of cases.filter((one) => one.rule === rule)) {
      const times = [...expectedOf(given, isPerEvent(rule)).keys()].map(timeOf);
      if (times.length > 0) return [[rule.meta.ruleId, { given, last: Math.max(...times) }]];
    }
    return [];
  }),
);

const sentAt = (event: EventObject): number => parseTime(event['timestamp']) ?? 0;

describe.each(chosenTargets())('%s', (target) => {
  let engine: Engine;
  let fired = 0;
  beforeAll(async () => {
    engine = await createEngine(target);
    await engine.start();
  });
  afterAll(() => engine.stop());

  /** Unix milliseconds for a rule's run; Elasticsearch has no clock but its own. */
  const clockFor = (last: number, behind: number): number =>
    target === 'elastic' ? Date.now() : last + Math.floor((Date.now() - behind - last) / DAY) * DAY + behind;

  const run = async (rule: Rule, { given, last }: { readonly given: Case; readonly last: number }) => {
    const compiled = engine.target.compile(rule);
    if (!compiled.ok) return undefined;
    const { text, range } = deployedQuery(target, rule);
    const { from, to } = target === 'datadog' ? WITHOUT_RANGE : range;
    const perEvent = isPerEvent(rule);
    const grid = rule.kind === 'correlation' && !perEvent ? (gridOf(rule.correlation) ?? SECOND) : SECOND;
    const now = clockFor(last, before(to));
    // The last firing lies at the last instant of the range, or a second before its end.
    const shift = Math.floor((now - before(to) - (grid === SECOND ? SECOND : 0) - last) / grid) * grid;
    const events = given.events.map((event) => moved(event, shift));
    const placed = { ...given, events, ...(given.now === undefined ? {} : { now: given.now + shift }) };
    await engine.load(
      events.map((event) => ({ event: asSent(event), arrival: arrivalOf(event) ?? sentAt(event) })),
      given.lookups,
    );
    const rows = await engine.run(rule, { ...compiled.query, text }, { from: now - before(from), to: now });
    // Elasticsearch looked at a clock that went on: only instants that the range held all the while are compared.
    const [first, until] = [(target === 'elastic' ? Date.now() : now) - before(from), now - before(to)];
    const held = (time: number): boolean => time > first && time <= until;
    const wanted = new Map([...expectedOf(placed, perEvent)].filter(([key]) => held(timeOf(key))));
    const outcome = difference(
      wanted,
      rows.filter(({ time }) => held(time)),
      perEvent,
    );
    return { outcome, firings: wanted.size };
  };

  test.each(rules.map((rule) => [rule.meta.ruleId, rule] as const))('%s', async (ruleId, rule) => {
    const given = firing.get(ruleId);
    if (given === undefined) throw new Error('no test of it fires');
    const result = await run(rule, given);
    if (result === undefined) return;
    expect(result.outcome).toMatchObject({ kind: 'same' });
    if (result.firings > 0) fired += 1;
    // In Elasticsearch a rule of the hour or of the day fires only at some times of a day.
    if (target !== 'elastic') expect(result.firings).toBeGreaterThan(0);
  });

  test('most of them fired', () => {
    process.stderr.write(`deployed ${target}: ${String(fired)} rules fired\n`);
    expect(fired).toBeGreaterThanOrEqual(target === 'datadog' ? 10 : 18);
  });
});
