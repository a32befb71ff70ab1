// The corrected three-sigma query of docs/install-splunk.md, run beside the rule that says the same.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { evaluate, parseTime } from '../../src/evaluate/index.js';
import { loadRules } from '../../src/rules/index.js';
import { runSearch } from './run.js';

const [, query = ''] = /```spl\n([\s\S]*?)```/.exec(readFileSync('docs/install-splunk.md', 'utf8')) ?? [];
const { ruleSet } = loadRules(['rules']);
const rule = ruleSet.rules.find(({ meta }) => meta.ruleId === 'p3_volume_by_agent');
const HOUR = 3_600_000;

it.each(
  ruleSet.tests.filter(({ ruleId }) => ruleId === 'p3_volume_by_agent').map((test) => [test.name, test] as const),
)('%s', (_, { events }) => {
  if (rule === undefined) throw new Error('no rule');
  const times = events.map((event) => parseTime(event['timestamp']) ?? 0);
  const stored = events.map((event, index) => ({
    raw: JSON.stringify(event),
    time: (times[index] ?? 0) / 1000,
    indexTime: 1,
  }));
  const { firings } = evaluate([rule], events, {});
  const end = (Math.floor(Math.max(...times) / HOUR) + 1) * HOUR;
  // The hours around the last event, and every hour at which the rule fires.
  const instants = new Set([end, end - HOUR, end + HOUR, ...firings.map(({ time }) => time ?? 0)]);
  for (const at of instants) {
    const rows = runSearch(query.trim(), { events: stored, now: at / 1000 + 60 });
    const found = rows.map((row) => [row.get('agent.agent_id'), row.get('observed')]);
    const expected = firings
      .filter(({ time }) => time === at)
      .map(({ group, value }) => [group['agent.agent_id'], value]);
    expect(found).toEqual(expected);
  }
});
