// What only a real Elasticsearch can show: copies across a rollover, the request that Kibana sends, and the byte-identical
// text of each deployed rule.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileEsql, compileKuery, ELASTIC_CAPS } from '../../src/targets/elastic/index.js';
import type { EventObject } from '../../src/evaluate/index.js';
import { compilePredicate } from '../../src/evaluate/index.js';
import { SAMPLE_RULES } from '../targets/sample-rules.js';
import { elasticsearchEngine, STREAM } from './engines/elasticsearch.js';
import { chosenTargets } from './engines/index.js';
import { packRules } from './rule-cases.js';

const MINUTE = 60_000;

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

  test('beyond the caps of rows the smallest are missing: 1,000 without a limit, 10,000 with one, 101 as Kibana asks', async () => {
    const start = Date.UTC(2026, 0, 3);
    const cap = ELASTIC_CAPS.rows;
    const groups = cap + 10;
    // The last names have most: their order is not the order of the names.
    const sizes = Array.from({ length: groups }, (_, group) => (group >= groups - 50 ? 4 : 3));
    const name = (group: number): string => `u${String(group).padStart(5, '0')}`;
    let id = 0;
    await engine.load(
      sizes.flatMap((size, group) =>
        Array.from({ length: size }, (_, index) => {
          id += 1;
          const { event, arrival } = failure(id, start + index * 1000);
          return { event: { ...event, identity: { user_id: name(group) } }, arrival };
        }),
      ),
      {},
    );
    if (eventCount === undefined) throw new Error('no sample');
    const expected = sizes
      .map((size, group) => [size, name(group)] as const)
      .sort((one, other) => other[0] - one[0] || (one[1] < other[1] ? -1 : 1));
    const text = textOf(eventCount, start, start + MINUTE);
    const found = async (query: string) =>
      (await engine.rows(query)).map((row) => [Number(row['value']), String(row['group_key'])] as const);
    expect(await found(text)).toEqual(expected.slice(0, cap));
    expect(await found(`${text} | limit 101`)).toEqual(expected.slice(0, 101));
    const bare = text.replace(/\| LIMIT \d+\s*$/, '');
    expect(bare).not.toBe(text);
    expect(await found(bare)).toEqual(expected.slice(0, 1000));
    // More cannot be asked for.
    expect((await found(text.replace(/LIMIT \d+/, 'LIMIT 100000'))).length).toBe(cap);
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
