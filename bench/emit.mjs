// CPU per event of recording one governance event, side by side with pino, winston and the stock OpenTelemetry SDK.
//
//   npm run build && npm ci --prefix bench && node bench/emit.mjs [--events 20000] [--rounds 3]
//   node bench/emit.mjs --memory [--events 1000000]     memory while the collector is down
//
// Every contestant runs in its own process, one after the other; CPU is user and system time of that process with all
// its threads. Durability is `os` for ours, because the loggers do not sync either. Only the ratios travel.
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    events: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    memory: { type: 'boolean', default: false },
    as: { type: 'string' },
    dir: { type: 'string' },
    url: { type: 'string' },
  },
});
const self = fileURLToPath(import.meta.url);
const example = JSON.parse(readFileSync(new URL('../test/fixtures/event-example.json', import.meta.url), 'utf8'));
const { event_id: _id, event_type, schema_version: _version, timestamp: _time, ...groups } = example;
const { parameters_hash: _hash, parameter_fields: _fields, ...tool_call } = groups.tool_call;
const { agent, identity, governance, cost } = groups;
const parameters = { query: 'select id, title from issues where owner = $1', schema: 'public', limit: 50 };
const draft = () => ({ event_type, identity, agent, governance, tool_call, cost, parameters });
const WINDOW = 64;

const flat = (value, prefix = '', into = {}) => {
  for (const [key, item] of Object.entries(value)) {
    if (item === null) continue;
    if (typeof item === 'object' && !Array.isArray(item)) flat(item, `${prefix}${key}.`, into);
    else into[`${prefix}${key}`] = item;
  }
  return into;
};

const governed = async (options) => {
  const { createGovernance } = await import('../dist/otel/index.js');
  return createGovernance({ dir: values.dir, durability: 'os', ...options });
};

/** Name to a function that prepares and returns: emit some events, finish. */
const CONTESTANTS = {
  'pino, sync': async () => {
    const { pino } = await import('pino');
    const log = pino(pino.destination({ dest: join(values.dir, 'pino.log'), sync: true }));
    return { emit: () => log.info(example) };
  },
  winston: async () => {
    const { default: winston } = await import('winston');
    const transport = new winston.transports.File({ filename: join(values.dir, 'winston.log') });
    const log = winston.createLogger({ format: winston.format.json(), transports: [transport] });
    return {
      emit: () => log.info(example),
      // Its streams buffer: without waiting for them the memory would be what is measured.
      pause: async () => {
        while (log.writableLength + log.readableLength + transport.writableLength > 0) await setTimeout(1);
      },
    };
  },
  'agent-siem, append': async () => {
    const governance = await governed();
    return { emit: () => governance.emit(draft()), finish: () => governance.shutdown() };
  },
  'agent-siem, append, one at a time': async () => {
    const governance = await governed();
    return {
      window: 1,
      emit: () => governance.emit(draft()),
      finish: () => governance.shutdown(),
    };
  },
  'stock SDK, OTLP JSON, flat attributes': async () => {
    const { LoggerProvider, BatchLogRecordProcessor } = await import('@opentelemetry/sdk-logs');
    const { OTLPLogExporter } = await import('@opentelemetry/exporter-logs-otlp-http');
    const exporter = new OTLPLogExporter({ url: values.url, httpAgentOptions: { keepAlive: true } });
    const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
    const log = provider.getLogger('bench');
    let since = 0;
    return {
      emit: () => log.emit({ eventName: event_type, attributes: flat(example), severityNumber: 9 }),
      // Flushed before its queue of 2,048 overflows, so that it loses nothing here.
      pause: () => ((since += WINDOW) >= 1024 ? ((since = 0), provider.forceFlush()) : undefined),
      finish: () => provider.shutdown(),
    };
  },
  'agent-siem, append and delivered, OTLP JSON': async () => {
    const { otlpDelivery } = await import('../dist/otel/index.js');
    const governance = await governed({ deliver: otlpDelivery({ url: values.url, protocol: 'http/json' }) });
    return { emit: () => governance.emit(draft()), finish: () => governance.shutdown() };
  },
};

const run = async (name, count) => {
  const { emit, pause, finish, window = WINDOW } = await CONTESTANTS[name]();
  const emitAll = async (amount) => {
    for (let done = 0; done < amount; done += window) {
      const group = [];
      for (let index = 0; index < window; index += 1) group.push(emit());
      await Promise.all(group);
      await pause?.();
    }
  };
  await emitAll(Math.min(4096, count));
  const before = process.cpuUsage();
  await emitAll(count);
  await finish?.();
  const { user, system } = process.cpuUsage(before);
  process.send({ microseconds: (user + system) / count });
};

const memory = async (count) => {
  const { otlpDelivery } = await import('../dist/otel/index.js');
  const deliver = otlpDelivery({ url: 'http://127.0.0.1:9/v1/logs', timeoutMs: 500, flushTimeoutMs: 1 });
  const governance = await governed({ deliver, onError: () => undefined });
  const mebibytes = (bytes) => Math.round(bytes / 1024 / 1024);
  for (let done = 0; done <= count; done += WINDOW) {
    if (done % (WINDOW * Math.max(1, Math.round(count / WINDOW / 10))) === 0) {
      globalThis.gc?.();
      const { rss, heapUsed } = process.memoryUsage();
      process.stdout.write(
        `${String(done).padStart(9)} events  rss ${mebibytes(rss)} MiB  heap ${mebibytes(heapUsed)} MiB\n`,
      );
    }
    await Promise.all(Array.from({ length: WINDOW }, () => governance.emit(draft())));
  }
  await governance.shutdown().catch((error) => process.stdout.write(`${error.message}\n`));
};

const contest = async (name, count, url) => {
  const dir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const child = fork(self, ['--as', name, '--dir', dir, '--url', url, '--events', String(count)]);
    return await new Promise((resolve, reject) => {
      child.once('message', ({ microseconds }) => resolve(microseconds));
      child.once('exit', (code) => (code === 0 ? undefined : reject(new Error(`${name} ended with ${code}`))));
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

if (values.as !== undefined) {
  await run(values.as, Number(values.events));
  process.exit(0);
} else if (values.memory) {
  values.dir = mkdtempSync(join(tmpdir(), 'bench-'));
  await memory(Number(values.events ?? 1_000_000));
  rmSync(values.dir, { recursive: true, force: true });
  process.exit(0);
} else {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${server.address().port}/v1/logs`;
  // The least of the rounds: what other work on the machine adds is no part of it.
  const least = (numbers) => Math.min(...numbers);
  const results = new Map(Object.keys(CONTESTANTS).map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const [name, all] of results) all.push(await contest(name, Number(values.events ?? 20_000), url));
  }
  server.close();
  const base = least(results.get('pino, sync'));
  process.stdout.write('CPU per event, microseconds (least of the rounds)   x pino\n');
  for (const [name, all] of results) {
    const value = least(all);
    process.stdout.write(
      `${name.padEnd(46)} ${value.toFixed(1).padStart(7)} ${(value / base).toFixed(2).padStart(7)}\n`,
    );
  }
}
