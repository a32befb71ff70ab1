// Hostile values through every target and engine: each rule finds the events with exactly its value, or the target says
// that it cannot. A query that was broken out of would find others, or be refused.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventObject } from '../../src/evaluate/index.js';
import type { Rule, Test } from '../../src/rules/ir.js';
import { detection } from '../targets/sample-rules.js';
import { call } from './case-events.js';
import type { Case } from './compare.js';
import type { Engine } from './engine.js';
import { chosenTargets, createEngine } from './engines/index.js';
import { HOSTILE } from './random-events.js';
import { complaint, runCases } from './run-cases.js';
import { SEED } from './seed.js';

const PIECES = [
  '"',
  "'",
  '\\',
  '|',
  '`',
  '$',
  '*',
  '?',
  '%',
  '/',
  '[',
  ']',
  '(',
  ')',
  '{{',
  '}}',
  '<',
  '#',
  '--',
  '//',
];
const WORDS = [' ', '\n', '\r', '\t', '\u0000', '\u2028', 'OR', 'delete', 'a', '0', 'é', '日', '🙂', '\u202e'];
const BREAKOUTS = [
  '" | delete',
  '\\" OR 1=1 | outputlookup x',
  '") OR TRUE | DROP @timestamp //',
  '" or 1 == 1 // ',
  "' or '1'='1",
  '`macro`',
  '$token$',
  '{{value}}',
  '%{x} ${y}',
  '@"verbatim"',
  '*:*',
  '-@x:* OR @y',
  ']] | map',
  '\\',
  '\\\\',
  '"',
  '\n| eval x=1',
];
/** Ten kilobytes of what ends strings, and of plain text. */
const LONG = ['"|`$\\'.repeat(2048), 'a'.repeat(10_240), '日'.repeat(3_413), "'\n".repeat(5_120)];

const random = fc
  .array(fc.constantFrom(...PIECES, ...WORDS), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join(''));
const values = [...new Set([...BREAKOUTS, ...HOSTILE, ...fc.sample(random, { seed: SEED, numRuns: 30 }), ...LONG])];

const FIELD = 'governance.reason';
const withReason = (at: number, reason: string): EventObject => call(at, { governance: { reason } });

const tests = (value: string): readonly Test[] => [
  { op: 'equals', value, cased: true },
  { op: 'equals', value, cased: false },
  { op: 'pattern', cased: true, parts: [{ kind: 'any' }, { kind: 'text', text: value }, { kind: 'any' }] },
];

/** Near misses, and the value itself where an event may hold it. */
const eventsFor = (value: string, other: string): readonly EventObject[] => {
  const texts = [value, `${value}x`, `x${value}`, value.slice(1), value.toUpperCase(), other, 'x'];
  return texts
    .filter((text) => text !== '' && text.isWellFormed() && text.length <= 1024)
    .map((text, index) => withReason(1000 * (index + 1), text));
};

const ruleFor = (one: Test): Rule => detection('hostile', { kind: 'match', field: FIELD, test: one });
const cases: readonly Case[] = values.flatMap((value, index) =>
  tests(value).map((one) => ({
    name: `seed ${String(SEED)}: ${one.op} ${JSON.stringify(value.slice(0, 60))}`,
    rule: ruleFor(one),
    events: eventsFor(value, values[index - 1] ?? 'other'),
    lookups: {},
  })),
);

/** What a target may not say of them. */
const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  splunk: [],
  elastic: [],
  sentinel: ['query.length'],
  datadog: ['test.case_insensitive', 'test.control_character', 'test.pattern_characters'],
};

describe.each(chosenTargets())('%s', (target) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(target);
    await engine.start();
  });
  afterAll(() => engine.stop());

  test('hostile values', async () => {
    const finished = await runCases(engine, cases);
    expect(finished.map(complaint).filter((text) => text !== undefined)).toEqual([]);
    const alike = finished.filter(({ outcome }) => outcome.kind === 'same' && outcome.firings > 0);
    const constructs = new Set(
      finished.flatMap(({ outcome }) =>
        outcome.kind === 'unsupported' ? outcome.unsupported.map(({ construct }) => construct) : [],
      ),
    );
    process.stderr.write(
      `hostile ${target}: seed ${String(SEED)}, ${String(alike.length)} of ${String(cases.length)} found alike; not expressible ${[...constructs].sort().join(', ')}\n`,
    );
    expect([...constructs].sort()).toEqual(UNSUPPORTED[target]);
    expect(alike.length).toBeGreaterThan(cases.length / (target === 'datadog' ? 5 : 2));
  });
});
