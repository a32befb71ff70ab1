import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate, runRuleTest } from '../../src/evaluate/index.js';
import { readEvent } from '../../src/event/index.js';
import { lintPaths, loadRules, packRulesFolder, type ParsedRules } from '../../src/rules/index.js';
import { asSent } from '../conformance/arrival.js';
import { benignEvents, benignScope } from '../fixtures/benign-corpus.mjs';

let parsed: ParsedRules;
beforeAll(() => {
  parsed = loadRules([packRulesFolder()]);
});

const SLUGS = {
  p1_policy_blocked_tool_call: 'P1',
  p1_user_refused_tool_call: undefined,
  p2_secret_detected: 'P2',
  p3_volume_by_agent: 'P3',
  p3_volume_by_user: 'P3',
  p4_scope_violation: 'P4',
  unregistered_agent: undefined,
  agent_scope_empty: undefined,
  p5_auth_failures: 'P5',
  p5_concurrent_sessions: 'P5',
  p5_new_location: 'P5',
  p6_cost_anomaly: 'P6',
};

describe('the rules of the pack', () => {
  it('parse and lint without a finding', () => {
    expect(parsed.issues).toEqual([]);
    expect(lintPaths([packRulesFolder()], { today: '2026-11-23' })).toEqual([]);
  });

  it('are one a file, named as the file, at least twenty', () => {
    const files = readdirSync(packRulesFolder()).filter((name) => name.endsWith('.yml'));
    expect(files.length).toBeGreaterThanOrEqual(20);
    expect(parsed.ruleSet.rules.map((rule) => `${rule.meta.ruleId}.yml`).sort()).toEqual(files.sort());
  });

  it('carry a priority on the six alerts and on no other rule', () => {
    const priorities = Object.fromEntries(parsed.ruleSet.rules.map((rule) => [rule.meta.ruleId, rule.meta.priority]));
    expect(priorities).toMatchObject(
      Object.fromEntries(Object.entries(SLUGS).filter(([, priority]) => priority !== undefined)),
    );
    const prioritised = Object.entries(priorities).filter(([, priority]) => priority !== undefined);
    expect(prioritised.map(([id]) => id).sort()).toEqual(
      Object.keys(SLUGS)
        .filter((id) => SLUGS[id as keyof typeof SLUGS] !== undefined)
        .sort(),
    );
  });

  it('keep one alert an event for P1, P2 and P4', () => {
    for (const rule of parsed.ruleSet.rules.filter(({ meta }) => ['P1', 'P2', 'P4'].includes(meta.priority ?? ''))) {
      expect(rule.meta.suppressMs ?? 0).toBe(0);
    }
  });

  it('each have an exceptions document that hides nothing yet or says why', () => {
    for (const rule of parsed.ruleSet.rules) {
      const text = readFileSync(join(packRulesFolder(), `${rule.meta.ruleId}.yml`), 'utf8');
      expect(text).toContain(`name: ${rule.meta.ruleId}_exceptions`);
    }
  });

  it('pass their own tests, whose events are events of the schema', () => {
    expect(parsed.ruleSet.tests.length).toBeGreaterThan(100);
    for (const test of parsed.ruleSet.tests) {
      for (const event of test.events) readEvent(asSent(event));
      expect(runRuleTest(parsed.ruleSet, test), `${test.ruleId}: ${test.name}`).toMatchObject({ passed: true });
    }
  });

  it('raise nothing on three weeks of ordinary work but what is known', () => {
    const { alerts, skipped } = evaluate(parsed.ruleSet.rules, benignEvents(), {
      lookups: { agent_scope: benignScope() },
      firings: false,
    });
    expect(skipped).toEqual({ rules: [], withoutTime: 0, copies: 0 });
    const counts = new Map<string, number>();
    for (const { rule_id } of alerts) counts.set(rule_id, (counts.get(rule_id) ?? 0) + 1);
    const known = JSON.parse(
      readFileSync(new URL('../fixtures/benign-known-alerts.json', import.meta.url), 'utf8'),
    ) as { rule_id: string; count: number }[];
    expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(known.map(({ rule_id, count }) => [rule_id, count])));
  });

  it('own correlation types stand where other converters look for the type', () => {
    const own = ['baseline', 'ratio', 'new_value', 'lookup', 'value_count_each', 'late_count'];
    const used = parsed.ruleSet.rules.flatMap((rule) =>
      rule.kind === 'correlation' ? [rule.correlation.type as string] : [],
    );
    expect(own.filter((type) => used.includes(type))).toEqual(own);
  });
});
