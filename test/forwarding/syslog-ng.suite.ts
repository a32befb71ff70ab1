// syslog-ng from the trail's files to a stand-in for the HTTP Event Collector.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { canonicalise } from '../../src/event/index.js';
import { startSyslogNg, SYSLOG_NG_VERSION } from '../engines/forwarders/syslog-ng.mjs';
import { allLines, temporaryFolder } from '../trail/fixtures.js';
import { expectAllArrived, missingLines } from './arrivals.js';
import { filledConfig } from './filled-config.js';
import { startHec } from './hec.js';
import { ready } from './ready.js';
import { recordForwarding } from './report.js';
import { appendAll, mixedEvents, openShortTrail } from './trail-events.js';

const TOKEN = 'token-of-a-test';

describe('syslog-ng', () => {
  test('every event arrives with its time, through kill -9 and a HEC that refuses, is busy or loses its answer', async () => {
    const [dir, folder] = [temporaryFolder(), temporaryFolder()];
    const hec = await startHec(TOKEN);
    const trail = openShortTrail(dir);
    mkdirSync(join(folder, 'state'));
    const configFile = filledConfig('syslog-ng/agent-siem.conf', folder, {
      DATA_FOLDER: dir,
      STATE_FOLDER: join(folder, 'state'),
      SPLUNK_HEC_URL: hec.url,
      // A wait of a test.
      'time-reopen(5)': 'time-reopen(1)',
    });
    const start = () => startSyslogNg({ configFile, folder, environment: { SPLUNK_HEC_TOKEN: TOKEN } });
    let server = await start();
    onTestFinished(() => server.stop());
    const watched = {
      isRunning: () => server.isRunning(),
      log: () => readFileSync(join(folder, 'syslog-ng.log'), 'utf8').slice(-3000),
    };
    for (const status of [200, 400, 503, 429, 403, 0, 200]) {
      hec.status = status;
      const before = hec.requests;
      await appendAll(trail, mixedEvents(120));
      // Twice: what is refused is tried again.
      await ready(
        `requests were answered with ${String(status)}`,
        () => hec.requests >= before + (status === 200 ? 1 : 2),
        watched,
      );
      await server.kill();
      await appendAll(trail, mixedEvents(20));
      server = await start();
    }
    await trail.close();
    const arrived = (): string[] => hec.events.map(({ event }) => canonicalise(event));
    await ready('all events have arrived', () => missingLines(dir, arrived()).length === 0, watched);
    expectAllArrived(dir, arrived());
    for (const { time, event, index, sourcetype, source } of hec.events) {
      expect(Math.round(time * 1000)).toBe(Date.parse(event['timestamp'] as string));
      expect({ index, sourcetype, source }).toEqual({
        index: 'ai_governance',
        sourcetype: 'ai:governance:v1',
        source: 'agent-siem',
      });
    }
    const check = 'to a HEC stand-in: kill -9 seven times; 400, 403, 429, 503, answers lost';
    recordForwarding('syslog-ng', { version: SYSLOG_NG_VERSION, check, events: allLines(dir).length });
  });
});
