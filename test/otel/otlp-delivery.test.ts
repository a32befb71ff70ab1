import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createGovernance, otlpDelivery, type OtlpDeliveryOptions } from '../../src/otel/index.js';
import { startCollector } from '../deliver/collector.js';
import { allLines, temporaryFolder } from '../trail/fixtures.js';

const withEnvironment = (variables: Record<string, string>): void => {
  const before = { ...process.env };
  onTestFinished(() => {
    process.env = before;
  });
  Object.assign(process.env, variables);
};

const start = (options: OtlpDeliveryOptions = {}, onError?: (error: unknown) => void) => {
  const dir = temporaryFolder();
  const governance = createGovernance({
    dir,
    durability: 'os',
    deliver: otlpDelivery({ delayMs: 5, timeoutMs: 700, retry: { firstMs: 20 }, ...options }),
    ...(onError === undefined ? {} : { onError }),
  });
  onTestFinished(() => governance.shutdown().catch(() => undefined));
  return { dir, governance };
};

describe('otlpDelivery', () => {
  it('honours endpoint, headers, compression and protocol', async () => {
    const collector = await startCollector();
    withEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url.replace('/v1/logs', ''),
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=t1',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'authorization=Bearer%20abc',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    });
    const { governance, dir } = start();
    await governance.authSuccess({});
    await governance.flush();
    expect(collector.lines()).toEqual(allLines(dir));
    expect(collector.headers[0]).toMatchObject({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'x-tenant': 't1',
      authorization: 'Bearer abc',
    });
  });

  it('sends protobuf unless told otherwise, and the logs variables win', async () => {
    const collector = await startCollector();
    withEnvironment({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: collector.url,
      OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '4',
    });
    const { governance } = start();
    await Promise.all(Array.from({ length: 10 }, () => governance.authSuccess({})));
    await governance.flush();
    expect(collector.headers[0]?.['content-type']).toBe('application/x-protobuf');
    expect(collector.requests).toBeGreaterThanOrEqual(3);
  });

  it.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_LOGS_EXPORTER: 'none' }])('delivers nothing with %o', async (env) => {
    const collector = await startCollector();
    withEnvironment(env as Record<string, string>);
    const { governance, dir } = start({ url: collector.url });
    await governance.authSuccess({});
    await governance.flush();
    expect(collector.requests).toBe(0);
    expect(allLines(dir)).toHaveLength(1);
  });

  it('refuses a protocol it does not have', async () => {
    withEnvironment({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    const dir = temporaryFolder();
    expect(() => createGovernance({ dir, deliver: otlpDelivery() })).toThrow('protocol is not supported');
    // The trail is let go of.
    await vi.waitFor(() => createGovernance({ dir }).shutdown());
  });

  it('tells of an outage once', async () => {
    const errors: unknown[] = [];
    const { governance } = start({ url: 'http://127.0.0.1:9/v1/logs', flushTimeoutMs: 400 }, (error) =>
      errors.push(error),
    );
    await governance.authSuccess({});
    await vi.waitFor(() => expect(errors).toHaveLength(1), 30_000);
    await expect(governance.flush()).rejects.toMatchObject({ code: 'deliver.pending' });
    expect(errors).toMatchObject([{ code: 'deliver.retry' }]);
  });
});
