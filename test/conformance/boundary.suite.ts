// Boundary cases in every engine; and targets broken on purpose, which the cases must catch.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Target, TargetName } from '../../src/targets/target.js';
import { BOUNDARY_CASES } from './boundary-cases.js';
import type { Engine } from './engine.js';
import { chosenTargets, createEngine } from './engines/index.js';
import { complaint, runCases } from './run-cases.js';

interface Break {
  readonly name: string;
  readonly from: RegExp;
  readonly to: string;
}

/** What is broken in the text, by target. */
const BREAKS: Readonly<Partial<Record<TargetName, readonly Break[]>>> = {
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

/** Without the twenty thousand: they only cost time here. */
const small = BOUNDARY_CASES.filter((given) => given.events.length < 1000);

describe.each(chosenTargets())('%s', (target) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(target);
    await engine.start();
  });
  afterAll(() => engine.stop());

  test('boundary cases', async () => {
    const finished = await runCases(engine, BOUNDARY_CASES);
    expect(finished.map(complaint).filter((text) => text !== undefined)).toEqual([]);
    expect(finished.filter(({ outcome }) => outcome.kind === 'same').length).toBeGreaterThan(BOUNDARY_CASES.length / 2);
  });

  test.each(BREAKS[target] ?? [])('$name is caught', async (wrong) => {
    const bad = broken(engine.target, wrong);
    const finished = await runCases({ ...engine, target: bad.target }, small);
    expect(bad.changed()).toBeGreaterThan(0);
    expect(finished.some(({ outcome }) => outcome.kind === 'different')).toBe(true);
  });
});
