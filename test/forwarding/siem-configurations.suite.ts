// The collector files of each SIEM in a collector of contrib's parts, our stand-in in place of the vendor's exporter: every
// event arrives, in its pipeline, as the SIEM is to see it, also when collector and SIEM fail in between.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { startCollector, type Collector } from '../deliver/collector.js';
import { validateFiles } from '../engines/collector/collector.mjs';
import { allLines, temporaryFolder } from '../trail/fixtures.js';
import { expectAllArrived, missingLines, READERS } from './arrivals.js';
import { selfSignedCertificate } from './certificate.js';
import { startOtelCollector } from './otel-collector.js';
import { ready } from './ready.js';
import { recordForwarding } from './report.js';
import { OTEL_FOLDER, withStandIns } from './stand-in-config.js';
import { appendAll, mixedEvents, openShortTrail } from './trail-events.js';

const VERSION = '0.149';
/** Without it what was read and not yet queued is lost in a crash: offsets are saved ahead of it. */
const featureGates = ['stanza.synchronousLogEmitter'];
const TOKEN = 'token-of-a-test';
const URGENT = /^(?:secret\.|tool_call\.blocked$|policy\.violation$|auth\.failure$|cost\.threshold_exceeded$)/;
const unavailable = (): { readonly status: number } => ({ status: 503 });

const typeOf = (line: string): string => (JSON.parse(line) as { readonly event_type: string }).event_type;

/** The two ends of a file's pipelines. */
const startEnds = async (name: string, folder: string) => {
  const [urgent, ordinary] = [await startCollector(), await startCollector()];
  const read = READERS[name];
  if (read === undefined) throw new Error(`no reader for ${name}`);
  const linesOf = ({ records }: Collector): string[] => records.map(read);
  return {
    file: withStandIns(name, folder, (exporter) =>
      (exporter === 'otlphttp/urgent' ? urgent : ordinary).url.replace('/v1/logs', ''),
    ),
    arrived: () => [...linesOf(urgent), ...linesOf(ordinary)],
    expectRouted: () => {
      expect(linesOf(urgent).filter((line) => !URGENT.test(typeOf(line)))).toEqual([]);
      expect(linesOf(ordinary).filter((line) => URGENT.test(typeOf(line)))).toEqual([]);
      expect(linesOf(urgent).length).toBeGreaterThan(0);
      expect(linesOf(ordinary).length).toBeGreaterThan(0);
    },
    fail: () => {
      urgent.answer = unavailable;
      ordinary.answer = unavailable;
    },
    recover: () => {
      urgent.answer = () => undefined;
      ordinary.answer = () => undefined;
    },
    refused: () => urgent.requests + ordinary.requests,
  };
};

const statusWithout = (url: string, ca: string): Promise<number> =>
  new Promise((resolve, reject) => {
    get(url, { ca }, ({ statusCode }) => resolve(statusCode ?? 0)).on('error', reject);
  });

describe.each(Object.keys(READERS))('%s', (name) => {
  test('OTLP in with TLS and token: what was acknowledged survives kill -9 and an outage of the SIEM', async () => {
    const [dir, folder] = [temporaryFolder(), temporaryFolder()];
    const { certFile, keyFile } = selfSignedCertificate(folder);
    const ends = await startEnds(name, folder);
    ends.fail();
    const environment = {
      AGENT_SIEM_OTLP_TOKEN: TOKEN,
      OTLP_CERT_FILE: certFile,
      OTLP_KEY_FILE: keyFile,
      COLLECTOR_STATE: join(folder, 'state'),
    };
    const collector = await startOtelCollector({ version: VERSION, folder, files: () => [ends.file], environment });
    const url = collector.url.replace('http:', 'https:');
    const events = mixedEvents(300);
    const file = join(folder, 'events.ndjson');
    writeFileSync(file, events.map(({ line }) => `${line}\n`).join(''));
    // Ends when the collector has acknowledged everything.
    const { stdout } = await promisify(execFile)(process.execPath, ['test/forwarding/emit.mjs', dir, file], {
      env: {
        PATH: process.env['PATH'],
        OTEL_EXPORTER_OTLP_CERTIFICATE: certFile,
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${TOKEN}`,
      },
    });
    expect(stdout).toBe(String(events.length));
    await ready('the SIEM has refused something', () => ends.refused() > 0);
    await collector.kill();
    await collector.start();
    ends.recover();
    await ready('all events have arrived', () => missingLines(dir, ends.arrived()).length === 0, collector);
    expectAllArrived(dir, ends.arrived());
    ends.expectRouted();
    expect(await statusWithout(`${url}/v1/logs`, readFileSync(certFile, 'utf8'))).toBeGreaterThanOrEqual(400);
    const check = `${name}: OTLP in with TLS and token, kill -9, outage`;
    recordForwarding('otel-collector', { version: VERSION, check, events: events.length });
  });

  test('with filelog.yaml: a trail that is written meanwhile, through kill -9 while it runs', async () => {
    const [dir, folder] = [temporaryFolder(), temporaryFolder()];
    const ends = await startEnds(name, folder);
    const environment = { AGENT_SIEM_DATA: dir, COLLECTOR_STATE: join(folder, 'state') };
    mkdirSync(join(dir, 'trail'), { recursive: true });
    const files = [ends.file, resolve(OTEL_FOLDER, 'filelog.yaml')];
    expect(await validateFiles({ version: VERSION, files, featureGates, environment })).toBeUndefined();
    const trail = openShortTrail(dir);
    const collector = await startOtelCollector({
      version: VERSION,
      folder,
      files: () => files,
      featureGates,
      environment,
    });
    for (let round = 0; round < 4; round += 1) {
      await appendAll(trail, mixedEvents(120));
      if (round === 1) ends.fail();
      if (round === 2) ends.recover();
      const before = ends.refused();
      await ready('something was sent', () => ends.refused() > before, collector);
      await collector.kill();
      await appendAll(trail, mixedEvents(40));
      await collector.start();
    }
    await trail.close();
    await ready('all events have arrived', () => missingLines(dir, ends.arrived()).length === 0, collector);
    expectAllArrived(dir, ends.arrived());
    ends.expectRouted();
    const check = `${name} with filelog.yaml: kill -9 four times while the trail is written, outage`;
    recordForwarding('otel-collector', { version: VERSION, check, events: allLines(dir).length });
  });
});
