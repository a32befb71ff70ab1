// The package in a LoggerProvider of OpenTelemetry's 3.x line, on Node 22.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { BatchLogRecordProcessor, InMemoryLogRecordExporter, LoggerProvider } from '@opentelemetry/sdk-logs';
import { readEvent } from 'agent-siem/event';
import {
  createGovernance,
  GovernanceLogExporter,
  GovernanceLogProcessor,
  otlpDelivery,
  SCOPE_NAME,
} from 'agent-siem/otel';
import { verifyTrail } from 'agent-siem/trail';

const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;

const folder = (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'otel-next-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

const lines = (dir) =>
  readdirSync(join(dir, 'trail'))
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) =>
      readFileSync(join(dir, 'trail', name), 'utf8')
        .split('\n')
        .filter(Boolean),
    );

const decode = (value) => {
  if ('stringValue' in value) return value.stringValue;
  if ('intValue' in value) return Number(value.intValue);
  if ('doubleValue' in value) return value.doubleValue;
  if ('boolValue' in value) return value.boolValue;
  if ('arrayValue' in value) return value.arrayValue.values.map(decode);
  return Object.fromEntries(value.kvlistValue.values.map(({ key, value: item }) => [key, decode(item)]));
};

/** A receiver of OTLP JSON; `answer` gives the response object, or a status to refuse with. */
const collector = async (t, answer = () => ({})) => {
  const records = [];
  const types = new Set();
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      types.add(request.headers['content-type']);
      const json = request.headers['content-type'] === 'application/json';
      const received = json
        ? JSON.parse(Buffer.concat(chunks)).resourceLogs.flatMap(({ scopeLogs }) =>
            scopeLogs.flatMap(({ logRecords }) => logRecords),
          )
        : [];
      const said = answer(received);
      if (typeof said === 'number') return response.writeHead(said).end();
      if (said.partialSuccess === undefined) records.push(...received);
      response.writeHead(200, { 'content-type': request.headers['content-type'] });
      return response.end(json ? JSON.stringify(said) : Buffer.alloc(0));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => (server.closeAllConnections(), server.close()));
  return {
    url: `http://127.0.0.1:${server.address().port}/v1/logs`,
    records,
    types,
    lines: () => [...new Set(records.map(({ body }) => readEvent(decode(body)).line))],
  };
};

const quick = { protocol: 'http/json', timeoutMs: 300, delayMs: 20, retry: { firstMs: 20, longestMs: 100 } };
const body = () => ({ agent: { agent_id: 'agt_1' }, tool_call: { tool_name: 'db.query' } });

test('this is the 3.x line on Node 22, and the package finds it', () => {
  assert.match(process.versions.node, /^22\./);
  assert.match(versionOf('@opentelemetry/sdk-logs'), /^3\./);
  assert.match(versionOf('@opentelemetry/api'), /^1\.1\d\./);
  const inside = createRequire(fileURLToPath(new URL('node_modules/agent-siem/dist/otel/index.js', import.meta.url)));
  assert.match(inside.resolve('@opentelemetry/exporter-logs-otlp-http'), /otel-next/);
});

for (const [name, make] of Object.entries({
  processor: (dir) => [new GovernanceLogProcessor({ dir, durability: 'os' })],
  exporter: (dir) => [new BatchLogRecordProcessor({ exporter: new GovernanceLogExporter({ dir, durability: 'os' }) })],
  both: (dir) => [
    new GovernanceLogProcessor({ dir, durability: 'os' }),
    new BatchLogRecordProcessor({ exporter: new GovernanceLogExporter({ dir, durability: 'os' }) }),
  ],
  'both, the exporter first': (dir) => [
    new BatchLogRecordProcessor({ exporter: new GovernanceLogExporter({ dir, durability: 'os' }) }),
    new GovernanceLogProcessor({ dir, durability: 'os' }),
  ],
})) {
  test(`${name}: each event once, with trace context; other scopes untouched`, async (t) => {
    const dir = folder(t);
    const memory = new InMemoryLogRecordExporter();
    const provider = new LoggerProvider({
      processors: [...make(dir), new BatchLogRecordProcessor({ exporter: memory })],
    });
    const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const logger = provider.getLogger(SCOPE_NAME);
    for (let index = 0; index < 5; index += 1) {
      logger.emit({
        eventName: 'tool_call.requested',
        body: body(),
        context: trace.setSpanContext(ROOT_CONTEXT, spanContext),
      });
    }
    provider.getLogger('another').emit({ body: { any: 'thing' } });
    await provider.forceFlush();
    const events = lines(dir).map((line) => JSON.parse(line));
    assert.equal(events.length, 5);
    assert.equal(new Set(events.map(({ event_id }) => event_id)).size, 5);
    assert.equal(events[0].trace_id, spanContext.traceId);
    assert.equal(events[0].span_id, spanContext.spanId);
    const others = memory.getFinishedLogRecords().filter((record) => record.instrumentationScope.name === 'another');
    assert.deepEqual(
      others.map((record) => record.body),
      [{ any: 'thing' }],
    );
    await provider.shutdown();
    assert.equal((await verifyTrail(dir)).ok, true);
  });
}

