// Boundary cases in every engine; and targets broken on purpose, which the cases must catch.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Target, TargetName } from '../../src/targets/target.js';
import { evaluate } from '../../src/evaluate/index.js';
import { ELASTIC_CAPS } from '../../src/targets/elastic/index.js';
import { SENTINEL_CAPS } from '../../src/targets/sentinel/index.js';
import { BOUNDARY_CASES, MANY_GROUPS, PADDED } from './boundary-cases.js';
import type { Engine } from './engine.js';
import { LONG_LIST_CASES, TOO_LONG_FOR_SENTINEL } from './long-list-cases.js';
import { chosenTargets, createEngine } from './engines/index.js';
import { writeCounts } from './report.js';
import { complaint, runCases } from './run-cases.js';

/** `max_signals` of a rule that does not set it. */
const KIBANA_DEFAULT_SIGNALS = 100;

interface Break {
  readonly name: string;
  readonly from: RegExp | string;
  readonly to: string;
}

/** What is broken in the text, by target. */
const BREAKS: Readonly<Record<TargetName, readonly Break[]>> = {
  splunk: [
    { name: 'a flipped operator', from: 'where value >= 3', to: 'where value > 3' },
    { name: 'a dropped filter', from: / event_type="auth\.failure"\n\| where event_type="auth\.failure"/, to: '' },
    {
      name: 'sample deviation',
      from: 'h3=max(active * squares - total * total, 0)',
      to: 'h3=max(active * squares - total * total, 0) * active / (active - 1)',
    },
    { name: 'a broken bucket edge', from: 'bucket=floor(t / 60000)', to: 'bucket=floor((t + 1) / 60000)' },
    { name: 'copies that count', from: '\n| dedup event_id', to: '' },
  ],
  elastic: [
    { name: 'a flipped operator', from: /_value >= 3\b|value >= 3\b/, to: '_value > 3' },
    { name: 'a dropped filter', from: /\| WHERE event_type == "auth\.failure"\n/, to: '' },
    {
      name: 'sample deviation',
      from: /_active \* _ss - _s \* _s/,
      to: '(_active * _ss - _s * _s) * _active / (_active - 1)',
    },
    { name: 'a broken bucket edge', from: /_b \+ _k \* 60000/, to: '_b + (_k - 1) * 60000' },
    {
      name: 'copies that count',
      from: /FROM (\S+)\n([^]*?) BY event_id\n/,
      to: 'FROM $1 METADATA _id\n$2 BY _id\n',
    },
  ],
  sentinel: [
    { name: 'a flipped operator', from: /_value >= 3\b/, to: '_value > 3' },
    { name: 'a dropped filter', from: /\| where EventType == "auth\.failure"\n/, to: '' },
    {
      name: 'sample deviation',
      from: /_active \* _ss - _s \* _s/,
      to: '(_active * _ss - _s * _s) * _active / (_active - 1)',
    },
    { name: 'a broken bucket edge', from: /_b \+ _k \* 1m/, to: '_b + (_k - 1) * 1m' },
    { name: 'copies that count', from: /\| summarize arg_min\(_t, \*\) by _id\n/, to: '' },
  ],
  // Its baselines are learned and its copies count: a monitor has no deviation and removes no copies.
  datadog: [
    { name: 'a flipped operator', from: />= 3$/, to: '> 3' },
    { name: 'a dropped filter', from: / ?@event_type:\\?"?auth\.failure\\?"?/, to: '' },
    { name: 'a broken bucket edge', from: '.last("5m")', to: '.last("6m")' },
  ],
};

/** The target with one thing wrong; says whether anything was changed at all. */
const broken = (target: Target, { from, to }: Break): { readonly target: Target; readonly changed: () => number } => {
  let changes = 0;
  return {
    changed: () => changes,
    target: {
      ...target,
      compile: (rule, options) => {
        const compiled = target.compile(rule, options);
        if (!compiled.ok) return compiled;
        const text = compiled.query.text.replace(from, to);
        if (text !== compiled.query.text) changes += 1;
        return { ok: true, query: { ...compiled.query, text } };
      },
    },
  };
};

/** Without the twenty thousand and the long lists: they only cost time here. */
const small = BOUNDARY_CASES.filter((given) => given.events.length < 1000 && !LONG_LIST_CASES.includes(given));

/** Cases that the target says and its engine answers alike; Datadog has neither baselines nor times of arrival. */
const LEAST: Readonly<Record<TargetName, number>> = {
  splunk: BOUNDARY_CASES.length,
  elastic: BOUNDARY_CASES.length,
  sentinel: BOUNDARY_CASES.filter(({ name }) => !name.endsWith(TOO_LONG_FOR_SENTINEL)).length,
  datadog: 22,
};

describe.each(chosenTargets())('%s', (target) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(target);
    await engine.start();
  });
  let passed = 0;
  let unsupported = 0;
  let caught = 0;
  afterAll(async () => {
    writeCounts(target, engine, { boundary: { passed, unsupported }, broken: { caught } });
    await engine.stop();
  });

  test('boundary cases', async () => {
    const finished = await runCases(engine, BOUNDARY_CASES);
    expect(finished.map(complaint).filter((text) => text !== undefined)).toEqual([]);
    passed = finished.filter(({ outcome }) => outcome.kind === 'same').length;
    unsupported = finished.filter(({ outcome }) => outcome.kind === 'unsupported').length;
    expect(passed).toBeGreaterThanOrEqual(LEAST[target]);
  });

  test('each string at its cap hides no other, and neither do all at once', async () => {
    const cases = BOUNDARY_CASES.filter(({ name }) => name.startsWith(PADDED));
    const finished = await runCases(engine, cases);
    expect(finished.map(complaint).filter((text) => text !== undefined)).toEqual([]);
    expect(finished.map(({ outcome }) => (outcome.kind === 'same' ? outcome.firings : 0))).toEqual(
      cases.map(({ events }) => events.length),
    );
  });

  test.runIf(target !== 'datadog')('rows come by value, then by group: every cap keeps the largest', async () => {
    const { rule, events, at } = MANY_GROUPS;
    await engine.load(
      events.map((event) => ({ event, arrival: Date.parse(String(event['timestamp'])) })),
      {},
    );
    const range = { from: at - 60_000, to: at };
    const compiled = engine.target.compile(rule, { range: engine.range(range) });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.unsupported));
    const rows = (await engine.run(rule, compiled.query, range)).map(({ group, value }) => [value, ...group] as const);
    const expected = evaluate([rule], events, { now: at })
      .firings.filter(({ time }) => time === at)
      .map(({ group, value }) => [value, ...Object.values(group)] as const)
      .sort((a, b) => b[0] - a[0] || (String(a[1]) < String(b[1]) ? -1 : 1));
    // Each of them is exceeded.
    const caps = [
      SENTINEL_CAPS.alertsPerNrtRun,
      KIBANA_DEFAULT_SIGNALS,
      SENTINEL_CAPS.alertsPerRun,
      ELASTIC_CAPS.maxSignals,
    ];
    expect(expected.length).toBeGreaterThan(Math.max(...caps));
    for (const cap of caps) expect(rows.slice(0, cap)).toEqual(expected.slice(0, cap));
    expect(rows).toEqual(expected);
  });

  test.each(BREAKS[target])('$name is caught', async (wrong) => {
    const bad = broken(engine.target, wrong);
    const finished = await runCases({ ...engine, target: bad.target }, small);
    expect(bad.changed()).toBeGreaterThan(0);
    expect(finished.some(({ outcome }) => outcome.kind === 'different')).toBe(true);
    caught += 1;
  });
});
