// The rollup form writes a summary and reads it: the same firings as the direct form.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSplunk, rollupFor } from '../../src/targets/splunk/index.js';
import { SAMPLES } from '../targets/splunk/sample-rules.js';
import { indexed, type JsonEvent } from './rule-firings.js';
import { runSearch, type IndexedEvent } from './run.js';
import type { Row } from './value.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 3, 1);

/** What `collect` leaves in the summary index, as field extraction reads it back. */
const collected = (text: string, events: readonly IndexedEvent[], source: string): readonly IndexedEvent[] => {
  const [body = '', collect = ''] = text.split('\n| collect ');
  expect(collect).toBe(`index=ai_governance_summary source="${source}"`);
  return runSearch(body, { events }).map((row) => {
    const fields = Object.fromEntries([...row].map(([name, value]) => [name, String(value)]));
    // Summary events are name="value": nothing in a value may end it.
    expect(Object.values(fields).join('')).not.toMatch(/["\\]/);
    return {
      raw: JSON.stringify({ ...fields, source }),
      time: Number(row.get('_time')),
      indexTime: 0,
      index: 'ai_governance_summary',
    };
  });
};
const firings = (rows: readonly Row[]): readonly string[] =>
  rows
    .map((row) =>
      ['T', 'group_key', 'value', 'baseline_mean', 'first_seen'].map((name) => String(row.get(name))).join(' '),
    )
    .sort();

const event = (id: number, at: number, agent: string): JsonEvent => ({
  event_id: `evt_${String(id)}`,
  event_type: 'tool_call.requested',
  timestamp: new Date(START + at).toISOString(),
  agent: { agent_id: agent },
  cost: { estimated_cost_usd: (id % 7) / 10 },
});

describe.each([
  ['p3', SAMPLES.p3, HOUR],
  ['cost', SAMPLES.cost, 24 * HOUR],
] as const)('rollup of %s', (_, rule, step) => {
  it('fires as the direct form, hostile group values and rewritten buckets included', () => {
    let fired = 0;
    fc.assert(
      fc.property(
        fc.constantFrom('agt', 'a"b', 'a\\', '100%', '%22', 'x" v="9', 'é|'),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 13, maxLength: 16 }),
        fc.integer({ min: 20, max: 60 }),
        (agent, counts, burst) => {
          const events = [...counts, burst]
            .flatMap((count, bucket) => Array.from({ length: count }, (_, n) => bucket * step + n * 1000))
            .map((at, id) => indexed(event(id, at, agent)));
          const range = { from: String(START / 1000), to: String(START / 1000 + (40 * step) / 1000) };
          const direct = compileSplunk(rule, { range });
          const rollup = rollupFor(rule, { range, collectRange: range });
          if (!direct.ok || rollup === undefined) throw new Error('not compiled');
          // Written once before the last events came, and once more after.
          const early = collected(rollup.collectSearch, events.slice(0, -5), rollup.source);
          const late = collected(rollup.collectSearch, events, rollup.source);
          const expected = firings(runSearch(direct.text, { events }));
          fired += expected.length;
          expect(firings(runSearch(rollup.search, { events: [...early, ...late] }))).toEqual(expected);
        },
      ),
      { numRuns: 8 },
    );
    expect(fired).toBeGreaterThan(0);
  });
});

it('the writing search never writes the running bucket, and writes late ones again', () => {
  const rollup = rollupFor(SAMPLES.p3);
  expect(rollup?.collectSearch).toContain('bucket < floor((now() - 300) / 3600)');
  expect(rollup?.collectEarliest).toBe(`-${String(300 + 3 * 3600 + 3600)}s`);
  expect(rollupFor(SAMPLES.failures)).toBeUndefined();
});
