// Real Elasticsearch: a data stream made from the pack's own templates, and the _query API.
import type { EventObject } from '../../../src/evaluate/index.js';
import { elastic, lookupProperties } from '../../../src/targets/elastic/index.js';
import { ELASTICSEARCH_VERSION } from '../../engines/elasticsearch/elasticsearch.mjs';
import { request } from '../../engines/elasticsearch/request.mjs';
import { useElasticsearch } from '../../engines/elasticsearch/shared.mjs';
import { emptyStream, putTemplates } from '../../engines/elasticsearch/storage.mjs';
import type { Engine, Row } from '../engine.js';
import { groupOf } from '../engine.js';

/** Data stream of the suites: the queries read it with all others of their pattern. */
export const STREAM = 'logs-ai_governance-conformance';

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
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    if (node === undefined) throw new Error('Elasticsearch is not started');
    return (await request(node.url, method, path, body)) as unknown;
  };
  const add: ElasticsearchEngine['add'] = async (events) => {
    for (let at = 0; at < events.length; at += 2000) {
      const lines = events
        .slice(at, at + 2000)
        .map(({ event, arrival }) => `{"create":{}}\n${JSON.stringify(documentOf(event, arrival))}\n`);
      const answer = (await call('POST', `/${STREAM}/_bulk`, lines.join(''))) as {
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
      const answer = (await call('POST', `/${index}/_bulk?refresh`, lines)) as {
        readonly errors: boolean;
      };
      if (answer.errors) throw new Error(`documents were refused: ${JSON.stringify(answer).slice(0, 600)}`);
    },
    rows,
    start: async () => {
      node = await useElasticsearch();
      await putTemplates(node.url, 'pack');
    },
    load: async (events, lookups) => {
      if (node !== undefined) await emptyStream(node.url, STREAM);
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
        if (lines.length > 0) await call('POST', `/${name}/_bulk?refresh`, lines.join(''));
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
