// What only a real Elasticsearch can show: copies across a rollover, the request that Kibana sends, and the byte-identical
// text of each deployed rule.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileEsql, compileKuery } from '../../src/targets/elastic/index.js';
import type { EventObject } from '../../src/evaluate/index.js';
import { compilePredicate } from '../../src/evaluate/index.js';
import { SAMPLE_RULES } from '../targets/sample-rules.js';
import { elasticsearchEngine } from './engines/elasticsearch.js';
import { chosenTargets } from './engines/index.js';
import { packRules } from './rule-cases.js';

const MINUTE = 60_000;
const STREAM = 'logs-ai_governance-conformance';

const failure = (id: number, at: number): { readonly event: EventObject; readonly arrival: number } => ({
  event: {
    event_id: `evt_${String(id).padStart(26, '0')}`,
    timestamp: new Date(at).toISOString(),
    schema_version: '1.3.0',
    event_type: 'auth.failure',
    identity: { user_id: 'u1' },
  },
  arrival: at,
});

const eventCount = SAMPLE_RULES.find((rule) => rule.meta.ruleId === 'event-count');

describe.runIf(chosenTargets().includes('elastic'))('elasticsearch', () => {
  const engine = elasticsearchEngine();
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());

  const textOf = (rule: (typeof SAMPLE_RULES)[number], from?: number, to?: number): string => {
    const range = from === undefined || to === undefined ? {} : { range: engine.range({ from, to }) };
    const compiled = compileEsql(rule, range);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.unsupported));
    return compiled.query.text;
  };

  test('copies on both sides of a rollover count once', async () => {
    const start = Date.UTC(2026, 0, 1);
    const events = [failure(1, start), failure(2, start + MINUTE)];
    await engine.load(events, {});
    await engine.call('POST', `/${STREAM}/_rollover`);
    await engine.add(events);
    if (eventCount === undefined) throw new Error('no sample');
    expect(await engine.rows(textOf(eventCount, start, start + 10 * MINUTE))).toEqual([]);
    await engine.add([failure(3, start + 2 * MINUTE)]);
    const rows = await engine.rows(textOf(eventCount, start, start + 10 * MINUTE));
    expect(rows.map((row) => row['value'])).toEqual([3, 3, 3]);
  });

  test("Kibana's own request gives the same alerts: a range filter beside the query, a limit behind it", async () => {
    const start = Date.UTC(2026, 0, 2);
    await engine.load(
      [1, 2, 3, 4].map((id) => failure(id, start + id * 1000)),
      {},
    );
    if (eventCount === undefined) throw new Error('no sample');
    const text = textOf(eventCount, start, start + 10 * MINUTE);
    const bare = await engine.rows(text);
    const filter = {
      bool: {
        filter: [
          {
            range: {
              '@timestamp': {
                gte: new Date(start - 60 * MINUTE).toISOString(),
                lte: new Date(start + 60 * MINUTE).toISOString(),
                format: 'strict_date_optional_time',
              },
            },
          },
          { bool: { must_not: [{ term: { 'identity.user_id': 'nobody' } }] } },
        ],
      },
    };
    expect(bare.length).toBe(5);
    expect(await engine.rows(`${text} | limit 101`, filter)).toEqual(bare);
  });

  test('rows beyond a cap are the smallest: they come by value, then by group', async () => {
    const start = Date.UTC(2026, 0, 3);
    const events = Array.from({ length: 400 }, (_, index) => {
      const { event, arrival } = failure(index, start + (index % 50) * 1000);
      return { event: { ...event, identity: { user_id: `u${String(Math.floor(index / 4))}` } }, arrival };
    });
    await engine.load([...events, ...[900, 901, 902, 903, 904].map((id) => failure(id, start + id))], {});
    if (eventCount === undefined) throw new Error('no sample');
    const values = (await engine.rows(textOf(eventCount, start, start + MINUTE))).map((row) => Number(row['value']));
    expect(values.length).toBeGreaterThan(90);
    expect(values).toEqual([...values].sort((a, b) => b - a));
  });

  test('the deployed text of every rule is accepted as it stands', async () => {
    const { rules } = packRules();
    await engine.load([failure(1, Date.now() - 10 * MINUTE)], {});
    const refused: string[] = [];
    for (const rule of [...rules, ...SAMPLE_RULES]) {
      try {
        await engine.rows(textOf(rule));
      } catch (error) {
        refused.push(`${rule.meta.ruleId}: ${String(error)}`);
      }
    }
    expect(refused).toEqual([]);
  });

  test('the deployed text raises alerts now', async () => {
    const now = Date.now();
    // Each window from ten to six minutes ago holds them all.
    await engine.load(
      [1, 2, 3, 4].map((id) => failure(id, now - 8 * MINUTE + id)),
      {},
    );
    if (eventCount === undefined) throw new Error('no sample');
    expect((await engine.rows(textOf(eventCount))).length).toBeGreaterThan(0);
  });

  test('Kibana KQL of plain detections finds what the evaluator finds', async () => {
    const { rules, cases } = packRules();
    let compared = 0;
    for (const rule of rules) {
      if (rule.kind !== 'detection') continue;
      const kuery = compileKuery(rule);
      if (!kuery.ok) continue;
      const events = cases.filter((given) => given.rule === rule).flatMap((given) => given.events);
      const unique = [...new Map(events.map((event) => [JSON.stringify(event), event])).values()];
      await engine.load(
        unique.map((event) => ({ event, arrival: Date.parse(String(event['timestamp'])) })),
        {},
      );
      const matches = compilePredicate(rule.predicate);
      const answer = (await engine.call('POST', `/${STREAM}/_search`, {
        size: 10_000,
        query: { kql: { query: kuery.query.text } },
      })) as {
        readonly hits: { readonly hits: readonly { readonly _source: EventObject }[] };
      };
      const found = answer.hits.hits.map((hit) => String(hit._source['event_id'])).sort();
      expect(found).toEqual(
        unique
          .filter(matches)
          .map((event) => String(event['event_id']))
          .sort(),
      );
      compared += 1;
    }
    expect(compared).toBeGreaterThan(3);
  });
});