test('10,000 emits in one tick are delivered, and equal after canonicalising', async (t) => {
  const dir = folder(t);
  const receiver = await collector(t);
  const provider = new LoggerProvider({
    processors: [
      new GovernanceLogProcessor({ dir, durability: 'os', deliver: otlpDelivery({ url: receiver.url, ...quick }) }),
    ],
  });
  const logger = provider.getLogger(SCOPE_NAME);
  for (let index = 0; index < 10_000; index += 1) logger.emit({ eventName: 'tool_call.requested', body: body() });
  await provider.forceFlush();
  assert.deepEqual(receiver.lines(), lines(dir));
  assert.equal(receiver.records.length, 10_000);
  assert.equal(receiver.records[0].eventName, 'tool_call.requested');
  await provider.shutdown();
});

test('protobuf goes out as protobuf', async (t) => {
  const receiver = await collector(t);
  const governance = createGovernance({
    dir: folder(t),
    deliver: otlpDelivery({ url: receiver.url, ...quick, protocol: 'http/protobuf' }),
  });
  await governance.authFailure({ identity: { user_id: 'usr_1' } });
  await governance.flush();
  assert.deepEqual([...receiver.types], ['application/x-protobuf']);
  await governance.shutdown();
});

test('partial success is seen, 503 is retried, a receiver that is gone is reported', async (t) => {
  const dir = folder(t);
  let refuse = 2;
  const receiver = await collector(t, (records) => {
    if (refuse-- > 0) return 503;
    const rejected = records.filter((record) => JSON.stringify(record).includes('poison')).length;
    return rejected === 0 ? {} : { partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: 'no' } };
  });
  const governance = createGovernance({ dir, deliver: otlpDelivery({ url: receiver.url, ...quick }) });
  await governance.authSuccess({});
  await governance.flush();
  await governance.toolCallRequested({ agent: { agent_id: 'a' }, tool_call: { tool_name: 'poison' } });
  await assert.rejects(governance.flush(), { code: 'deliver.dead-letter' });
  assert.match(readFileSync(join(dir, 'dead-letter.ndjson'), 'utf8'), /poison/);
  await governance.shutdown();
  const gone = createGovernance({
    dir: folder(t),
    deliver: otlpDelivery({ url: 'http://127.0.0.1:9/v1/logs', ...quick, flushTimeoutMs: 200 }),
  });
  await gone.authSuccess({});
  await assert.rejects(gone.flush(), { code: 'deliver.pending' });
  await assert.rejects(gone.shutdown());
});

for (const ending of ['SIGKILL', 'throw', 'process.exit', 'natural exit']) {
  test(`${ending} right after 300 emits loses nothing`, async (t) => {
    const dir = folder(t);
    const receiver = await collector(t);
    const script = `
      import { LoggerProvider } from '@opentelemetry/sdk-logs';
      import { GovernanceLogProcessor, otlpDelivery, SCOPE_NAME } from 'agent-siem/otel';
      const deliver = otlpDelivery({ url: ${JSON.stringify(receiver.url)}, protocol: 'http/json' });
      const provider = new LoggerProvider({ processors: [new GovernanceLogProcessor({ dir: ${JSON.stringify(dir)}, deliver })] });
      const logger = provider.getLogger(SCOPE_NAME);
      for (let index = 0; index < 300; index += 1) logger.emit({ eventName: 'auth.success', body: {} });
      const ending = ${JSON.stringify(ending)};
      if (ending === 'SIGKILL') process.kill(process.pid, 'SIGKILL');
      if (ending === 'throw') throw new Error('fails');
      if (ending === 'process.exit') process.exit(0);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      stdio: 'ignore',
    });
    await once(child, 'exit');
    const governance = createGovernance({ dir, deliver: otlpDelivery({ url: receiver.url, ...quick }) });
    await governance.flush();
    assert.equal(receiver.lines().length, 300);
    assert.deepEqual(new Set(receiver.lines()), new Set(lines(dir)));
    await governance.shutdown();
  });
}

test('the requests of the delivery are not traced', async (t) => {
  const suppressed = [];
  const manager = {
    stack: [ROOT_CONTEXT],
    active() {
      return this.stack.at(-1);
    },
    with(active, run, self, ...rest) {
      suppressed.push(active.getValue(Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING')));
      this.stack.push(active);
      try {
        return run.call(self, ...rest);
      } finally {
        this.stack.pop();
      }
    },
    bind: (_, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  };
  context.setGlobalContextManager(manager);
  t.after(() => context.disable());
  const receiver = await collector(t);
  const governance = createGovernance({ dir: folder(t), deliver: otlpDelivery({ url: receiver.url, ...quick }) });
  await governance.authSuccess({});
  await governance.flush();
  assert.ok(suppressed.includes(true));
  await governance.shutdown();
});
