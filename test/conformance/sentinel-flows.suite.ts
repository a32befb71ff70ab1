// The flows of Sentinel's collection rule, run on duckdb-kql: which events each table gets, and what stands in its columns.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EventObject } from '../../src/evaluate/index.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installDuckdbKql } from '../engines/kusto/duckdb-kql.mjs';
import { startLineProcess } from '../engines/line-process.mjs';
import { panelEvents } from '../engines/pack/events.mjs';
import { chosenTargets } from './engines/index.js';
import { duckdbKqlEngine, rowOf } from './engines/duckdb-kql.js';

const SCRIPT = fileURLToPath(new URL('../engines/kusto/duckdb_kql_engine.py', import.meta.url));

interface Rule {
  readonly streamDeclarations: Readonly<
    Record<string, { readonly columns: readonly { readonly name: string; readonly type: string }[] }>
  >;
  readonly dataFlows: readonly { readonly transformKql: string; readonly outputStream: string }[];
}

const ruleOf = (file: string): Rule => {
  const { resources } = JSON.parse(readFileSync(`pack/sentinel/${file}`, 'utf8')) as {
    readonly resources: readonly { readonly type: string; readonly properties: Rule }[];
  };
  const found = resources.find(({ type }) => type.endsWith('/dataCollectionRules'));
  if (found === undefined) throw new Error(`${file} has no collection rule`);
  return found.properties;
};

const CLASSES = ['phi', 'pii', 'phi ', 'PHI', undefined];

/** Events with a class of data each, and events without a target. */
const events = panelEvents(200, Date.parse('2026-04-10T00:00:00Z')).map((event, index) => {
  const data_classification = CLASSES[index % CLASSES.length];
  return data_classification === undefined ? event : { ...event, target: { system: 'ehr', data_classification } };
});

describe.runIf(chosenTargets().includes('sentinel')).each(['setup.json', 'azure-monitor-agent.json'])('%s', (file) => {
  const { streamDeclarations, dataFlows } = ruleOf(file);
  let running: ReturnType<typeof startLineProcess> | undefined;
  const ask = async (request: unknown) => {
    const answer = JSON.parse((await running?.ask(JSON.stringify(request))) ?? '{}') as {
      readonly columns?: readonly string[];
      readonly rows?: readonly (readonly unknown[])[];
      readonly error?: string;
    };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  };
  beforeAll(async () => {
    running = startLineProcess('duckdb-kql', await installDuckdbKql(), [SCRIPT]);
    const columns = Object.values(streamDeclarations).flatMap((stream) => stream.columns);
    await ask({
      load: {
        table: 'source',
        columns: Object.fromEntries(columns.map(({ name, type }) => [name, type])),
        rows: events,
        watchlists: {},
      },
    });
  });
  afterAll(() => running?.stop());

  const rowsOf = async (output: string) => {
    const flow = dataFlows.find(({ outputStream }) => outputStream === output);
    // duckdb-kql takes `kind` for a word of the language behind a dot also.
    const query = (flow?.transformKql ?? '').replaceAll('.kind)', "['kind'])");
    const { columns = [], rows = [] } = await ask({ query, now: '2026-04-10T00:00:00Z' });
    return rows.map((values) => Object.fromEntries(columns.map((column, index) => [column, values[index]])));
  };

  test('the table of all events gets all of them, each field in its column', async () => {
    const rows = await rowsOf('Custom-AIGovernance_CL');
    expect(rows).toHaveLength(events.length);
    const arrival = ['TimeGenerated', '_IngestionTime'];
    for (const [column, value] of Object.entries(rowOf(events[0] ?? {}, 0))) {
      if (arrival.includes(column)) continue;
      const found = rows[0]?.[column];
      const time = column === 'EventTime';
      expect(time ? Date.parse(String(found)) : found, column).toEqual(time ? Date.parse(String(value)) : value);
    }
  });

  test('the table of protected health information gets those events alone', async () => {
    const ids = (await rowsOf('Custom-AIGovernancePhi_CL')).map((row) => row['EventId']);
    const wanted = events.filter(
      (event) => (event as { target?: { data_classification?: string } }).target?.data_classification === 'phi',
    );
    expect(wanted.length).toBeGreaterThan(10);
    expect(ids).toEqual(wanted.map((event) => event['event_id']));
  });
});

describe.runIf(chosenTargets().includes('sentinel'))('ASimAuditEventAIGovernance', () => {
  const engine = duckdbKqlEngine();
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());

  test("has the model's columns, filled from the events", async () => {
    const { resources } = JSON.parse(readFileSync('pack/sentinel/rules.json', 'utf8')) as {
      readonly resources: readonly {
        readonly properties: { readonly functionAlias?: string; readonly query: string };
      }[];
    };
    const asim = resources.find(({ properties }) => properties.functionAlias === 'ASimAuditEventAIGovernance');
    const changed = {
      ...events[0],
      event_type: 'config.policy_changed',
      config: { setting: 'mode', to_value: 'plan' },
    };
    const all = [...events.slice(1), changed] as readonly EventObject[];
    await engine.load(
      all.map((event) => ({ event, arrival: Date.parse(String(event['timestamp'])) })),
      {},
    );
    const rows = await engine.rows(asim?.properties.query ?? '', Date.parse('2026-04-10T00:00:00Z'));
    const audited = all.filter((event) => /^(?:tool_call|config)\./.test(String(event['event_type'])));
    expect(audited.length).toBeGreaterThan(20);
    expect(rows.map((row) => row['EventOriginalUid'])).toEqual(audited.map((event) => event['event_id']));
    const byType = (type: string) => rows.find((row) => row['EventOriginalType'] === type);
    expect(byType('tool_call.blocked')).toMatchObject({
      EventType: 'Execute',
      EventResult: 'Failure',
      EventSeverity: 'Medium',
    });
    expect(byType('tool_call.completed')).toMatchObject({ EventResult: 'Success', EventSchema: 'AuditEvent' });
    expect(byType('config.policy_changed')).toMatchObject({ EventType: 'Set', Object: 'mode', NewValue: 'plan' });
    const [first] = audited as readonly { readonly identity?: { readonly email?: string } }[];
    expect(rows[0]?.['ActorUsername']).toBe(first?.identity?.email ?? '');
  });
});
