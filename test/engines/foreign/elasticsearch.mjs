// Foreign events in a real Elasticsearch: every field a keyword, whatever its name.
import { setTimeout } from 'node:timers/promises';
import { installElasticsearch, startElasticsearch } from '../elasticsearch/elasticsearch.mjs';

/** Index that the rules are compiled for. */
export const FOREIGN_INDEX = 'foreign-events';

/** Starts a node with the fields mapped; `hits(query)` resolves to the ids found, or rejects with the engine's message. */
export const startForeignElasticsearch = async (fields, types = {}) => {
  await installElasticsearch();
  const node = await startElasticsearch();
  const request = async (method, path, body, type = 'application/json') => {
    const given = body === undefined ? {} : { body, headers: { 'content-type': type } };
    const response = await fetch(`${node.url}${path}`, { method, ...given });
    const answer = await response.json();
    if (response.ok) return answer;
    const { type: kind, reason = JSON.stringify(answer).slice(0, 600) } = answer.error?.root_cause?.[0] ?? {};
    throw Object.assign(new Error(reason), { kind });
  };
  // A small node that runs out of memory has not judged the query: it is asked again when the others are through.
  const query = async (text, left = 20) => {
    try {
      return await request('POST', '/_query', JSON.stringify({ query: text }));
    } catch (error) {
      if (error.kind !== 'circuit_breaking_exception' || left === 0) throw error;
      await setTimeout(500);
      return query(text, left - 1);
    }
  };
  const properties = Object.fromEntries([...fields].map((name) => [name, { type: types[name] ?? 'keyword' }]));
  return {
    load: async (events) => {
      await request('DELETE', `/${FOREIGN_INDEX}?ignore_unavailable=true`);
      await request(
        'PUT',
        `/${FOREIGN_INDEX}`,
        JSON.stringify({
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
        }),
      );
      for (let at = 0; at < events.length; at += 1000) {
        const lines = events.slice(at, at + 1000).map((event) => `{"create":{}}\n${JSON.stringify(event)}\n`);
        const answer = await request('POST', `/${FOREIGN_INDEX}/_bulk`, lines.join(''), 'application/x-ndjson');
        if (answer.errors) throw new Error(`events were refused: ${JSON.stringify(answer).slice(0, 600)}`);
      }
      await request('POST', `/${FOREIGN_INDEX}/_refresh`);
    },
    rows: async (text) => {
      const { columns, values } = await query(text);
      return values.map((row) => Object.fromEntries(row.map((value, index) => [columns[index].name, value])));
    },
    stop: node.stop,
  };
};
