// Every OTEL_* variable that docs/opentelemetry.md names, each against a receiver.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createGovernance, otlpDelivery, type OtlpDeliveryOptions } from '../../src/otel/index.js';
import { makeCertificates } from '../deliver/certificates.js';
import { startCollector } from '../deliver/collector.js';
import { allLines, temporaryFolder } from '../trail/fixtures.js';

beforeEach(() => {
  const before = { ...process.env };
  onTestFinished(() => {
    process.env = before;
  });
  for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) Reflect.deleteProperty(process.env, name);
});

const start = (variables: Record<string, string>, options: OtlpDeliveryOptions = {}) => {
  Object.assign(process.env, variables);
  const dir = temporaryFolder();
  const errors: unknown[] = [];
  const governance = createGovernance({
    dir,
    durability: 'os',
    deliver: otlpDelivery({ retry: { firstMs: 20, longestMs: 50 }, flushTimeoutMs: 20_000, ...options }),
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => governance.shutdown().catch(() => undefined));
  return { dir, governance, errors };
};

const sendOne = async (variables: Record<string, string>) => {
  const { governance, dir } = start(variables);
  await governance.authSuccess({});
  await governance.flush();
  return dir;
};

describe('where and how', () => {
  it.each([
    ['the general address with v1/logs behind it', (url: string) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url })],
    ['a general address with a slash at its end', (url: string) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/` })],
    [
      'the address of logs as it stands, over the general one',
      (url: string) => ({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${url}/v1/logs`,
      }),
    ],
  ])('%s', async (_, variables) => {
    const collector = await startCollector();
    const dir = await sendOne(variables(collector.url.replace('/v1/logs', '')));
    expect(collector.lines()).toEqual(allLines(dir));
  });

  it('headers of both, those of logs winning', async () => {
    const collector = await startCollector();
    await sendOne({
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=general,x-only=general',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-tenant=logs,authorization=Bearer%20abc',
    });
    expect(collector.headers[0]).toMatchObject({
      'x-tenant': 'logs',
      'x-only': 'general',
      authorization: 'Bearer abc',
    });
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' }, 'gzip'],
    [{ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip', OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: 'none' }, undefined],
    [{ OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: 'gzip' }, 'gzip'],
    [{}, undefined],
  ])('compression %o', async (variables, encoding) => {
    const collector = await startCollector();
    const dir = await sendOne({ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: collector.url, ...variables });
    expect(collector.headers[0]?.['content-encoding']).toBe(encoding);
    expect(collector.lines()).toEqual(allLines(dir));
  });

  it.each([
    [{}, 'application/x-protobuf'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'application/json'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }, 'application/x-protobuf'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/json' }, 'application/json'],
  ])('protocol %o', async (variables, type) => {
    const collector = await startCollector();
    const dir = await sendOne({ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: collector.url, ...variables });
    expect(collector.headers[0]?.['content-type']).toBe(type);
    expect(collector.lines()).toEqual(allLines(dir));
  });

  it.each([
    { OTEL_EXPORTER_OTLP_TIMEOUT: '200' },
    { OTEL_EXPORTER_OTLP_TIMEOUT: '600000', OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '200' },
  ])('%o: a request without answer is given up and sent again', async (variables) => {
    let requests = 0;
    const server = createServer((request, response) => {
      requests += 1;
      request.resume();
      // The first is never answered. The default would wait ten seconds, longer than this test may take.
      if (requests > 1) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1/logs`;
    const { governance } = start(
      {
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_BLRP_SCHEDULE_DELAY: '1',
        ...variables,
      },
      { flushTimeoutMs: 8000 },
    );
    await governance.authSuccess({});
    await governance.flush();
    expect(requests).toBeGreaterThanOrEqual(2);
  });
});

describe('batches', () => {
  it('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE bounds a request', async () => {
    const sizes: number[] = [];
    const collector = await startCollector(0, (records) => {
      sizes.push(records.length);
      return undefined;
    });
    const { governance } = start({
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: collector.url,
      OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '4',
    });
    await Promise.all(Array.from({ length: 10 }, () => governance.authSuccess({})));
    await governance.flush();
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(10);
  });

  it('OTEL_BLRP_SCHEDULE_DELAY is how long an event waits for company', async () => {
    const collector = await startCollector();
    // An hour: without a flush nothing goes out, however long this test takes; one millisecond: it goes out unasked.
    const slow = start({ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: collector.url, OTEL_BLRP_SCHEDULE_DELAY: '3600000' });
    await slow.governance.authSuccess({});
    const quick = start({ OTEL_BLRP_SCHEDULE_DELAY: '1' });
    await quick.governance.authFailure({});
    await vi.waitFor(() => expect(collector.records).toHaveLength(1), 20_000);
    expect(collector.lines()).toEqual(allLines(quick.dir));
    await slow.governance.flush();
    expect(collector.records).toHaveLength(2);
  });
});

describe('certificates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-siem-tls-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const certificates = makeCertificates(folder);
  const own = {
    OTEL_EXPORTER_OTLP_CERTIFICATE: certificates.ca,
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: certificates.clientCert,
    OTEL_EXPORTER_OTLP_CLIENT_KEY: certificates.clientKey,
  };
  const forLogs = Object.fromEntries(
    Object.entries(own).map(([name, file]) => [name.replace('OTLP_', 'OTLP_LOGS_'), file]),
  );

  it.each([
    ['the general variables', own],
    ['those of logs', forLogs],
  ])('a server of an own authority that asks for a client certificate: %s', async (_, variables) => {
    const collector = await startCollector(0, undefined, certificates.server);
    const dir = await sendOne({ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: collector.url, ...variables });
    expect(collector.lines()).toEqual(allLines(dir));
  });

  it.each([
    ['an authority that is not known', ['OTEL_EXPORTER_OTLP_CERTIFICATE']],
    ['no client certificate', ['OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE', 'OTEL_EXPORTER_OTLP_CLIENT_KEY']],
  ])('%s: nothing is sent, and the flush says so', async (_, missing) => {
    const collector = await startCollector(0, undefined, certificates.server);
    const variables = Object.fromEntries(Object.entries(own).filter(([name]) => !missing.includes(name)));
    const { governance, errors } = start(
      { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_TIMEOUT: '500', ...variables },
      { flushTimeoutMs: 2000 },
    );
    await governance.authSuccess({});
    await expect(governance.flush()).rejects.toMatchObject({ code: 'deliver.pending' });
    expect(collector.requests).toBe(0);
    expect(errors[0]).toMatchObject({ code: 'deliver.retry' });
  });
});

describe('what cannot be followed is refused, by its name and without its value', () => {
  it.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector.internal:4318 secret'],
    ['OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', 'ftp://user:hunter2@collector'],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '10s'],
    ['OTEL_EXPORTER_OTLP_LOGS_TIMEOUT', '-1'],
    ['OTEL_EXPORTER_OTLP_COMPRESSION', 'zstd'],
    ['OTEL_EXPORTER_OTLP_CERTIFICATE', join('/nowhere', 'ca.pem')],
    ['OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE', join('/nowhere', 'client.pem')],
    ['OTEL_EXPORTER_OTLP_CLIENT_KEY', join('/nowhere', 'client.key')],
  ])('%s=%s', (name, value) => {
    process.env[name] = value;
    let refused: unknown;
    try {
      createGovernance({ dir: temporaryFolder(), deliver: otlpDelivery() });
    } catch (error) {
      refused = error;
    }
    expect(refused).toMatchObject({ code: 'deliver.environment', field: name });
    expect(String(refused)).not.toContain(value);
  });

  it('an option takes the place of its variable', async () => {
    const collector = await startCollector();
    const { governance } = start(
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'nonsense',
        OTEL_EXPORTER_OTLP_TIMEOUT: 'nonsense',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'nonsense',
      },
      { url: collector.url, timeoutMs: 5000, compression: 'none' },
    );
    await governance.authSuccess({});
    await governance.flush();
    expect(collector.records).toHaveLength(1);
  });
});

describe('who speaks', () => {
  it.each([
    [{ OTEL_SERVICE_NAME: 'billing' }, { service: 'billing' }],
    [
      { OTEL_RESOURCE_ATTRIBUTES: 'service.name=a%20b,deployment.environment.name=prod,host.name=h1' },
      { service: 'a b', environment: 'prod', host: 'h1' },
    ],
    [
      { OTEL_SERVICE_NAME: 'billing', OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,deployment.environment=test' },
      { service: 'billing', environment: 'test' },
    ],
    [{ OTEL_SERVICE_NAME: '', OTEL_RESOURCE_ATTRIBUTES: 'service.name=other' }, { service: 'other' }],
    [{ OTEL_RESOURCE_ATTRIBUTES: '=x,novalue,service.name=%zz' }, { service: '%zz' }],
  ])('%o', async (variables, source) => {
    const collector = await startCollector();
    const dir = await sendOne({
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: collector.url,
      ...(variables as Record<string, string>),
    });
    expect(JSON.parse(allLines(dir)[0] ?? '{}')).toMatchObject({ source });
    expect(collector.records[0]?.resource).toMatchObject({ 'service.name': source.service });
  });
});
