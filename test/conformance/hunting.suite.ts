// Hunting queries of the Sentinel pack on duckdb-kql, against the same questions asked of the events directly.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventObject } from '../../src/evaluate/index.js';
import { panelEvents } from '../engines/pack/events.mjs';
import { duckdbKqlEngine } from './engines/duckdb-kql.js';
import { chosenTargets } from './engines/index.js';

interface Told {
  readonly event_id: string;
  readonly event_type: string;
  readonly identity?: { readonly email?: string };
  readonly agent?: { readonly agent_id?: string; readonly session_id?: string };
  readonly tool_call?: {
    readonly tool_name?: string;
    readonly tool_server?: string;
    readonly parameters_hash?: string;
  };
  readonly secret?: { readonly fingerprint?: string };
}

const given = panelEvents(1500, Date.parse('2026-04-10T00:00:00Z')) as unknown as readonly Told[];
/** A copy is as its event. */
const places = new Map([...new Set(given.map(({ event_id }) => event_id))].map((id, index) => [id, index]));

/** Test events with fingerprints, servers, hashes, and sessions in which nobody is named. */
const events = given.map((one): Told => {
  const index = places.get(one.event_id) ?? 0;
  return {
    ...one,
    identity: index % 50 === 0 ? {} : (one.identity ?? {}),
    agent: { ...one.agent, session_id: index % 50 === 0 ? 'ses_nobody' : (one.agent?.session_id ?? 'ses_0') },
    ...(one.tool_call === undefined
      ? {}
      : {
          tool_call: {
            ...one.tool_call,
            tool_server: index < 90 ? `rare_${index % 30}` : 'common',
            parameters_hash: `sha256:${index % 70}`,
          },
        }),
    ...(one.secret === undefined ? {} : { secret: { ...one.secret, fingerprint: `hmac-sha256:${index % 9}` } }),
  };
});

/** Copies of an event count once. */
const once = [...new Map(events.map((event) => [event.event_id, event])).values()];

const groups = (key: (event: Told) => string | undefined): ReadonlyMap<string, readonly Told[]> => {
  const found = new Map<string, Told[]>();
  for (const event of once) {
    const name = key(event);
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), event]);
  }
  return found;
};
const several = (values: readonly unknown[]): boolean => new Set(values).size > 1;
const keysWhere = (all: ReadonlyMap<string, readonly Told[]>, asked: (own: readonly Told[]) => boolean): string[] =>
  [...all].filter(([, own]) => asked(own)).map(([key]) => key);

/** Title to the column of the answer, and the answer. */
const ANSWERS: Readonly<Record<string, readonly [columns: readonly string[], keys: () => readonly string[]]>> = {
  'One secret, several agents or users': [
    ['SecretFingerprint'],
    () =>
      keysWhere(
        groups(({ secret }) => secret?.fingerprint),
        (own) =>
          several(own.map(({ agent }) => agent?.agent_id)) || several(own.map(({ identity }) => identity?.email)),
      ),
  ],
  'Refused calls that were later completed with the same parameters': [
    ['ToolCallParametersHash', 'AgentId'],
    () =>
      keysWhere(
        groups(({ tool_call, agent }) =>
          tool_call?.parameters_hash === undefined
            ? undefined
            : `${tool_call.parameters_hash}|${agent?.agent_id ?? ''}`,
        ),
        (own) =>
          ['tool_call.blocked', 'tool_call.completed'].every((type) =>
            own.some(({ event_type }) => event_type === type),
          ),
      ),
  ],
  'Tool servers that few sessions use': [
    ['ToolCallToolServer'],
    () =>
      keysWhere(
        groups(({ event_type, tool_call }) =>
          event_type.startsWith('tool_call.') ? tool_call?.tool_server : undefined,
        ),
        (own) => new Set(own.map(({ agent }) => `${agent?.session_id ?? ''}|${agent?.agent_id ?? ''}`)).size <= 3,
      ),
  ],
  'Sessions without a person': [
    ['AgentSessionId', 'AgentId'],
    () =>
      keysWhere(
        groups(({ agent }) =>
          agent?.session_id === undefined ? undefined : `${agent.session_id}|${agent.agent_id ?? ''}`,
        ),
        (own) => own.every(({ identity }) => identity?.email === undefined),
      ),
  ],
};

const { resources } = JSON.parse(readFileSync('pack/sentinel/rules.json', 'utf8')) as {
  readonly resources: readonly {
    readonly properties: { readonly category?: string; readonly displayName: string; readonly query: string };
  }[];
};
const hunting = resources
  .filter(({ properties }) => properties.category === 'Hunting Queries')
  .map(({ properties }) => [properties.displayName, properties.query] as const);

describe.runIf(chosenTargets().includes('sentinel'))('hunting queries', () => {
  const engine = duckdbKqlEngine();
  beforeAll(async () => {
    await engine.start();
    await engine.load(
      (events as unknown as readonly EventObject[]).map((event) => ({
        event,
        arrival: Date.parse(String(event['timestamp'])),
      })),
      {},
    );
  });
  afterAll(() => engine.stop());

  test.each(hunting)('%s', async (title, query) => {
    const [columns, keys] = ANSWERS[title] ?? [[], () => []];
    const expected = [...keys()].sort();
    expect(expected.length).toBeGreaterThan(0);
    const rows = await engine.rows(query, Date.parse('2026-04-10T00:00:00Z'));
    expect(rows.map((row) => columns.map((column) => String(row[column])).join('|')).sort()).toEqual(expected);
  });
});
