// The rollup form is the direct query with its counting lines replaced; the transforms count what those lines count.
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../src/rules/ir.js';
import { compileEsql, elasticRollup, machineLearningJobs } from '../../../src/targets/elastic/index.js';
import { SAMPLE_RULES } from '../sample-rules.js';

const RANGE = { from: 'TO_DATETIME("2026-01-01T00:00:00Z")', to: 'TO_DATETIME("2026-01-01T12:00:00Z")' };
const sample = (name: string): Rule => {
  const rule = SAMPLE_RULES.find(({ meta }) => meta.ruleId === name);
  if (rule === undefined) throw new Error(`no sample rule ${name}`);
  return rule;
};

describe.each(['baseline', 'ratio'])('rollup of %s', (name) => {
  const rule = sample(name);
  const rollup = elasticRollup(rule, RANGE);

  it('decides as the direct form does, line by line', () => {
    const direct = compileEsql({ ...rule, meta: { ...rule.meta, details: [] } }, { range: RANGE });
    if (!direct.ok || rollup === undefined) throw new Error('not compiled');
    const [left, right] = [direct.query.text, rollup.query].map((text) => text.split('\n| '));
    const counted = left?.findIndex((line) => line.startsWith('STATS _c = COUNT(*)')) ?? -1;
    expect(right?.slice(4)).toEqual(left?.slice(counted + 1));
    expect(right?.[1]).toBe(left?.[1]);
    expect(rollup.query.startsWith('FROM ai-governance-rollup-')).toBe(true);
  });

  it('removes copies before it counts, and each transform reads what the one before it wrote', () => {
    const [events, sums] = rollup?.transforms ?? [];
    expect(events?.body.pivot.group_by).toHaveProperty('event_id');
    expect(sums?.body.source.index).toEqual([events?.body.dest.index]);
    expect(sums?.body.pivot.aggregations).toHaveProperty('n.value_count.field', 'event_id');
    // Late events are seen by their arrival, not by their own time.
    expect(events?.body.sync).toEqual({ time: { field: 'event.ingested', delay: '300s' } });
  });
});

it('has no form for rules without a history, nor for one whose filter Kibana KQL cannot say', () => {
  expect(elasticRollup(sample('event-count'))).toBeUndefined();
  expect(machineLearningJobs(sample('event-count'))).toEqual([]);
  const rule = sample('baseline');
  if (rule.kind !== 'correlation') throw new Error('no correlation');
  const sources = rule.correlation.sources.map((source) => ({
    ...source,
    rule: {
      ...source.rule,
      predicate: {
        kind: 'match',
        field: 'governance.reason',
        test: { op: 'regex', source: 'a+', ignoreCase: false, multiline: false, dotAll: false },
      },
    } as Rule,
  }));
  const unsayable = { ...rule, correlation: { ...rule.correlation, sources } } as Rule;
  expect(elasticRollup(unsayable)).toBeUndefined();
  expect(machineLearningJobs(unsayable)).toEqual([]);
});
