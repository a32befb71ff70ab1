import { describe, expect, it } from 'vitest';
import { compile, compileSplunk } from '../../../src/targets/splunk/compile.js';
import { expandMacros, nativeAnomalyFor, savedSearchFor } from '../../../src/targets/splunk/index.js';
import { correlation, detection, match, SAMPLES, source } from './sample-rules.js';

describe('compile to SPL', () => {
  for (const [name, rule] of Object.entries(SAMPLES)) {
    it(`${name} is the golden text`, async () => {
      const compiled = compile(rule);
      expect(compiled).toMatchObject({ ok: true });
      await expect(compiled.ok ? `${compiled.query.text}\n` : '').toMatchFileSnapshot(
        `../../golden/splunk/${name}.spl`,
      );
    });

    it(`${name} as deployed differs from the compiled text in nothing but macros`, () => {
      const saved = savedSearchFor(rule);
      const compiled = compileSplunk(rule);
      if (!saved.ok || !compiled.ok) throw new Error('not compiled');
      expect(saved.search.search).toContain('`ai_governance_index`');
      expect(expandMacros(saved.search.search, saved.search.macros)).toBe(compiled.text);
    });

    it(`${name} changes with its range only where the range stands`, () => {
      const from = '1775572000.123';
      const to = '1775579999.456';
      const deployed = compileSplunk(rule);
      const tested = compileSplunk(rule, { range: { from, to } });
      if (!deployed.ok || !tested.ok) throw new Error('not compiled');
      const generic = /now\(\)(?: - \d+)?/g;
      expect(tested.text.replaceAll(from, 'R').replaceAll(to, 'R')).toBe(deployed.text.replaceAll(generic, 'R'));
    });

    it(`${name} uses neither join nor transaction nor a subsearch`, () => {
      const compiled = compile(rule);
      if (!compiled.ok) throw new Error('not compiled');
      expect(compiled.query.text).not.toMatch(/\|\s*(?:join|transaction|append|map)\b|\[/);
    });
  }
});

describe('what SPL cannot say', () => {
  const refused = (rule: Parameters<typeof compile>[0]) => {
    const compiled = compile(rule);
    return compiled.ok ? [] : compiled.unsupported.map(({ construct }) => construct);
  };

  it('keeps three ordered steps, percentiles and chained correlations out', () => {
    const steps = ['a', 'b', 'c'].map((ref) => source(ref, { kind: 'true' }, []));
    const base = { groupBy: [], timespanMs: 600_000, every: 60_000 } as const;
    expect(refused(correlation('steps', { ...base, type: 'temporal_ordered', sources: steps }))).toEqual([
      'correlation.temporal_ordered.steps',
    ]);
    expect(
      refused(
        correlation('percentile', {
          ...base,
          type: 'value_percentile',
          sources: steps.slice(0, 1),
          fields: ['tool_call.duration_ms'],
          condition: [{ comparator: 'gt', value: 1 }],
          percentile: 95,
        }),
      ),
    ).toEqual(['correlation.value_percentile']);
    expect(
      refused(
        correlation('chained', {
          ...base,
          type: 'event_count',
          sources: [{ ref: 'f', rule: SAMPLES.failures, groupFields: [] }],
          fields: [],
          condition: [{ comparator: 'gte', value: 2 }],
        }),
      ),
    ).toEqual(['correlation.chained']);
  });

  it('says an approximation only where the rule accepts it', () => {
    const predicate = { kind: 'keyword', test: { op: 'equals', value: 'curl', cased: false } } as const;
    const construct = 'keyword';
    expect(refused(detection('fold', predicate))).toEqual([construct]);
    const accepted = compile(detection('fold', predicate, { accept: { splunk: [{ construct, reason: 'known' }] } }));
    expect(accepted).toMatchObject({ ok: true, query: { accepted: [{ construct }] } });
  });

  it.each([
    [{ op: 'equals', value: 'ÜBER"k', cased: false }, String.raw`"(?s)\A(?:Ü[bB][eE][rR]\x22[kK])\z"`],
    [
      { op: 'regex', source: '\\bk[^a-z]+s$', ignoreCase: true, multiline: false, dotAll: false },
      String.raw`"(?s)\b[Kk][^A-Za-z]+[Ss]\z"`,
    ],
    [{ op: 'regex', source: 'k\\u{1f600}', ignoreCase: false, multiline: false, dotAll: false }, '"(?s)k\u{1f600}"'],
    [
      { op: 'regex', source: '\\s\\v[\\S\\t]', ignoreCase: false, multiline: false, dotAll: false },
      String.raw`"(?s)[\x09-\x0A\x0C-\x0D ]\x0B[^\x0A\x0C-\x0D ]"`,
    ],
    [
      { op: 'regex', source: '\\p{L}\\u{e9}\\s\\S\\t[\\s\\n]', ignoreCase: false, multiline: false, dotAll: false },
      String.raw`"\p{L}\x{e9}[\x09\x0A\x0C\x0D ][^\x09\x0A\x0C\x0D ]\x09[\x09\x0A\x0C\x0D \x0A]"`,
    ],
  ] as const)('an expression means in PCRE what it means here: %j', (test, expected) => {
    const compiled = compile(detection('fold', match('tool_call.tool_name', test)));
    expect(compiled.ok && compiled.query.text).toContain(`match('tool_call.tool_name', ${expected})`);
  });

  it('does not give text for what has none, accepted or not', () => {
    const predicate = match('timestamp', { op: 'time', part: 'week', comparator: 'eq', value: 3 });
    const accept = { splunk: [{ construct: 'test.time_week', reason: 'x' }] };
    expect(refused(detection('week', predicate, { accept }))).toEqual(['test.time_week']);
  });
});

describe("Splunk's own anomaly detection", () => {
  it('learns and judges what the portable rule counts', async () => {
    const native = nativeAnomalyFor(SAMPLES.p3);
    await expect(`${native?.fitSearch ?? ''}\n\n${native?.applySearch ?? ''}\n`).toMatchFileSnapshot(
      '../../golden/splunk/p3.native.spl',
    );
    const compiled = compileSplunk(SAMPLES.p3, { macros: true });
    const counted = native?.fitSearch.split('\n| fit ')[0] ?? '';
    expect(compiled.ok && compiled.text.startsWith(counted)).toBe(true);
    expect(nativeAnomalyFor(SAMPLES.cost)?.model).toBe('p6_cost_anomaly_density');
    expect(nativeAnomalyFor(SAMPLES.failures)).toBeUndefined();
  });
});
