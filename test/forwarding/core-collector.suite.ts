// The core collector between our exporter and our receiver: what comes out canonicalises to the lines of the trail.
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMapping } from '../../src/ingest/index.js';
import { createGovernance, otlpDelivery } from '../../src/otel/index.js';
import { createSecretScanner } from '../../src/secrets/index.js';
import { createReceiver } from '../../src/server/index.js';
import { openTrail } from '../../src/trail/index.js';
import { allLines, temporaryFolder } from '../trail/fixtures.js';
import { startOtelCollector } from './otel-collector.js';
import { ready } from './ready.js';
import { recordForwarding } from './report.js';
import { mixedEvents, openShortTrail } from './trail-events.js';

const VERSION = '0.124';

/** The shortest pipeline there is: what the collector itself does to a record, and nothing else. */
const configuration = (into: number, out: number, encoding: 'json' | 'proto'): string => `
receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:${String(into)}" } } } }
processors: { memory_limiter: { check_interval: 1s, limit_mib: 256 }, batch: { timeout: 100ms } }
exporters:
  otlphttp:
    endpoint: http://127.0.0.1:${String(out)}
    encoding: ${encoding}
    retry_on_failure: { enabled: true, initial_interval: 200ms, max_interval: 1s, max_elapsed_time: 0s }
service:
  telemetry: { metrics: { level: none } }
  pipelines: { logs: { receivers: [otlp], processors: [memory_limiter, batch], exporters: [otlphttp] } }
`;

describe('core collector 0.124', () => {
  test.each([
    ['http/json', 'json'],
    ['http/json', 'proto'],
    ['http/protobuf', 'json'],
    ['http/protobuf', 'proto'],
  ] as const)('%s in, %s out: each event is the line of the trail', async (protocol, encoding) => {
    const [dir, receivedDir, folder] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const received = openTrail({ dir: receivedDir, durability: 'os' });
    onTestFinished(() => received.close());
    const mapping = createMapping({ scanner: createSecretScanner() });
    const receiver = await createReceiver({ trail: received, mapping, port: 0 });
    onTestFinished(() => receiver.close());
    const collector = await startOtelCollector({
      version: VERSION,
      folder,
      files: (port) => {
        const file = join(folder, 'config.yaml');
        writeFileSync(file, configuration(port, receiver.port, encoding));
        return [file];
      },
    });
    const trail = openShortTrail(dir);
    onTestFinished(() => trail.close());
    const governance = createGovernance({
      trail,
      deliver: otlpDelivery({ url: `${collector.url}/v1/logs`, protocol, delayMs: 5 }),
    });
    onTestFinished(() => governance.shutdown());
    const events = mixedEvents(400);
    await Promise.all(events.map((event) => trail.append(event)));
    await governance.flush();
    await ready('all events have arrived', () => new Set(allLines(receivedDir)).size >= events.length, collector);
    const sent = allLines(dir);
    expect(sent).toHaveLength(events.length);
    expect(new Set(allLines(receivedDir))).toEqual(new Set(sent));
    expect(receiver.counters.rejected.total).toBe(0);
    recordForwarding('core-collector', {
      version: VERSION,
      check: `${protocol} in, ${encoding} out`,
      events: sent.length,
    });
  });
});
