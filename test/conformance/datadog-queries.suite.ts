// Every log search of the Datadog pack outside its rules, run in the matcher over the test events: notebook, pipeline,
// metrics, indexes and archives. Each is parsed and finds something; indexes and archives take each event exactly once.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkQuery, matchEvents } from '../engines/datadog/matcher.mjs';
import { panelEvents } from '../engines/pack/events.mjs';
import { chosenTargets } from './engines/index.js';

const readJson = (file: string): unknown => JSON.parse(readFileSync(`pack/datadog/${file}`, 'utf8'));

/** Every text below a key of this name. */
const textsOf = (value: unknown, names: readonly string[]): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    names.includes(key) && typeof inner === 'string' ? [inner] : textsOf(inner, names),
  );
};

/** What a person puts in the place of the notebook's words. */
const FILLED: Readonly<Record<string, string>> = {
  AGENT: 'agt_support',
  SESSION: 'ses_1',
  RULE: 'deny_payroll',
  HASH: 'sha256:1',
  FINGERPRINT: 'hmac-sha256:1',
};

const CLASSES = ['phi', 'pii', 'PHI', undefined];

/** Events of every type that a search asks for, as Datadog stores them. */
const events = panelEvents(600, Date.parse('2026-04-10T00:00:00Z')).map((event, index) => ({
  ...event,
  ...(event['event_type'] === 'session.started' && index % 2 === 0
    ? { event_type: index % 4 === 0 ? 'config.policy_changed' : 'cost.threshold_exceeded' }
    : {}),
  ...(event['secret'] === undefined
    ? {}
    : { secret: { ...(event['secret'] as object), fingerprint: FILLED['FINGERPRINT'] } }),
  ...(CLASSES[index % CLASSES.length] === undefined
    ? {}
    : { target: { data_classification: CLASSES[index % CLASSES.length] } }),
  service: 'ai-governance',
}));
const found = (query: string): readonly boolean[] => matchEvents(query, events) as readonly boolean[];

describe.runIf(chosenTargets().includes('datadog'))('log searches', () => {
  const searches = ['notebook.json', 'pipeline.json', 'metrics.json', 'indexes.json', 'archives.json'].flatMap((file) =>
    [...new Set(textsOf(readJson(file), ['query']))].map((query) => [file, query] as const),
  );

  test('are all there', () => {
    expect(searches.length).toBe(20);
  });

  test.each(searches)('%s: %s', (_, query) => {
    const filled = query.replaceAll(
      /"([A-Z]+)"/g,
      (word, name: string) => JSON.stringify(FILLED[name] ?? name) ?? word,
    );
    expect(checkQuery(filled)).toEqual([]);
    const hits = found(filled).filter(Boolean).length;
    expect(hits).toBeGreaterThan(0);
    if (query !== '*' && query !== 'service:ai-governance') expect(hits).toBeLessThan(events.length);
  });

  test.each(['indexes.json', 'archives.json'])('%s take each event once, and phi apart', (file) => {
    const queries = textsOf(readJson(file), ['query']);
    const [phi = [], others = []] = queries.map(found);
    expect(queries).toHaveLength(2);
    for (const [index, event] of events.entries()) {
      const isPhi = (event as { target?: { data_classification?: string } }).target?.data_classification === 'phi';
      expect([phi[index], others[index]]).toEqual([isPhi, !isPhi]);
    }
  });
});
