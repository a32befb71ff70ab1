import { describe, expect, it } from 'vitest';
import {
  cloudSiemRuleFor,
  compileDatadog,
  DATADOG_UNSUPPORTED,
  datadog,
  impossibleTravelFor,
  monitorsFor,
} from '../../../src/targets/datadog/index.js';
import type { Rule, RuleMetadata } from '../../../src/rules/ir.js';
import { and, detection, is, match, not, SAMPLES } from '../splunk/sample-rules.js';

const accept = {
  datadog: Object.keys(DATADOG_UNSUPPORTED).map((construct) => ({ construct, reason: 'known' })),
};
const accepting = <T extends Rule>(rule: T): T => ({
  ...rule,
  meta: { ...rule.meta, accept } satisfies RuleMetadata,
});
const refused = (rule: Rule): readonly string[] => {
  const compiled = datadog.compile(rule);
  return compiled.ok ? [] : compiled.unsupported.map(({ construct }) => construct);
};

/** No definition: a table's size, and when a log arrived. */
const NOT_SAID: readonly string[] = ['emptyLookup', 'late'];

describe('definitions for Datadog', () => {
  for (const [name, rule] of Object.entries(SAMPLES).filter(([name]) => !NOT_SAID.includes(name))) {
    it(`${name} is the golden definition`, async () => {
      const all = accepting(rule);
      const compiled = datadog.compile(all);
      if (!compiled.ok) throw new Error(JSON.stringify(compiled.unsupported));
      const siem = cloudSiemRuleFor(all);
      const monitors = monitorsFor(all);
      const body = {
        query: compiled.query.text,
        accepted: compiled.query.accepted.map(({ construct }) => construct),
        monitors: monitors.ok ? monitors.monitors : [],
        metric: monitors.ok ? (monitors.metric ?? null) : null,
        cloudSiem: siem.ok ? (siem.rule ?? null) : null,
        impossibleTravel: impossibleTravelFor(all) ?? null,
      };
      await expect(`${JSON.stringify(body, null, 2)}\n`).toMatchFileSnapshot(`../../golden/datadog/${name}.json`);
    });
  }

  it('says plain detections exactly and asks for acceptance of everything else', () => {
    expect(refused(SAMPLES.p1)).toEqual([]);
    expect(refused(SAMPLES.p2)).toEqual([]);
    expect(refused(SAMPLES.failures)).toEqual(['correlation.instants', 'duplicates']);
    expect(refused(SAMPLES.concurrent)).toEqual(['correlation.instants', 'correlation.value_count_each']);
    expect(refused(SAMPLES.p3)).toEqual(['correlation.baseline']);
    expect(refused(SAMPLES.cost)).toEqual(['correlation.ratio']);
    expect(refused(SAMPLES.p4)).toEqual(['correlation.lookup']);
    expect(refused(SAMPLES.location)).toEqual(['correlation.new_value']);
    expect(refused(accepting(SAMPLES.emptyLookup))).toEqual(['correlation.lookup']);
    expect(refused(accepting(SAMPLES.late))).toEqual(['correlation.late_count']);
  });

  it('refuses a match without case on a field that is not lower-cased', () => {
    const predicate = is('tool_call.tool_name', 'Bash');
    expect(refused(detection('x', predicate))).toEqual(['test.case_insensitive']);
    expect(refused(detection('x', is('tool_call.tool_name', 'Bash', true)))).toEqual([]);
    expect(refused(detection('x', is('identity.email', 'A@EXAMPLE.COM')))).toEqual([]);
  });

  it('gives no text for what log search cannot write', () => {
    const tests = [
      match('tool_call.error', { op: 'regex', source: 'a+', ignoreCase: false, multiline: false, dotAll: false }),
      match('tool_call.error', { op: 'equals', value: 'a\nb', cased: true }),
      match('tool_call.error', { op: 'pattern', cased: true, parts: [{ kind: 'one' }] }),
      match('agent.role', { op: 'field', other: 'agent.model', mode: 'equals', cased: true }),
    ];
    for (const test of tests) expect(datadog.compile(accepting(detection('x', test))).ok).toBe(false);
  });

  it('negates a conjunction as a whole', () => {
    const inner = and(is('event_type', 'a.b'), is('governance.result', 'denied'));
    const compiled = compileDatadog(detection('x', not(inner)));
    expect(compiled.ok && compiled.query.filter).toBe(
      'service:ai-governance -(@event_type:"a.b" @governance.result:"denied")',
    );
  });

  it('the terms of a foreign source stand together', () => {
    const compile = (source: string) =>
      datadog.compile(detection('x', is('a', 'b', true), { taxonomy: 'sigma' }), { map: { fields: {}, source } });
    expect(compile('service:a OR service:b')).toMatchObject({ query: { text: '(service:a OR service:b) @a:"b"' } });
    expect(compile('service:a env:x')).toMatchObject({ query: { text: 'service:a env:x @a:"b"' } });
  });

  it('catches events without a complete group in a monitor of their own', () => {
    const outcome = monitorsFor(SAMPLES.p1);
    if (!outcome.ok) throw new Error('refused');
    expect(outcome.monitors.map(({ query }) => /\.by\(/.test(query))).toEqual([true, false]);
    expect(outcome.monitors[1]?.query).toContain('-(@agent.agent_id:* @identity.email:*)');
  });
});
