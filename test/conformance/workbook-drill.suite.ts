// A click on rows of each table of the workbook: the list below shows the events behind it, whatever the value holds.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { valueAt } from '../../src/dashboards/reference.js';
import type { EventObject } from '../../src/evaluate/index.js';
import { compilePredicate } from '../../src/evaluate/index.js';
import { DASHBOARDS, EVENTS } from '../dashboards/panels/check-panels.js';
import { duckdbKqlEngine } from './engines/duckdb-kql.js';
import { chosenTargets } from './engines/index.js';

interface Item {
  readonly name: string;
  readonly content: {
    readonly items?: readonly Item[];
    readonly query?: string;
    readonly exportFieldName?: string;
    readonly exportParameterName?: string;
  };
}

const { items } = JSON.parse(readFileSync('pack/sentinel/workbook.json', 'utf8')) as {
  readonly items: readonly Item[];
};
const NOW = Date.parse('2026-04-10T00:00:00Z');
const once = [...new Map(EVENTS.map((event) => [event['event_id'], event])).values()];

const tables = DASHBOARDS.flatMap((dashboard) => {
  const own = items.find(({ name }) => name === dashboard.id)?.content.items ?? [];
  const list = own.find(({ name }) => name === `${dashboard.id}_drill`)?.content.query ?? '';
  return dashboard.panels
    .filter(({ chart, drilldown }) => drilldown !== undefined && (chart === 'table' || chart === 'events'))
    .map((panel) => ({
      name: `${dashboard.id}/${panel.id}`,
      panel,
      list,
      content: own.find(({ name }) => name === panel.id)?.content,
    }));
});

/** Rows clicked of each table: every click runs the same query with another hash. */
const MAX_CLICKS = 5;
const spread = <T>(list: readonly T[], most: number): readonly T[] =>
  list.filter(
    (_, index) => Math.floor((index * most) / list.length) !== Math.floor(((index - 1) * most) / list.length),
  );

const filled = (query: string): string => query.replaceAll(/'\{(?!drill)\w+\}'/g, "'*'");

describe.runIf(chosenTargets().includes('sentinel'))('drill-down of the workbook', () => {
  const engine = duckdbKqlEngine();
  beforeAll(async () => {
    await engine.start();
    await engine.load(
      (EVENTS as readonly EventObject[]).map((event) => ({ event, arrival: Date.parse(String(event['timestamp'])) })),
      {},
    );
  });
  afterAll(() => engine.stop());

  test.each(tables)('$name', async ({ panel, list, content }) => {
    const field = panel.drilldown?.field ?? '';
    const matches = compilePredicate(panel.predicate);
    const shown = (event: unknown): string => String(valueAt(event as never, field) ?? '(none)');
    const rows = await engine.rows(filled(content?.query ?? ''), NOW);
    const keys = new Set(rows.map((row) => String(row[content?.exportFieldName ?? ''])));
    expect(keys.size).toBeGreaterThan(1);
    // Nothing of an event stands in what is pasted into the next query.
    for (const key of keys) expect(key).toMatch(/^[a-z_.]+\|[0-9a-f]{64}$/);
    const found = new Set<string>();
    for (const key of spread([...keys].sort(), MAX_CLICKS)) {
      const events = await engine.rows(list.replaceAll(`{${content?.exportParameterName ?? ''}}`, key), NOW);
      const ids = events.map((event) => String(event['EventId']));
      const values = new Set(once.filter((event) => ids.includes(String(event['event_id']))).map(shown));
      expect(values.size).toBe(1);
      const [value = ''] = values;
      found.add(value);
      const wanted = once
        .filter((event) => shown(event) === value)
        .map((event) => [Date.parse(String(event['timestamp'])), String(event['event_id'])] as const)
        .sort((one, other) => other[0] - one[0] || (one[1] < other[1] ? -1 : 1));
      expect(ids).toEqual(wanted.slice(0, 100).map(([, id]) => id));
    }
    const offered = new Set(once.filter((event) => matches(event)).map(shown));
    for (const value of found) expect(offered).toContain(value);
  });

  test('no row clicked, no events', async () => {
    for (const { list, content } of tables) {
      expect(await engine.rows(list.replaceAll(`{${content?.exportParameterName ?? ''}}`, ''), NOW)).toEqual([]);
    }
  });
});
