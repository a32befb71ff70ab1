// Events per second and core from OTLP/HTTP JSON to the durable trail, and how that compares with JSON.parse alone.
//   node bench/receive.mjs [--events 100000] [--batch 512] [--encoding json|protobuf] [--gzip]
// The sender is another process: the CPU time counted is the receiver's alone (process.cpuUsage, all its threads).
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    batch: { type: 'string', default: '512' },
    gzip: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const batchSize = Number(values.batch);
const batches = Math.ceil(Number(values.events) / batchSize);
const events = batches * batchSize;

const anyValue = (value) => {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: value } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: Object.entries(value).map(([key, item]) => ({ key, value: anyValue(item) })) } };
};

const digits = (number, length) => String(number).padStart(length, '0');

/** An event of the size of the reference example, as a trail has sealed it. */
const event = (index) => ({
  event_id: `evt_01JR9X5K7M3N2P4Q${digits(index, 10)}`,
  event_type: 'tool_call.completed',
  timestamp: new Date(1_775_000_000_000 + index * 10).toISOString(),
  schema_version: '1.3.0',
  integrity: {
    trail_id: 'trl_01JR9X5K7M3N2P4Q6R8S0TV1W2',
    sequence: index + 1,
    previous_hash: `sha256:${digits(index, 64)}`,
  },
  identity: {
    user_id: 'usr_8f3a2b1c',
    email: 'user@example.com',
    department: 'engineering',
    idp_subject: 'auth0|8f3a2b1c4d5e6f7g',
  },
  agent: {
    agent_id: 'agt_code_reviewer',
    agent_name: 'Code Reviewer',
    model: 'claude-sonnet-4-6',
    session_id: `ses_${digits(index % 100, 8)}`,
  },
  governance: {
    policies_evaluated: ['allow_read_only_tools', 'department_scope_check'],
    result: 'allowed',
    evaluation_ms: 2,
  },
  tool_call: {
    tool_name: 'database_query',
    tool_server: 'postgres-readonly',
    parameters_hash: `sha256:${digits(index, 64)}`,
    parameter_fields: ['query', 'schema', 'limit'],
    duration_ms: 145,
    response_status: 'success',
    response_size_bytes: 2340,
  },
  cost: { input_tokens: 1250, output_tokens: 340, estimated_cost_usd: 0.0089 },
});

const record = (index) => ({
  timeUnixNano: `${1_775_000_000_000 + index * 10}000000`,
  severityNumber: 9,
  severityText: 'INFO',
  eventName: 'tool_call.completed',
  body: anyValue(event(index)),
  attributes: Object.entries({
    'event.name': 'tool_call.completed',
    'event.id': event(index).event_id,
    'gen_ai.agent.id': 'agt_code_reviewer',
    'gen_ai.tool.name': 'database_query',
    'session.id': `ses_${digits(index % 100, 8)}`,
    'user.id': 'usr_8f3a2b1c',
  }).map(([key, value]) => ({ key, value: anyValue(value) })),
});

const request = (batch) =>
  JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'bench' } }] },
        scopeLogs: [
          {
            scope: { name: 'agent-siem', version: '0' },
            logRecords: Array.from({ length: batchSize }, (_, index) => record(batch * batchSize + index)),
          },
        ],
      },
    ],
  });

const send = async (url) => {
  // Bodies are built beforehand in slices, so that the sender never makes the receiver wait.
  const headers = { 'Content-Type': 'application/json', ...(values.gzip ? { 'Content-Encoding': 'gzip' } : {}) };
  let next = 0;
  const lane = async () => {
    while (next < batches) {
      const batch = next;
      next += 1;
      const text = request(batch);
      const response = await fetch(`${url}/v1/logs`, {
        method: 'POST',
        headers,
        body: values.gzip ? gzipSync(text) : text,
      });
      if (response.status !== 200) throw new Error(`answered ${response.status}`);
      await response.arrayBuffer();
    }
  };
  await Promise.all([lane(), lane(), lane()]);
};

const seconds = ({ user, system }) => (user + system) / 1e6;

const measure = async () => {
  const { openTrail } = await import('../dist/trail/index.js');
  const { startServers } = await import('../dist/server/index.js');
  const { createSecretScanner } = await import('../dist/secrets/index.js');
  const dir = mkdtempSync(join(tmpdir(), 'agent-siem-bench-'));
  const trail = openTrail({ dir });
  const servers = await startServers({ trail, scanner: createSecretScanner(), otlpPort: 0, port: 0 });
  const before = process.cpuUsage();
  const began = performance.now();
  const sender = fork(fileURLToPath(import.meta.url), process.argv.slice(2), {
    env: { ...process.env, AGENT_SIEM_BENCH_URL: servers.otlpUrl },
  });
  const code = await new Promise((resolve) => sender.once('exit', resolve));
  const wall = (performance.now() - began) / 1000;
  const cpu = seconds(process.cpuUsage(before));
  const { stored } = servers.counters;
  await servers.close();
  await trail.close();
  rmSync(dir, { recursive: true, force: true });
  if (code !== 0 || stored !== events) throw new Error(`stored ${stored} of ${events}`);
  return { wall, cpu };
};

const parseAlone = () => {
  const bodies = Array.from({ length: 8 }, (_, batch) => Buffer.from(request(batch)));
  let cpu = 0;
  for (let round = 0; round < batches; round += 1) {
    const body = bodies[round % bodies.length];
    const before = process.cpuUsage();
    JSON.parse(body.toString('utf8'));
    cpu += seconds(process.cpuUsage(before));
  }
  return cpu;
};

const url = process.env.AGENT_SIEM_BENCH_URL;
if (url !== undefined) {
  await send(url);
} else {
  const { wall, cpu } = await measure();
  const alone = parseAlone();
  const result = {
    events,
    events_per_cpu_second: Math.round(events / cpu),
    cpu_us_per_event: Number(((cpu * 1e6) / events).toFixed(1)),
    json_parse_us_per_event: Number(((alone * 1e6) / events).toFixed(1)),
    ratio_to_json_parse: Number((cpu / alone).toFixed(2)),
    events_per_second_wall: Math.round(events / wall),
  };
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    process.stdout.write(`${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}\n`);
    for (const [name, value] of Object.entries(result)) process.stdout.write(`${name.padEnd(26)}${value}\n`);
  }
}
