// Foreign events in a real Elasticsearch: every field a keyword, whatever its name.
import { setTimeout } from 'node:timers/promises';
import { request } from '../elasticsearch/request.mjs';
import { useElasticsearch } from '../elasticsearch/shared.mjs';

/** Index that the rules are compiled for. */
export const FOREIGN_INDEX = 'foreign-events';

/** Starts a node with the fields mapped; `hits(query)` resolves to the ids found, or rejects with the engine's message. */
export const startForeignElasticsearch = async (fields, types = {}) => {
  const node = await useElasticsearch();
  const call = (method, path, body) => request(node.url, method, path, body);
  // A small node that runs out of memory has not judged the query: it is asked again when the others are through.
  const query = async (text, left = 20) => {
    try {
      return await call('POST', '/_query', { query: text });
    } catch (error) {
      if (error.kind !== 'circuit_breaking_exception' || left === 0) throw error;
      await setTimeout(500);
      return query(text, left - 1);
    }
  };
  const properties = Object.fromEntries([...fields].map((name) => [name, { type: types[name] ?? 'keyword' }]));
  return {
    load: async (events) => {
      await call('DELETE', `/${FOREIGN_INDEX}?ignore_unavailable=true`);
      await call('PUT', `/${FOREIGN_INDEX}`, {
        settings: {
          number_of_replicas: 0,
          'index.refresh_interval': '-1',
          'index.mapping.total_fields.limit': 20_000,
        },
        // Foreign names such as `user` beside `user.name` stand as they are.
        mappings: {
          dynamic: false,
          subobjects: false,
          properties: { ...properties, '@timestamp': { type: 'date' }, event_id: { type: 'keyword' } },
        },
      });
      for (let at = 0; at < events.length; at += 1000) {
        const lines = events.slice(at, at + 1000).map((event) => `{"create":{}}\n${JSON.stringify(event)}\n`);
        const answer = await call('POST', `/${FOREIGN_INDEX}/_bulk`, lines.join(''));
        if (answer.errors) throw new Error(`events were refused: ${JSON.stringify(answer).slice(0, 600)}`);
      }
      await call('POST', `/${FOREIGN_INDEX}/_refresh`);
    },
    rows: async (text) => {
      const { columns, values } = await query(text);
      return values.map((row) => Object.fromEntries(row.map((value, index) => [columns[index].name, value])));
    },
    stop: node.stop,
  };
};
