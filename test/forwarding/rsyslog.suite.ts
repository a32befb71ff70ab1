// rsyslog from the trail's files to a real Elasticsearch with the pack's templates.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { canonicalise } from '../../src/event/index.js';
import { useElasticsearch } from '../engines/elasticsearch/shared.mjs';
import { startRsyslog, RSYSLOG_VERSION } from '../engines/forwarders/rsyslog.mjs';
import { loadElastic } from '../engines/pack/elastic.mjs';
import { allLines, temporaryFolder } from '../trail/fixtures.js';
import { expectAllArrived, missingLines } from './arrivals.js';
import { filledConfig } from './filled-config.js';
import { startRelay } from './relay.js';
import { ready } from './ready.js';
import { recordForwarding } from './report.js';
import { appendAll, mixedEvents, openShortTrail } from './trail-events.js';

/** Runs a line of the unit as systemd would. */
const runLine = (unit: string, name: string): void => {
  const script = new RegExp(`^${name}=/bin/sh -c '(.*)'$`, 'm').exec(unit)?.[1];
  if (script === undefined) throw new Error(`no ${name}`);
  execFileSync('/bin/sh', ['-c', script], { env: { PATH: process.env['PATH'] } });
};

const STREAM = 'logs-ai_governance-default';

describe('rsyslog', () => {
  let elastic: { readonly url: string; readonly stop: () => Promise<void> };
  beforeAll(async () => {
    elastic = await useElasticsearch();
    await loadElastic(elastic.url, 'pack', []);
  });
  afterAll(() => elastic.stop());

  const documents = async (): Promise<
    readonly { readonly id: string; readonly source: Readonly<Record<string, unknown>> }[]
  > => {
    await fetch(`${elastic.url}/${STREAM}/_refresh`, { method: 'POST' });
    const response = await fetch(`${elastic.url}/${STREAM}/_search?size=10000`);
    if (response.status === 404) return [];
    const { hits } = (await response.json()) as {
      readonly hits: {
        readonly hits: readonly { readonly _id: string; readonly _source: Readonly<Record<string, unknown>> }[];
      };
    };
    return hits.hits.map(({ _id, _source }) => ({ id: _id, source: _source }));
  };
  const lines = async (): Promise<string[]> =>
    (await documents()).map(({ source: { '@timestamp': time, ...event } }) => {
      expect(time).toBe(event['timestamp']);
      return canonicalise(event);
    });

  test('every event is one document, through kill -9 and an Elasticsearch that is away, busy or slow to answer', async () => {
    const [dir, folder] = [temporaryFolder(), temporaryFolder()];
    const state = join(folder, 'state');
    mkdirSync(state);
    const relay = await startRelay(elastic.url);
    onTestFinished(() => relay.close());
    const configFile = filledConfig('rsyslog/agent-siem.conf', folder, {
      DATA_FOLDER: dir,
      STATE_FOLDER: state,
      ELASTIC_HOST: '127.0.0.1',
      ELASTIC_PORT: String(relay.port),
      'usehttps="on"': 'usehttps="off"',
      'tls.cacert="CA_FILE"': '',
      'uid="WRITER" pwd="PASSWORD"': '',
      // Waits of a test.
      'action.resumeInterval="5"': 'action.resumeInterval="1"',
    });
    const log = (): string => readFileSync(join(folder, 'rsyslog.log'), 'utf8').slice(-3000);
    const unit = readFileSync(filledConfig('rsyslog/service.conf', folder, { STATE_FOLDER: state }), 'utf8');
    const start = async () => {
      runLine(unit, 'ExecStartPre');
      return startRsyslog({ configFile, folder });
    };
    let server = await start();
    onTestFinished(() => server.stop());
    const watched = { isRunning: () => server.isRunning(), log };
    const trail = openShortTrail(dir);
    for (const answer of ['pass', 'busy', 'away', 'lost-answer'] as const) {
      relay.answer(answer);
      const before = relay.requests();
      await appendAll(trail, mixedEvents(150));
      await ready(`something was sent (${answer})`, () => relay.requests() > before, watched);
      await server.kill();
      await appendAll(trail, mixedEvents(30));
      server = await start();
    }
    relay.answer('pass');
    await ready('all events have arrived', async () => missingLines(dir, await lines()).length === 0, watched);
    // A clean stop while Elasticsearch is away.
    await server.stop();
    relay.answer('away');
    const sent = relay.requests();
    server = await start();
    await appendAll(trail, mixedEvents(5));
    await ready('the new ones are tried', () => relay.requests() > sent, watched);
    await server.stop();
    relay.answer('pass');
    server = await start();
    await ready(
      'what waited at a clean stop has arrived',
      async () => missingLines(dir, await lines()).length === 0,
      watched,
    );
    // A request refused as a whole is not retried, but kept; a start reads it again.
    relay.answer('blocked');
    const seen = relay.requests();
    await appendAll(trail, mixedEvents(20));
    await trail.close();
    await ready(
      'a request was refused',
      () => relay.requests() > seen && existsSync(join(state, 'unanswered.log')),
      watched,
    );
    await server.stop();
    relay.answer('pass');
    server = await start();
    await ready('those have arrived too', async () => missingLines(dir, await lines()).length === 0, watched);
    await server.stop();
    const found = await documents();
    expectAllArrived(dir, await lines());
    // Copies were refused by their id.
    expect(found).toHaveLength(allLines(dir).length);
    for (const { id, source } of found) expect(id).toBe(source['event_id']);
    expect(existsSync(join(state, 'refused.log'))).toBe(false);
    const check =
      'to Elasticsearch 8.19: kill -9 four times; away, busy (429 for single documents), answers lost, blocked (503)';
    recordForwarding('rsyslog', { version: RSYSLOG_VERSION, check, events: found.length });
  });
});
