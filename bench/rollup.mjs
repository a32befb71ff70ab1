// How long P3's query takes over raw events and over its rollup, by events in the history, on a real Elasticsearch (1 GB of
// heap, one shard). Needs what `npm run test:engines -- elastic` installs.
//   node bench/rollup.mjs [--sizes 50000,100000,200000,400000] [--agents 50]
import { parseArgs } from 'node:util';
import { mappingProperties } from '../dist/pack/elastic/field-types.js';
import { loadRules } from '../dist/rules/index.js';
import { compileEsql, elasticRollup } from '../dist/targets/elastic/index.js';
import { installElasticsearch, startElasticsearch } from '../test/engines/elasticsearch/elasticsearch.mjs';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '50000,100000,200000,400000' },
    agents: { type: 'string', default: '50' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const agents = Number(values.agents);
const HOUR = 3_600_000;
const HISTORY_MS = 168 * HOUR;
const END = Date.UTC(2026, 0, 10);
const INDEX = 'logs-ai_governance-bench';
const BATCH = 5000;
const RUNS = 3;

const { ruleSet } = loadRules(['rules']);
const rule = ruleSet.rules.find(({ meta }) => meta.ruleId === 'p3_volume_by_agent');
const iso = (time) => `TO_DATETIME("${new Date(time).toISOString()}")`;
const range = { from: iso(END - 3 * HOUR), to: iso(END) };
const direct = compileEsql(rule, { range }).query.text;
const rollup = elasticRollup(rule, range);

await installElasticsearch();
const node = await startElasticsearch();
const call = async (method, path, body, type = 'application/json') => {
  const response = await fetch(`${node.url}${path}`, {
    method,
    headers: { 'content-type': type },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok || answer.errors === true)
    throw new Error(`${method} ${path}: ${JSON.stringify(answer).slice(0, 400)}`);
  return answer;
};
const bulk = (index, documents) =>
  call(
    'POST',
    `/${index}/_bulk`,
    documents.map((document) => `{"create":{}}\n${JSON.stringify(document)}\n`).join(''),
    'application/x-ndjson',
  );

const eventAt = (number, total) => {
  const time = new Date(END - HISTORY_MS + Math.floor((number / total) * HISTORY_MS)).toISOString();
  return {
    '@timestamp': time,
    timestamp: time,
    event_id: `evt_${String(total)}_${String(number)}`,
    event_type: 'tool_call.completed',
    agent: {
      agent_id: `agent-${String(number % agents)}`,
      agent_name: 'bench',
      session_id: `s${String(number % 500)}`,
    },
    tool_call: { tool_name: `tool-${String(number % 20)}` },
  };
};

/** What a transform writes: its aggregation, page by page. */
const runTransform = async ({ body: { source, dest, pivot } }) => {
  const sources = Object.entries(pivot.group_by).map(([name, group]) => ({ [name]: group }));
  for (let after; ;) {
    const composite = { size: BATCH, sources, ...(after === undefined ? {} : { after }) };
    const aggs = { groups: { composite, aggs: pivot.aggregations } };
    const answer = await call('POST', `/${source.index.join(',')}/_search`, {
      size: 0,
      query: source.query ?? { match_all: {} },
      aggs,
    });
    const { buckets, after_key } = answer.aggregations.groups;
    if (buckets.length > 0) {
      const names = Object.keys(pivot.aggregations);
      await bulk(
        dest.index,
        buckets.map((bucket) => ({
          ...bucket.key,
          ...Object.fromEntries(names.map((name) => [name, bucket[name].value])),
        })),
      );
    }
    if (after_key === undefined || buckets.length === 0) break;
    after = after_key;
  }
  await call('POST', `/${dest.index}/_refresh`);
};

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const seconds = async (query) => {
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    const began = performance.now();
    await call('POST', '/_query', { query });
    times.push((performance.now() - began) / 1000);
  }
  return median(times);
};

try {
  const settings = { number_of_replicas: 0, refresh_interval: '-1' };
  const keyword = { type: 'keyword' };
  const date = { type: 'date' };
  const summary = {
    '@timestamp': date,
    event_id: keyword,
    g0: keyword,
    at: date,
    first_seen: date,
    last_seen: date,
    n: { type: 'long' },
  };
  process.stdout.write('events in 7 days | direct, s | rollup, s | ratio\n');
  for (const size of sizes) {
    await call('DELETE', `/${INDEX}?ignore_unavailable=true`);
    await call('PUT', `/${INDEX}`, { settings, mappings: { dynamic: false, properties: mappingProperties() } });
    for (const { body } of rollup.transforms) {
      await call('DELETE', `/${body.dest.index}?ignore_unavailable=true`);
      await call('PUT', `/${body.dest.index}`, { settings, mappings: { dynamic: false, properties: summary } });
    }
    for (let at = 0; at < size; at += BATCH) {
      await bulk(
        INDEX,
        Array.from({ length: Math.min(BATCH, size - at) }, (_, index) => eventAt(at + index, size)),
      );
    }
    await call('POST', `/${INDEX}/_refresh`);
    for (const transform of rollup.transforms) await runTransform(transform);
    const [raw, rolled] = [await seconds(direct), await seconds(rollup.query)];
    process.stdout.write(`${String(size)} | ${raw.toFixed(2)} | ${rolled.toFixed(2)} | ${(raw / rolled).toFixed(1)}\n`);
  }
} finally {
  await node.stop();
}
