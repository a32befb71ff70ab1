// pth_10 on Spark reads the SPL that we emit: a second opinion beside our own interpreter, for what it can run.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SecondOpinionCounts } from '../../src/pack/conformance-table.js';
import { startPth10 } from '../engines/spark/pth10.mjs';
import { runStage, searchRows } from '../spl/run.js';
import type { Row } from '../spl/value.js';
import { chosenTargets, createEngine } from './engines/index.js';
import { writeCounts } from './report.js';
import { SEED } from './seed.js';
import { foreignSearches, panelSearches, randomConditions, ruleSearches } from './second-opinion/emitted.js';
import { frameOf, ours, theirs } from './second-opinion/frame.js';
import { FAULTS } from './second-opinion/known.js';
import { opinionOn, questionsOf, type Emitted } from './second-opinion/opinion.js';
import { ask, type Outcome, type Pth10 } from './second-opinion/question.js';
import { Tally } from './second-opinion/tally.js';

type Floor = Partial<SecondOpinionCounts>;

/** What is given, and how much of it has to run: a run of nothing must not pass. */
const GROUPS: readonly (readonly [keyof typeof FLOORS, () => readonly Emitted[]])[] = [
  ['rules', ruleSearches],
  ['panels', panelSearches],
  ['random conditions', () => randomConditions(SEED, 100)],
  ['foreign conditions', () => foreignSearches(SEED, 40)],
];
const FLOORS = {
  rules: { alike: 250, start: 45 },
  panels: { alike: 150, whole: 10 },
  'random conditions': { alike: 20, partly: 5, start: 40 },
  'foreign conditions': { alike: 40, start: 30 },
} satisfies Record<string, Floor>;

/** Stages of rules that are alike, by command, at least. */
const COMMANDS = { search: 20, where: 80, dedup: 25, eval: 45, stats: 25, sort: 15, table: 15, rename: 10 };

/** What pth_10 lacks of what rules and panels use. Nothing joins unseen, and nothing stays that it has learned. */
const LACKING = ['eventstats behind stats', 'head', 'inputlookup', 'lookup', 'mvexpand', 'the operator "."'];

const everything = (): boolean => true;
const rowsOf = (list: readonly object[]): readonly Row[] => list.map((row) => new Map(Object.entries(row)));

describe.runIf(chosenTargets().includes('splunk'))('pth_10', () => {
  let engine: Pth10 & { readonly stop: () => Promise<void> };
  const answered = new Map<string, Outcome>();
  const tallies = new Map<string, Tally>();
  beforeAll(async () => {
    engine = await startPth10();
  });
  afterAll(async () => {
    await engine.stop();
    const secondOpinion = Object.fromEntries([...tallies].map(([name, tally]) => [name, tally.counts()]));
    writeCounts('splunk', await createEngine('splunk'), { secondOpinion });
  });

  test.each(FAULTS)('its fault: $name', async ({ example, known }) => {
    const first = /^search (.*)$/.exec(example.query)?.[1];
    const rows = rowsOf(example.rows);
    const mine = first === undefined ? runStage(example.query, rows, { lookups: {}, now: 0 }) : searchRows(first, rows);
    expect(ours(mine, everything)).toEqual(ours(rowsOf(example.expected), everything));
    const asked = frameOf(`index=ai_governance ${first ?? `| ${example.query}`}`, rows);
    const { rows: found, error } = await engine.run({ ...asked, columns: example.columns ?? asked.columns });
    if (known.by === 'error') {
      expect(error).toMatch(known.error);
      return;
    }
    expect(error).toBeUndefined();
    expect(theirs(found ?? [], mine, everything)).not.toEqual(ours(mine, everything));
  });

  test.each(GROUPS)('%s', async (name, searches) => {
    const tally = new Tally();
    for (const search of searches()) tally.add(await opinionOn(engine, search, answered));
    tallies.set(name, tally);
    process.stderr.write(`pth_10 ${name}, seed ${String(SEED)}: ${String(tally)}\n`);
    expect(tally.differences).toEqual([]);
    const counts: Floor = tally.counts();
    const floor: Floor = FLOORS[name];
    for (const key of Object.keys(floor) as (keyof Floor)[])
      expect(counts[key], key).toBeGreaterThanOrEqual(floor[key] ?? 0);
  });

  test('every command that rules are made of', () => {
    const alike = tallies.get('rules')?.alike;
    for (const [command, least] of Object.entries(COMMANDS))
      expect(alike?.get(command) ?? 0, command).toBeGreaterThanOrEqual(least);
  });

  test('what it lacks is what the list says', () => {
    const faults = new Set(FAULTS.map(({ name }) => name));
    const why = ['rules', 'panels'].flatMap((name) => [...(tallies.get(name)?.why.keys() ?? [])]);
    expect([...new Set(why)].filter((name) => !faults.has(name)).sort()).toEqual(LACKING);
  });

  const rules = ruleSearches();
  /** A stage of a rule, of those that ran alike, with something in it changed. */
  const broken: readonly (readonly [string, RegExp, (stage: string) => string])[] = [
    ['p1_policy_blocked_tool_call', / 'governance\.decided_by'!=/, (stage) => stage.replace('!="user"', '="user"')],
    [
      'p1_policy_blocked_tool_call',
      /^\(index.* event_type="tool_call\.blocked"/,
      (stage) => stage.replace('blocked', 'failed'),
    ],
    ['failed_tool_call_burst', /where value >= 10/, (stage) => stage.replace('>=', '<')],
    ['failed_tool_call_burst', /min\(t\)/, (stage) => stage.replace('min(t)', 'max(t)')],
    ['failed_tool_call_burst', /count AS n/, (stage) => stage.replace('BY bucket, g1', 'BY g1')],
    ['failed_tool_call_burst', /floor\(t/, (stage) => stage.replace('60000', '90000')],
    ['subagent_swarm', /where value/, (stage) => stage.replace('>=', '<')],
    ['blocked_then_other_way', /s1=if\(/, (stage) => stage.replace('1, 0)', '0, 1)')],
    ['tool_call_loop', /dedup event_id/, (stage) => stage.replace('event_id', 'event_type')],
    ['blocked_then_other_way', /sort 0 -value/, (stage) => stage.replace('+T', '-T')],
  ];
  test.each(broken)('a changed operator is caught: %s, %s', async (name, pattern, change) => {
    const search = rules.find((one) => one.name === name && one.only === undefined);
    const question = search && questionsOf(search).find(({ query }) => pattern.test(query));
    if (question === undefined) throw new Error('there is no such stage');
    const query = change(question.query);
    expect(query).not.toBe(question.query);
    expect((await ask(engine, question)).kind).toBe('alike');
    expect((await ask(engine, { ...question, query })).kind).toBe('different');
  });
});
