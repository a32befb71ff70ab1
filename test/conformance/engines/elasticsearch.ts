// Real Elasticsearch: the index template's mappings and the _query API. The free distribution has no data streams; an
// alias that rolls over stands in for one.
import type { EventObject } from '../../../src/evaluate/index.js';
import { mappingProperties } from '../../../src/pack/elastic/field-types.js';
import { elastic, lookupProperties } from '../../../src/targets/elastic/index.js';
import {
  ELASTICSEARCH_VERSION,
  installElasticsearch,
  startElasticsearch,
} from '../../engines/elasticsearch/elasticsearch.mjs';
import type { Engine, Row } from '../engine.js';
import { groupOf } from '../engine.js';

/** Written to by this name; the indices behind it are named as a data stream's would be found by the queries. */
const STREAM = 'logs-ai_governance-conformance';

interface Answer {
  readonly columns?: readonly { readonly name: string }[];
  readonly values?: readonly (readonly unknown[])[];
  readonly error?: { readonly reason?: string; readonly root_cause?: readonly { readonly reason?: string }[] };
}

/** A running node with the two calls the suite needs. */
export interface ElasticsearchEngine extends Engine {
  /** Any API call. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Events into the data stream, without removing what is there. */
  add(events: readonly { readonly event: EventObject; readonly arrival: number }[]): Promise<void>;
  /** Lines of the bulk API into an index. */
  bulk(index: string, lines: string): Promise<void>;
  /** Rows of an ES|QL query as objects; `filter` as Kibana adds it. */
  rows(query: string, filter?: unknown): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** The event as the collector and the ingest pipeline leave it. */
const documentOf = (event: EventObject, arrival: number): Record<string, unknown> => ({
  ...event,
  '@timestamp': event['timestamp'],
  event: { ingested: new Date(arrival).toISOString() },
});

/** Creates the engine; nothing runs before `start`. */
export const elasticsearchEngine = (): ElasticsearchEngine => {
  let node: { readonly url: string; readonly stop: () => Promise<void> } | undefined;
  const request = async (method: string, path: string, body?: string, type = 'application/json'): Promise<unknown> => {
    if (node === undefined) throw new Error('Elasticsearch is not started');
    const response = await fetch(`${node.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
    });
    const answer = (await response.json()) as { readonly error?: unknown };
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer.error).slice(0, 600)}`);
    return answer;
  };
  const call = (method: string, path: string, body?: unknown): Promise<unknown> =>
    request(method, path, body === undefined ? undefined : JSON.stringify(body));
  const add: ElasticsearchEngine['add'] = async (events) => {
    for (let at = 0; at < events.length; at += 2000) {
      const lines = events
        .slice(at, at + 2000)
        .map(({ event, arrival }) => `{"create":{}}\n${JSON.stringify(documentOf(event, arrival))}\n`);
      const answer = (await request('POST', `/${STREAM}/_bulk`, lines.join(''), 'application/x-ndjson')) as {
        readonly errors: boolean;
      };
      if (answer.errors) throw new Error(`events were refused: ${JSON.stringify(answer).slice(0, 600)}`);
    }
    await call('POST', `/${STREAM}/_refresh`);
  };
  const rows: ElasticsearchEngine['rows'] = async (query, filter) => {
    const answer = (await call('POST', '/_query', { query, ...(filter === undefined ? {} : { filter }) })) as Answer;
    return (answer.values ?? []).map((values) =>
      Object.fromEntries(values.map((value, index) => [answer.columns?.[index]?.name ?? '', value])),
    );
  };
  return {
    name: 'elasticsearch',
    word: 'engine',
    version: `Elasticsearch ${ELASTICSEARCH_VERSION}`,
    target: elastic,
    windows: true,
    together: true,
    maxRows: 10_000,
    call,
    add,
    bulk: async (index, lines) => {
      const answer = (await request('POST', `/${index}/_bulk?refresh`, lines, 'application/x-ndjson')) as {
        readonly errors: boolean;
      };
      if (answer.errors) throw new Error(`documents were refused: ${JSON.stringify(answer).slice(0, 600)}`);
    },
    rows,
    start: async () => {
      await installElasticsearch();
      node = await startElasticsearch();
      await call('PUT', '/_index_template/conformance', {
        index_patterns: [`${STREAM}*`],
        priority: 900,
        template: {
          settings: { number_of_shards: 1, number_of_replicas: 0, 'index.refresh_interval': '-1' },
          mappings: { dynamic: false, date_detection: false, properties: mappingProperties() },
        },
      });
    },
    load: async (events, lookups) => {
      await call('DELETE', `/${STREAM}-*`);
      await call('PUT', `/${STREAM}-000001`, { aliases: { [STREAM]: { is_write_index: true } } });
      for (const name of new Set(['agent_scope', ...Object.keys(lookups)])) {
        await call('DELETE', `/${name}?ignore_unavailable=true`);
        await call('PUT', `/${name}`, {
          settings: { 'index.mode': 'lookup', number_of_replicas: 0 },
          mappings: { dynamic: false, properties: lookupProperties },
        });
        const given = (lookups[name] ?? []).map((row) =>
          row['tool_name'] === undefined ? row : { agent_id: row['agent_id'], kind: 'tool', value: row['tool_name'] },
        );
        const lines = given.map((row) => `{"index":{}}\n${JSON.stringify({ ...row, table: name })}\n`);
        if (lines.length > 0) await request('POST', `/${name}/_bulk?refresh`, lines.join(''), 'application/x-ndjson');
      }
      await add(events);
    },
    range: ({ from, to }) => ({
      from: `TO_DATETIME("${new Date(from).toISOString()}")`,
      to: `TO_DATETIME("${new Date(to).toISOString()}")`,
    }),
    run: async (rule, query): Promise<readonly Row[]> =>
      (await rows(query.text)).map((row) => ({
        time: Date.parse(String(row['alert_time'])),
        group: groupOf(rule, String(row['group_key'])),
        value: Number(row['value']),
        columns: row,
        ...(row['event_id'] === undefined ? {} : { eventId: String(row['event_id']) }),
      })),
    stop: async () => {
      await node?.stop();
      node = undefined;
    },
  };
};
