// Kibana panels on a real Elasticsearch: the ES|QL of each Lens panel and the KQL of each list, in the request that Kibana
// makes of them, with its filters on time and controls beside the query.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_VALUE } from '../../../src/dashboards/model.js';
import { valueAt, type EventRecord, type PanelRow } from '../../../src/dashboards/reference.js';
import { useElasticsearch } from '../../engines/elasticsearch/shared.mjs';
import { loadElastic } from '../../engines/pack/elastic.mjs';
import { DASHBOARDS } from './check-panels.js';
import { NOW, type Choice, type FinishedPanel, type PanelEngine } from './panel-engine.js';

interface Saved {
  readonly id: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: readonly { readonly name: string; readonly id: string }[];
}

interface Entry {
  readonly type: string;
  readonly title: string;
  readonly panelRefName?: string;
  readonly embeddableConfig: {
    readonly attributes: {
      readonly state: {
        readonly query: { readonly esql: string };
        readonly datasourceStates: {
          readonly textBased: {
            readonly layers: Readonly<Record<string, { readonly columns: readonly { readonly fieldName: string }[] }>>;
          };
        };
      };
    };
  };
}

/** Before a list's KQL in the query of a finished panel. */
const LIST = 'kql: ';

const kueryOf = (saved: Saved | undefined): string => {
  const meta = saved?.attributes['kibanaSavedObjectMeta'] as { readonly searchSourceJSON: string };
  return (JSON.parse(meta.searchSourceJSON) as { query: { query: string } }).query.query;
};

const hoursOf = (text: unknown): number => Number(/^now-(\d+)h$/.exec(String(text))?.[1]) * 3_600_000;

const filterOf = (rangeMs: number, choice: Choice | undefined): unknown => ({
  bool: {
    filter: [
      {
        range: {
          '@timestamp': { gte: new Date(NOW - rangeMs).toISOString(), lt: new Date(NOW).toISOString() },
        },
      },
      ...(choice === undefined ? [] : [{ match_phrase: { [choice.field]: choice.value } }]),
    ],
  },
});

/** Creates the engine. */
export const elasticPanels = (pack: string): PanelEngine => {
  let node: { readonly url: string; readonly stop: () => Promise<void> } | undefined;
  const drawn = new Map<string, readonly string[]>();
  const ask = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${node?.url ?? ''}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(JSON.stringify(answer).slice(0, 600));
    return answer;
  };
  const esql = async ({ dashboard, panel, query, rangeMs }: FinishedPanel, choice?: Choice) => {
    const answer = (await ask('/_query', { query, filter: filterOf(rangeMs, choice) })) as unknown as {
      readonly columns: readonly { readonly name: string }[];
      readonly values: readonly (readonly (string | number)[])[];
    };
    const names = answer.columns.map(({ name }) => name);
    const absent = drawn.get(`${dashboard}/${panel}`)?.find((column) => !names.includes(column));
    if (absent !== undefined) throw new Error(`Lens draws ${absent}, which the query does not give`);
    return answer.values.map((values): PanelRow => {
      const row = Object.fromEntries(names.map((name, index) => [name, values[index] ?? NO_VALUE]));
      return 'time' in row ? { ...row, time: Date.parse(String(row['time'])) } : row;
    });
  };
  const list = async (query: string, rangeMs: number, columns: readonly string[], choice?: Choice) => {
    const answer = (await ask('/logs-ai_governance-*/_search', {
      size: 10_000,
      query: { bool: { must: [{ kql: { query: query.slice(LIST.length) } }], filter: [filterOf(rangeMs, choice)] } },
      sort: [{ '@timestamp': 'desc' }],
    })) as unknown as { readonly hits: { readonly hits: readonly { readonly _source: EventRecord }[] } };
    const rows = answer.hits.hits.map(({ _source }): PanelRow => ({
      time: Date.parse(String(_source['@timestamp'])),
      ...Object.fromEntries(columns.map((column) => [column, String(valueAt(_source, column) ?? NO_VALUE)])),
    }));
    // Discover shows a copy beside its event; compared without.
    return [...new Map(rows.map((row) => [row['event_id'], row])).values()];
  };
  return {
    finished: (folder) => {
      const objects = readFileSync(join(folder, 'elastic/dashboards.ndjson'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Saved);
      return objects.flatMap(({ type, attributes, references }) => {
        if (type !== 'dashboard') return [];
        const dashboard = DASHBOARDS.find(({ title }) => title === attributes['title']);
        const rangeMs = hoursOf(attributes['timeFrom']);
        return (JSON.parse(String(attributes['panelsJSON'])) as readonly Entry[]).map((entry): FinishedPanel => {
          const panel = dashboard?.panels.find(({ title }) => title === entry.title)?.id ?? '';
          const common = { dashboard: dashboard?.id ?? '', panel, rangeMs };
          if (entry.type === 'search') {
            const reference = references.find(({ name }) => name.endsWith(`:${entry.panelRefName ?? ''}`));
            return { ...common, query: `${LIST}${kueryOf(objects.find(({ id }) => id === reference?.id))}` };
          }
          const { query, datasourceStates } = entry.embeddableConfig.attributes.state;
          const layers = Object.values(datasourceStates.textBased.layers);
          drawn.set(
            `${common.dashboard}/${panel}`,
            layers.flatMap(({ columns }) => columns.map(({ fieldName }) => fieldName)),
          );
          return { ...common, query: query.esql };
        });
      });
    },
    start: async (events) => {
      node = await useElasticsearch();
      await loadElastic(node.url, pack, events);
    },
    rows: (finished, panel, choice) =>
      finished.query.startsWith(LIST)
        ? list(finished.query, finished.rangeMs, panel.columns, choice)
        : esql(finished, choice),
    // Discover pages through all events instead of ending at a limit.
    differs: (panel) => (panel.chart === 'events' ? { unlimited: true } : {}),
    stop: async () => {
      await node?.stop();
    },
  };
};
