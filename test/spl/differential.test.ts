// Random rules over random events: the compiled search in the interpreter against the reference evaluator.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/evaluate/index.js';
import type { Rule } from '../../src/rules/ir.js';
import { correlations, detections, events, streams, tables } from './random-rules.js';
import { splFirings, type JsonEvent, type PlainFiring } from './rule-firings.js';

const comparable = (firings: readonly PlainFiring[]): readonly string[] =>
  firings
    .map(({ time, group, value }) =>
      JSON.stringify([time, Object.entries(group).sort(), Number(value.toPrecision(10))]),
    )
    .sort();

const reference = (rule: Rule, given: readonly JsonEvent[], lookups: Parameters<typeof splFirings>[2]) =>
  evaluate([rule], given, { lookups: lookups ?? {} }).firings.flatMap((firing) =>
    firing.time === null ? [] : [{ time: firing.time, group: firing.group, value: firing.value }],
  );

/** Runs of the property; the engine suite asks for more. */
const RUNS = Number(process.env['AGENT_SIEM_RUNS'] ?? 250);

describe('random rules as SPL against the evaluator', () => {
  it('plain detections', () => {
    let said = 0;
    fc.assert(
      fc.property(detections, events, (rule, given) => {
        const found = splFirings(rule, given);
        if (found === undefined) return;
        said += 1;
        expect(comparable(found)).toEqual(comparable(reference(rule, given, {})));
      }),
      { numRuns: RUNS * 2 },
    );
    // Most are said; the rest is refused with a reason.
    expect(said).toBeGreaterThan(RUNS / 2);
  });

  it('correlations', () => {
    let fired = 0;
    fc.assert(
      fc.property(correlations, streams, tables, (rule, given, rows) => {
        const lookups = { agent_scope: rows as readonly Readonly<Record<string, string>>[] };
        const found = splFirings(rule, given, lookups);
        const expected = reference(rule, given, lookups);
        fired += expected.length;
        expect(comparable(found ?? [])).toEqual(comparable(expected));
      }),
      { numRuns: RUNS },
    );
    expect(fired).toBeGreaterThan(RUNS);
  });
});
