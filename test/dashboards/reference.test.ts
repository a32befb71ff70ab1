import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDashboard } from '../../src/dashboards/parse.js';
import { aggregatePanel, type EventRecord } from '../../src/dashboards/reference.js';
import type { Panel } from '../../src/dashboards/model.js';

const panelOf = (text: string): Panel =>
  parseDashboard(
    'one.yml',
    `id: one\ntitle: One\ndescription: D\nversion: 1.0.0\npanels:\n  - id: a\n    title: A\n    description: D\n${text}`,
  ).panels[0]!;
const all = (): boolean => true;
const event = (id: number, time: string, rest: object = {}): EventRecord => ({
  event_id: `evt_${id}`,
  timestamp: `2026-04-07T${time}.000Z`,
  ...rest,
});

describe('reference aggregation', () => {
  it('counts a copy once and gives a missing split value a row of its own', () => {
    const panel = panelOf('    chart: bar\n    split: agent.agent_id\n    bucket: 1h\n');
    const a = event(1, '10:00:00', { agent: { agent_id: 'a' } });
    expect(
      aggregatePanel(panel, [a, a, event(2, '10:59:59'), event(3, '11:00:00', { agent: { agent_id: 'a' } })], all),
    ).toEqual([
      { time: Date.parse('2026-04-07T10:00:00Z'), agent_id: '(none)', value: 1 },
      { time: Date.parse('2026-04-07T10:00:00Z'), agent_id: 'a', value: 1 },
      { time: Date.parse('2026-04-07T11:00:00Z'), agent_id: 'a', value: 1 },
    ]);
  });

  it('gives events per second of a bucket', () => {
    const panel = panelOf('    chart: line\n    measure: rate\n    bucket: 15m\n');
    const events = Array.from({ length: 1800 }, (_, id) => event(id, '10:14:59'));
    expect(aggregatePanel(panel, [...events, event(0, '10:14:59'), event(1800, '10:15:00')], all)).toEqual([
      { time: Date.parse('2026-04-07T10:00:00Z'), value: 2 },
      { time: Date.parse('2026-04-07T10:15:00Z'), value: 1 / 900 },
    ]);
  });

  it('sums money in micro-dollars, whatever the order', () => {
    const panel = panelOf('    chart: single\n    measure: { sum: cost.estimated_cost_usd }\n');
    const events = Array.from({ length: 30 }, (_, id) => event(id, '10:00:00', { cost: { estimated_cost_usd: 0.1 } }));
    expect(aggregatePanel(panel, events, all)).toEqual([{ value: 3 }]);
  });

  it('sees what a trail is missing', () => {
    const panel = panelOf(
      '    chart: table\n    measure: { gaps: integrity.sequence }\n    split: integrity.trail_id\n',
    );
    const events = [4, 5, 5, 8].map((sequence, id) =>
      event(id, '10:00:00', { integrity: { trail_id: 't', sequence } }),
    );
    expect(aggregatePanel(panel, events, all)).toEqual([{ trail_id: 't', absent: 2, seen: 3, lowest: 4, highest: 8 }]);
  });

  it('puts every event into exactly one row', () => {
    const panel = panelOf('    chart: line\n    split: agent.agent_id\n    bucket: 15m\n');
    const anyEvent = fc.record({
      id: fc.nat(50),
      minute: fc.nat(59),
      agent: fc.constantFrom(undefined, 'a', 'b', '__proto__'),
    });
    fc.assert(
      fc.property(fc.array(anyEvent), (specs) => {
        const events = specs.map(({ id, minute, agent }) =>
          event(
            id,
            `10:${String(minute).padStart(2, '0')}:00`,
            agent === undefined ? {} : { agent: { agent_id: agent } },
          ),
        );
        const total = aggregatePanel(panel, events, all).reduce((sum, row) => sum + Number(row['value']), 0);
        expect(total).toBe(new Set(specs.map(({ id }) => id)).size);
      }),
    );
  });
});
