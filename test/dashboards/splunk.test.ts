import { describe, expect, it } from 'vitest';
import { splitColumns } from '../../src/dashboards/model.js';
import { loadDashboards } from '../../src/dashboards/parse.js';
import { aggregatePanel, type EventRecord, type PanelRow } from '../../src/dashboards/reference.js';
import { panelSpl } from '../../src/dashboards/splunk/query.js';
import { compilePredicate } from '../../src/evaluate/index.js';
import { INDEX_DEFINITION } from '../../src/targets/splunk/index.js';
import { runSearch } from '../spl/run.js';
import { panelEvents } from '../engines/pack/events.mjs';

const events: readonly EventRecord[] = panelEvents(1500, Date.parse('2026-04-10T00:00:00Z'));
const stored = events.map((event) => ({
  raw: JSON.stringify(event),
  time: Date.parse(String(event['timestamp'])) / 1000,
  indexTime: 1,
}));

/** As Splunk replaces macros and the tokens of a viewer who chose nothing. */
const run = (spl: string, token = '*'): readonly PanelRow[] =>
  runSearch(
    spl.replaceAll('`ai_governance_index`', INDEX_DEFINITION).replaceAll(/\$\w+\|s\$/g, JSON.stringify(token)),
    {
      events: stored,
    },
  ).map((row) =>
    Object.fromEntries(
      [...row].map(([name, value]) => [
        name === '_time' ? 'time' : name,
        name === '_time' ? Number(value) * 1000 : (value as string | number),
      ]),
    ),
  );

const reference = (panel: Parameters<typeof aggregatePanel>[0], only?: string) =>
  aggregatePanel(panel, events, (predicate, event) => {
    const agent = (event['agent'] as { agent_id?: string } | undefined)?.agent_id;
    return compilePredicate(predicate)(event) && (only === undefined || agent === only);
  });

const dashboards = loadDashboards('dashboards');

describe('SPL of the panels, run', () => {
  for (const dashboard of dashboards) {
    for (const panel of dashboard.panels) {
      it(`${dashboard.id}/${panel.id} shows what the reference computes`, () => {
        const expected = reference(panel);
        expect(expected.length).toBeGreaterThan(0);
        const rows = run(panelSpl(dashboard, panel));
        if (panel.chart === 'events') {
          expect(rows.map((row) => row['event_id'])).toEqual(expected.map((row) => row['event_id']));
          return;
        }
        expect(rows).toHaveLength(expected.length);
        const columns = ['time', ...splitColumns(panel)];
        const keyed = (row: PanelRow) => JSON.stringify(columns.map((column) => row[column]));
        const found = new Map(rows.map((row) => [keyed(row), row]));
        for (const row of expected) {
          for (const [name, value] of Object.entries(row)) {
            const actual = found.get(keyed(row))?.[name];
            if (typeof value === 'number') expect(Number(actual), `${keyed(row)} ${name}`).toBeCloseTo(value, 6);
            else expect(actual).toBe(value);
          }
        }
      });
    }
  }

  it.each([
    ['copies are counted', (spl: string) => spl.replace('| dedup event_id\n', '')],
    ['a bucket is twice as long', (spl: string) => spl.replaceAll('3600', '7200')],
    ['one outcome is left out', (spl: string) => spl.replaceAll('"tool_call.blocked"', '"tool_call.none"')],
    [
      'missing agents are dropped',
      (spl: string) => spl.replace('| where $agent', "| where isnotnull('identity.email')\n| where $agent"),
    ],
  ])('notices when %s', (_, broken) => {
    const [dashboard] = dashboards;
    const panel = dashboard!.panels[0]!;
    const spl = panelSpl(dashboard!, panel);
    expect(broken(spl)).not.toBe(spl);
    expect(run(broken(spl))).not.toEqual(run(spl));
    const total = (rows: readonly PanelRow[]) => [
      rows.length,
      rows.reduce((sum, row) => sum + Number(row['value']), 0),
    ];
    expect(total(run(spl))).toEqual(total(reference(panel)));
    expect(total(run(broken(spl)))).not.toEqual(total(reference(panel)));
  });

  it('narrows to one agent by its token, whatever the name holds', () => {
    const [dashboard] = dashboards;
    const panel = dashboard!.panels[0]!;
    const one = { ...dashboard!, filters: dashboard!.filters.filter(({ id }) => id === 'agent') };
    const name = 'agt_"quoted"';
    expect(run(panelSpl(one, panel), name)).toHaveLength(reference(panel, name).length);
  });
});
