// The index template on a real Elasticsearch, and every query of the finished rules and datafeeds run there; the panels
// run in test/conformance/panels.suite.ts.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { request } from '../elasticsearch/request.mjs';
import { putTemplates } from '../elasticsearch/storage.mjs';

const readJson = (pack, file) => JSON.parse(readFileSync(join(pack, 'elastic', file), 'utf8'));

/** Objects of an NDJSON file. */
export const readNdjson = (pack, file) =>
  readFileSync(join(pack, 'elastic', file), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Puts templates, lookup index and events. Copies keep their id as _id or get one of their own, in turn. */
export const loadElastic = async (url, pack, events, scope = []) => {
  await putTemplates(url, pack);
  await request(url, 'PUT', '/agent_scope', readJson(pack, 'agent-scope-index.json'));
  const rows = scope.flatMap((row) => [{ index: {} }, { ...row, table: 'agent_scope' }]);
  if (rows.length > 0)
    await request(
      url,
      'POST',
      '/agent_scope/_bulk?refresh=true',
      `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`,
    );
  if (events.length === 0) return 0;
  const lines = events.flatMap((event, index) => {
    const target = index % 7 === 0 ? 'logs-ai_governance-phi' : 'logs-ai_governance-default';
    const document = { ...event, '@timestamp': event.timestamp, event: { ingested: event.timestamp } };
    return [{ create: { _index: target, ...(index % 2 === 0 ? { _id: event.event_id } : {}) } }, document];
  });
  const answer = await request(
    url,
    'POST',
    '/_bulk?refresh=true',
    `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
  );
  const refused = answer.items.filter(({ create }) => create.error !== undefined && create.status !== 409);
  if (refused.length > 0) throw new Error(`documents refused: ${JSON.stringify(refused[0]).slice(0, 500)}`);
  return answer.items.length;
};

/** Runs every rule, and the query of every datafeed. */
export const runElastic = async (url, pack) => {
  const problems = [];
  let checked = 0;
  const say = (what) => problems.push({ file: 'elastic', what });
  for (const rule of readNdjson(pack, 'rules.ndjson')) {
    checked += 1;
    try {
      const { columns } = await request(url, 'POST', '/_query', { query: rule.query });
      const names = columns.map(({ name }) => name);
      for (const field of [...rule.alert_suppression.group_by, ...rule.investigation_fields.field_names]) {
        if (!names.includes(field)) say(`${rule.rule_id}: no column ${field}`);
      }
    } catch (error) {
      say(`${rule.rule_id}: ${error.message}`);
    }
  }
  // The jobs themselves are declared; the query that each learns from is executed.
  let learnedFrom = 0;
  for (const file of readdirSync(join(pack, 'elastic', 'ml')).filter((name) => name.endsWith('.datafeed.json'))) {
    checked += 1;
    try {
      const { indices, query } = readJson(pack, `ml/${file}`);
      const { hits } = await request(url, 'POST', `/${indices.join(',')}/_search`, { size: 0, query });
      learnedFrom += hits.total.value;
    } catch (error) {
      say(`${file}: ${error.message}`);
    }
  }
  // A query over misspelt fields finds nothing and is no error.
  if (learnedFrom === 0) say('no datafeed finds an event');
  return { checked, problems };
};
