// The rollup form in Elastic: what the transforms' own aggregations give on a real Elasticsearch, and the rule over it, fire
// as the direct form. The transform plugin itself does not run here: the suite asks for its aggregations page by page and
// writes their buckets, as a transform does.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventObject } from '../../src/evaluate/index.js';
import { compileEsql, elasticRollup, type Transform } from '../../src/targets/elastic/index.js';
import { SAMPLE_RULES } from '../targets/sample-rules.js';
import { arrivals, place, type Case } from './compare.js';
import { elasticsearchEngine } from './engines/elasticsearch.js';
import { chosenTargets } from './engines/index.js';
import { packRules } from './rule-cases.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);

interface Bucket {
  readonly key: Readonly<Record<string, unknown>>;
  readonly [aggregation: string]: unknown;
}

let next = 0;
const event = (at: number, agent: string, usd: number): EventObject => {
  next += 1;
  return {
    event_id: `evt_${String(next).padStart(26, '0')}`,
    timestamp: new Date(START + at).toISOString(),
    schema_version: '1.3.0',
    event_type: 'tool_call.completed',
    agent: { agent_id: agent },
    cost: { estimated_cost_usd: usd },
  };
};

/** Buckets of a few calls, then one of many; each tenth event is delivered twice. */
const bursts = (step: number): readonly EventObject[] =>
  ['agt', 'a"b|c\\d', '100%'].flatMap((agent) =>
    [4, 6, 5, 7, 4, 6, 5, 7, 4, 6, 5, 7, 4, 60]
      .flatMap((count, bucket) =>
        Array.from({ length: count }, (_, index) =>
          event(bucket * step + index * 1000, agent, bucket === 13 ? 1.25 : 0.000007),
        ),
      )
      .flatMap((one, index) => (index % 10 === 0 ? [one, one] : [one])),
  );

const sampleCase = (name: string, step: number): Case => {
  const rule = SAMPLE_RULES.find((one) => one.meta.ruleId === name);
  if (rule === undefined) throw new Error(`no sample rule ${name}`);
  return { name, rule, events: bursts(step), lookups: {} };
};

const cases: readonly Case[] = [
  sampleCase('baseline', HOUR),
  sampleCase('ratio', 24 * HOUR),
  ...packRules().cases.filter(({ rule }) => elasticRollup(rule) !== undefined),
];

describe.runIf(chosenTargets().includes('elastic'))('rollup in Elasticsearch', () => {
  const engine = elasticsearchEngine();
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());

  const bucketsOf = async ({ body: { source, pivot } }: Transform): Promise<readonly Bucket[]> => {
    const sources = Object.entries(pivot.group_by).map(([name, group]) => ({ [name]: group }));
    const found: Bucket[] = [];
    for (let after: unknown; ;) {
      const composite = { size: 1000, sources, ...(after === undefined ? {} : { after }) };
      const answer = (await engine.call('POST', `/${source.index.join(',')}/_search`, {
        size: 0,
        ...(source.query === undefined ? {} : { query: source.query }),
        aggs: { groups: { composite, aggs: pivot.aggregations } },
      })) as {
        readonly aggregations: {
          readonly groups: { readonly buckets: readonly Bucket[]; readonly after_key?: unknown };
        };
      };
      const { buckets, after_key } = answer.aggregations.groups;
      found.push(...buckets);
      if (after_key === undefined || buckets.length === 0) return found;
      after = after_key;
    }
  };

  /** One run of a transform: its buckets as documents of its index. */
  const run = async (transform: Transform): Promise<void> => {
    const { dest, pivot } = transform.body;
    const documents = (await bucketsOf(transform)).map((bucket) => ({
      ...bucket.key,
      ...Object.fromEntries(
        Object.keys(pivot.aggregations).map((name) => [name, (bucket[name] as { readonly value: unknown }).value]),
      ),
    }));
    // Several transforms write to one index: the id is made of the group, as a transform makes it.
    for (let at = 0; at < documents.length; at += 1000) {
      const lines = documents
        .slice(at, at + 1000)
        .map(
          (document, index) =>
            `{"index":{"_id":${JSON.stringify(`${transform.id}-${String(at + index)}`)}}}\n${JSON.stringify(document)}\n`,
        );
      await engine.bulk(dest.index, lines.join(''));
    }
  };

  const roll = async (transforms: readonly Transform[]): Promise<void> => {
    const keyword = { type: 'keyword' };
    const date = { type: 'date' };
    for (const index of new Set(transforms.map(({ body }) => body.dest.index))) {
      await engine.call('DELETE', `/${index}?ignore_unavailable=true`);
      const properties = {
        '@timestamp': date,
        event_id: keyword,
        g0: keyword,
        g1: keyword,
        at: date,
        first_seen: date,
        last_seen: date,
        n: { type: 'long' },
        v: { type: 'double' },
      };
      await engine.call('PUT', `/${index}`, { mappings: { dynamic: false, properties } });
    }
    for (const transform of transforms) await run(transform);
  };

  const shown = (rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] =>
    rows
      .map((row) =>
        JSON.stringify(
          ['alert_key', 'value', 'events', 'first_seen', 'last_seen', 'baseline_mean', 'observed'].map(
            (name) => row[name],
          ),
        ),
      )
      .sort();

  test('fires as the direct form', async () => {
    let fired = 0;
    const placed = place(cases, true);
    await engine.load(arrivals(placed), {});
    const rules = new Set(placed.map(({ rule }) => rule));
    for (const rule of rules) {
      await roll(elasticRollup(rule)?.transforms ?? []);
      for (const given of placed.filter((one) => one.rule === rule)) {
        const last = (Math.floor(given.last / HOUR) + 2) * HOUR;
        // Twelve instants a query, back from the end.
        for (let to = last; to > last - 24 * HOUR; to -= 12 * HOUR) {
          const range = engine.range({ from: to - 12 * HOUR, to });
          const direct = compileEsql(rule, { range });
          const rolled = elasticRollup(rule, range);
          if (!direct.ok || rolled === undefined) throw new Error('not compiled');
          const expected = shown(await engine.rows(direct.query.text));
          fired += expected.length;
          expect(shown(await engine.rows(rolled.query)), given.name).toEqual(expected);
        }
      }
    }
    process.stderr.write(
      `rollup: ${String(rules.size)} rules, ${String(cases.length)} cases, ${String(fired)} firings alike\n`,
    );
    expect(rules.size).toBeGreaterThanOrEqual(5);
    expect(fired).toBeGreaterThan(10);
  });
});
