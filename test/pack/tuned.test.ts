// What a customer sets in a SIEM gives the text that a build with the same value gives, to the byte.
import { describe, expect, it } from 'vitest';
import { monitorsFor } from '../../src/targets/datadog/index.js';
import { compileEsql } from '../../src/targets/elastic/index.js';
import { queryParameters } from '../../src/targets/parameters.js';
import { compileKql } from '../../src/targets/sentinel/index.js';
import { compile as compileSpl } from '../../src/targets/splunk/compile.js';
import type { Manifest } from '../../src/pack/manifest.js';
import { packWith, rules } from './build-once.js';
import { arm, filledQuery, tunedRules, TUNINGS } from './tuned-pack.js';

const { files } = packWith();
const text = (path: string): string => files.get(path) ?? '';
const manifest = JSON.parse(text('manifest.json')) as Manifest;
const WHERE: Readonly<Record<string, string>> = {
  splunk: text('splunk/agent_siem/default/macros.conf'),
  elastic: text('elastic/values.env'),
  sentinel: text('sentinel/rules.json'),
  datadog: text('datadog/terraform/main.tf.json'),
};

const COMPILE = { splunk: compileSpl, elastic: compileEsql, sentinel: compileKql } as const;

describe.each(Object.entries(COMPILE))('%s', (target, compile) => {
  it.each(TUNINGS.map((values) => [JSON.stringify(values), values] as const))('%s', (_, values) => {
    let compared = 0;
    for (const rule of tunedRules(values)) {
      if (queryParameters(rule).length === 0) continue;
      const built = compile(rule);
      if (!built.ok) throw new Error(rule.meta.ruleId);
      expect(filledQuery(target, rule).trimEnd(), rule.meta.ruleId).toBe(built.query.text.trimEnd());
      compared += 1;
    }
    expect(compared).toBe(16);
  });
});

it.each(TUNINGS.map((values) => [JSON.stringify(values), values] as const))('datadog: %s', (_, values) => {
  let compared = 0;
  for (const rule of tunedRules(values)) {
    const built = monitorsFor(rule);
    const [monitor] = built.ok ? built.monitors : [];
    if (monitor === undefined || queryParameters(rule).length === 0) continue;
    expect(filledQuery('datadog', rule), rule.meta.ruleId).toBe(monitor.query);
    compared += 1;
  }
  expect(compared).toBeGreaterThanOrEqual(7);
});

it('has every number and every length of time of a rule as a parameter of its query', () => {
  for (const rule of rules) {
    const marked: string[] = [];
    compileEsql(rule, { mark: ({ name }) => (marked.push(name), '1') });
    expect([...new Set(marked)].sort(), rule.meta.ruleId).toEqual(
      queryParameters(rule)
        .map(({ name }) => name)
        .sort(),
    );
    expect(queryParameters(rule).length).toBe(rule.meta.parameters.length);
  }
});

it('lets ARM refuse a window off the grid', () => {
  expect(arm.parameters['late_events_window_minutes']?.allowedValues?.slice(0, 3)).toEqual([10, 20, 30]);
  expect(arm.parameters['p5_auth_failures_window_minutes']).toMatchObject({ type: 'int', minValue: 1, maxValue: 60 });
  expect(arm.parameters['p3_volume_by_agent_sigma']).toMatchObject({ type: 'string', defaultValue: '3' });
});

it('says in the manifest where each parameter is set, or why it takes a build', () => {
  for (const rule of manifest.rules) {
    for (const [target, { form, tunable, fixed }] of Object.entries(rule.targets)) {
      if (form === 'none') continue;
      const names = queryParameters(rules.find(({ meta }) => meta.ruleId === rule.id) as (typeof rules)[number]).map(
        ({ name }) => name,
      );
      expect([...tunable, ...fixed].map(({ parameter }) => parameter).sort(), `${rule.id} ${target}`).toEqual(
        [...names].sort(),
      );
      for (const { name } of tunable) expect(WHERE[target], `${rule.id} ${target}`).toContain(name);
      if (target !== 'datadog') expect(fixed).toEqual([]);
      for (const { reason } of fixed) expect(reason).not.toBe('');
    }
  }
});
