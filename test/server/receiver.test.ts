import { gzipSync } from 'node:zlib';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs/minimal.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AgentSiemError, canonicalise } from '../../src/event/index.js';
import { createMapping } from '../../src/ingest/index.js';
import { createReceiver, startServers } from '../../src/server/index.js';
import { openTrail, type TrailWriter } from '../../src/trail/index.js';
import { fixture } from '../ingest/mapped-file.js';
import { type Any, sampleJson, sampleProtobuf, type Sample } from '../ingest/otlp-samples.js';
import { eventOf, type Opened, openServers, scanner, temporaryFolder, trailLines } from './opened.js';

const ours = (...events: Record<string, unknown>[]): Sample => ({
  resource: { 'service.name': 'app' },
  scope: { name: 'agent-siem', version: '0' },
  records: events.map((body) => ({ timeUnixNano: '1790000000123000000', body: body as Any })),
});

const JSON_TYPE = { 'Content-Type': 'application/json' };
const PROTOBUF_TYPE = { 'Content-Type': 'application/x-protobuf' };

const post = (
  url: string,
  body: string | Uint8Array,
  headers: Record<string, string> = JSON_TYPE,
  path = '/v1/logs',
): Promise<Response> => fetch(`${url}${path}`, { method: 'POST', headers, body: body as BodyInit });

const postJson = ({ servers }: Opened, sample: Sample): Promise<Response> =>
  post(servers.otlpUrl, JSON.stringify(sampleJson(sample)));

/** fetch sets Host and Origin itself; a plain request says what it is told. */
const statusOf = (url: string, headers: Record<string, string>, method = 'GET', body = ''): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(body);
  });

describe('receiver', () => {
  it('stores events from JSON and protobuf, plain and gzipped, as one and the same line', async () => {
    const opened = await openServers();
    const { servers, dir } = opened;
    const sample = ours(eventOf(1));
    const json = JSON.stringify(sampleJson(sample));
    const bytes = sampleProtobuf(sample);
    const responses = [
      await post(servers.otlpUrl, json),
      await post(servers.otlpUrl, bytes, PROTOBUF_TYPE),
      await post(servers.otlpUrl, gzipSync(json), { ...JSON_TYPE, 'Content-Encoding': 'gzip' }),
      await post(servers.otlpUrl, gzipSync(bytes), { ...PROTOBUF_TYPE, 'Content-Encoding': 'gzip' }),
    ];
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await responses[0]?.text()).toBe('{}');
    expect((await responses[1]?.arrayBuffer())?.byteLength).toBe(0);
    expect(responses[1]?.headers.get('content-type')).toBe('application/x-protobuf');
    const withoutChain = trailLines(dir).map((line) => {
      const event = JSON.parse(line) as Record<string, unknown>;
      delete event['integrity'];
      return canonicalise(event);
    });
    expect(withoutChain).toEqual(Array.from({ length: 4 }, () => canonicalise(eventOf(1))));
  });

  it('has stored an event when it answers 200', async () => {
    const opened = await openServers();
    for (let index = 1; index <= 20; index += 1) {
      expect((await postJson(opened, ours(eventOf(index)))).status).toBe(200);
      expect(trailLines(opened.dir)).toHaveLength(index);
    }
  });

  it('keeps the line of an event that another trail has sealed, byte for byte', async () => {
    const first = await openServers();
    await postJson(first, ours(eventOf(1), eventOf(2)));
    const sealed = trailLines(first.dir);
    const second = await openServers();
    const bodies = sealed.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect((await post(second.servers.otlpUrl, sampleProtobuf(ours(...bodies)), PROTOBUF_TYPE)).status).toBe(200);
    expect(trailLines(second.dir)).toEqual(sealed);
    // Sent back to where they came from, they are refused and not stored twice.
    const back = await postJson(first, ours(...bodies));
    expect(await back.json()).toEqual({
      partialSuccess: { rejectedLogRecords: '2', errorMessage: 'this trail wrote the event itself' },
    });
    expect(trailLines(first.dir)).toHaveLength(2);
  });

  it('searches a sealed event too: a seal over a secret is not kept', async () => {
    const opened = await openServers();
    const secret = `ghp_${'x7Kq2Lm9Rt4Vb8Nz3Wc6Yh1Jd5Fg0PsAeUiO'}`;
    const integrity = {
      trail_id: 'trl_01JR9X5K7M3N2P4Q6R8S0TV1W2',
      sequence: 1,
      previous_hash: `sha256:${'0'.repeat(64)}`,
    };
    const forged = { ...eventOf(1, { purpose: `use ${secret}` }), integrity };
    expect(await (await postJson(opened, ours(forged))).json()).toEqual({});
    const lines = trailLines(opened.dir);
    expect(lines.join('\n')).not.toContain(secret);
    const events = lines.map((line) => JSON.parse(line) as { event_type: string; integrity: { trail_id: string } });
    expect(events.map(({ event_type }) => event_type)).toContain('secret.detected');
    expect(events.some((event) => event.integrity.trail_id === integrity.trail_id)).toBe(false);
  });

  it('a secret in the name of a refused field is in no answer, counter or quarantine', async () => {
    const opened = await openServers();
    const secret = `ghp_${'x7Kq2Lm9Rt4Vb8Nz3Wc6Yh1Jd5Fg0PsAeUiO'}`;
    const answer = await (await postJson(opened, ours(eventOf(1, { [secret]: 1 })))).text();
    expect(answer).toContain('[REDACTED:github_pat]: unknown field');
    const health = await (await fetch(`${opened.servers.otlpUrl}/healthz`)).text();
    expect(answer + health + readFileSync(join(opened.dir, 'quarantine.ndjson'), 'utf8')).not.toContain(secret);
    // The event is refused; that there was a secret in it is news all the same.
    const [line = '{}', ...more] = trailLines(opened.dir);
    expect(more).toEqual([]);
    expect(line).not.toContain(secret);
    expect(JSON.parse(line)).toMatchObject({
      event_type: 'secret.detected',
      identity: { user_id: 'usr_1' },
      agent: { agent_id: 'agt_1' },
      secret: { secret_type: 'github_pat' },
    });
  });

  it('names rejected records in a partial success, in both encodings, and stores the others', async () => {
    const opened = await openServers();
    const sample = ours(eventOf(1), eventOf(2, { agent: { session_id: 's' } }), eventOf(3));
    const json = await postJson(opened, sample);
    expect(json.status).toBe(200);
    const message = 'agent.agent_id: missing';
    expect(await json.json()).toEqual({ partialSuccess: { rejectedLogRecords: '1', errorMessage: message } });
    const answer = await post(opened.servers.otlpUrl, sampleProtobuf(sample), PROTOBUF_TYPE);
    const reader = protobuf.Reader.create(new Uint8Array(await answer.arrayBuffer()));
    expect(reader.uint32()).toBe(10);
    reader.uint32();
    expect([reader.uint32(), Number(reader.int64())]).toEqual([8, 1]);
    expect([reader.uint32(), reader.string()]).toEqual([18, message]);
    expect(trailLines(opened.dir)).toHaveLength(4);
    expect(opened.servers.counters.rejected.entries()).toEqual([[message, 2]]);
  });

  it('keeps a refused event aside, without its raw content and secrets', async () => {
    const opened = await openServers();
    const secret = ['ghp', '_', 'R8mQ2vX7', 'LpT4zKc9', 'WnY3sHd6', 'BfG1jAe5', 'Uo0i'].join('');
    await postJson(opened, ours(eventOf(1, { tool_call: { tool_name: 'q', prompt: 'x', error: `token ${secret}` } })));
    const kept = readFileSync(join(opened.dir, 'quarantine.ndjson'), 'utf8');
    expect(JSON.parse(kept)).toMatchObject({ code: 'event.raw-content', field: 'tool_call.prompt' });
    expect(kept).not.toContain(secret.slice(4, 20));
    expect(statSync(join(opened.dir, 'quarantine.ndjson')).mode & 0o777).toBe(0o600);
  });

  it('does not start a session again after a restart', async () => {
    const dir = temporaryFolder();
    const text = readFileSync(fixture('claude-code/2.1.295.jsonl'), 'utf8').split('\n')[0] ?? '';
    const first = await openServers({}, dir);
    await post(first.servers.otlpUrl, text);
    await first.servers.close();
    await first.trail.close();
    const second = await openServers({}, dir);
    await post(second.servers.otlpUrl, text);
    expect(trailLines(dir).filter((line) => line.includes('"session.started"'))).toHaveLength(1);
  });

  it('maps a Claude Code session as it comes over the wire, and counts what it leaves out', async () => {
    const opened = await openServers();
    const text = readFileSync(fixture('claude-code/2.1.295.jsonl'), 'utf8');
    for (const line of text.trimEnd().split('\n')) expect((await post(opened.servers.otlpUrl, line)).status).toBe(200);
    expect(trailLines(opened.dir)).toHaveLength(23);
    const { counters } = opened.servers;
    expect([counters.records, counters.stored, counters.skipped.total]).toEqual([27, 23, 7]);
    const health = (await (await fetch(`${opened.servers.otlpUrl}/healthz`)).json()) as Record<string, unknown>;
    expect(health).toMatchObject({ records: 27, stored: 23, requests: { logs: 2, traces: 0 } });
  });

  it('reports events that name no human and service accounts', async () => {
    const opened = await openServers();
    await postJson(
      opened,
      ours(eventOf(1), eventOf(2, { identity: {} }), eventOf(3, { identity: { user_id: 'ci', kind: 'service' } })),
    );
    expect(opened.servers.health()).toEqual([
      '1 of 3 events (33.3%) name no human: an alert on them cannot say who.',
      '1 of 3 events (33.3%) are of service accounts.',
    ]);
  });

  it('finds a secret in an agent’s parameters and output, and keeps its value out of the trail', async () => {
    const opened = await openServers();
    const secret = ['ghp', '_', 'R8mQ2vX7', 'LpT4zKc9', 'WnY3sHd6', 'BfG1jAe5', 'Uo0i'].join('');
    await postJson(opened, {
      resource: { 'service.name': 'codex_cli_rs' },
      scope: { name: 'codex', version: '' },
      records: [
        {
          attributes: {
            'event.name': 'codex.tool_result',
            'event.timestamp': '2026-11-02T14:00:04.900Z',
            'conversation.id': 'c1',
            tool_name: 'exec_command',
            call_id: 'call_1',
            arguments: JSON.stringify({ cmd: `curl -H "Authorization: Bearer ${secret}" https://api.example.com` }),
            success: 'true',
            output: `token=${secret}`,
          },
        },
      ],
    });
    const events = trailLines(opened.dir).map((line) => JSON.parse(line) as Record<string, Record<string, unknown>>);
    expect(events.map(({ event_type }) => event_type)).toEqual(['tool_call.completed', 'secret.detected']);
    expect(events[1]?.['secret']?.['location']).toMatch(/^parameters\.cmd/);
    expect(events[1]?.['tool_call']).toEqual({ tool_name: 'exec_command', call_id: 'call_1' });
    expect(trailLines(opened.dir).join('')).not.toContain(secret.slice(4, 20));
  });

  it('answers the other signals with an empty success', async () => {
    const { servers } = await openServers();
    for (const path of ['/v1/traces', '/v1/metrics']) {
      expect(await (await post(servers.otlpUrl, '{"any":1}', JSON_TYPE, path)).text()).toBe('{}');
      expect((await post(servers.otlpUrl, new Uint8Array(9), PROTOBUF_TYPE, path)).status).toBe(200);
    }
    expect(servers.counters.requests).toMatchObject({ traces: 2, metrics: 2, logs: 0 });
  });

  it.each([
    ['text', 'hello', { 'Content-Type': 'text/plain' }, 415],
    ['broken JSON', '{"resourceLogs":[', JSON_TYPE, 400],
    ['broken protobuf', new Uint8Array([10, 200, 1]), PROTOBUF_TYPE, 400],
    ['no gzip', 'plain', { ...JSON_TYPE, 'Content-Encoding': 'gzip' }, 400],
    ['another encoding', '{}', { ...JSON_TYPE, 'Content-Encoding': 'br' }, 415],
    ['a bomb', gzipSync(Buffer.alloc(65 * 1024 * 1024)), { ...JSON_TYPE, 'Content-Encoding': 'gzip' }, 413],
  ])('refuses %s and goes on', async (_, body, headers, status) => {
    const opened = await openServers();
    const answer = await post(opened.servers.otlpUrl, body, headers as Record<string, string>);
    expect(answer.status).toBe(status);
    expect((await postJson(opened, ours(eventOf(1)))).status).toBe(200);
    expect(opened.servers.counters.requests.malformed).toBe(1);
  });

  it('refuses a body beyond the cap, announced or not', async () => {
    const { servers } = await openServers();
    const large = Buffer.alloc(8 * 1024 * 1024 + 1, 0x20);
    const url = `${servers.otlpUrl}/v1/logs`;
    const announced = await statusOf(url, { ...JSON_TYPE, 'Content-Length': String(large.length) }, 'POST', 'x');
    expect(announced).toBe(413);
    const status = await new Promise<number>((resolve) => {
      const sent = httpRequest(url, { method: 'POST', headers: { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' } });
      sent.on('response', (response) => resolve(response.statusCode ?? 0));
      // The connection may end before all of the body is written.
      sent.on('error', () => undefined);
      sent.end(large);
    });
    expect(status).toBe(413);
  });

  it('asks to send again when the trail cannot store, and stores all of it then', async () => {
    const dir = temporaryFolder();
    const trail = openTrail({ dir, durability: 'os' });
    let broken = true;
    const flaky: TrailWriter = {
      ...trail,
      appendAll: (events) =>
        broken
          ? events.map(() =>
              Promise.reject(new AgentSiemError('no space left on the disk', { code: 'trail.disk-full' })),
            )
          : trail.appendAll(events),
    };
    const errors: unknown[] = [];
    const mapping = createMapping({ scanner });
    const receiver = await createReceiver({ trail: flaky, mapping, port: 0, onError: (error) => errors.push(error) });
    onTestFinished(async () => {
      await receiver.close();
      await trail.close();
    });
    const body = JSON.stringify(sampleJson(ours(eventOf(1))));
    const refused = await post(receiver.url, body);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toEqual({ message: 'the trail cannot take the events now' });
    expect(errors).toHaveLength(1);
    broken = false;
    expect((await post(receiver.url, body)).status).toBe(200);
    expect(receiver.counters).toMatchObject({ stored: 1, storeFailures: 1 });
    expect(trailLines(dir)).toHaveLength(1);
  });

  it('says who is not receiving when a port is taken, and leaves nothing open', async () => {
    const blocker = createServer();
    const port = await new Promise<number>((resolve) => {
      blocker.listen(0, '127.0.0.1', () => resolve((blocker.address() as { port: number }).port));
    });
    onTestFinished(() => {
      blocker.close();
    });
    const trail = openTrail({ dir: temporaryFolder(), durability: 'os' });
    onTestFinished(() => trail.close());
    await expect(startServers({ trail, scanner, otlpPort: port, port: 0 })).rejects.toMatchObject({
      code: 'server.port-taken',
      message: `port ${port} on 127.0.0.1 is taken: the OTLP receiver is not receiving`,
      field: '--otlp-port',
    });
    await expect(startServers({ trail, scanner, otlpPort: 0, port })).rejects.toMatchObject({
      message: `port ${port} on 127.0.0.1 is taken: the stream and query server is not receiving`,
      field: '--port',
    });
  });
});

describe('who may send', () => {
  it.each([
    ['another host name', { Host: 'evil.example:4318' }, 403],
    ['another site', { Origin: 'https://evil.example' }, 403],
    ['a local file', { Origin: 'null' }, 403],
    ['a cross-site load', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['this machine by name', { Host: 'localhost:4318' }, 200],
    ['this machine by IPv6', { Host: '[::1]:4318' }, 200],
  ])('%s', async (_, headers, expected) => {
    const { servers } = await openServers();
    expect(await statusOf(`${servers.otlpUrl}/v1/logs`, { ...JSON_TYPE, ...headers }, 'POST', '{}')).toBe(expected);
    expect(await statusOf(`${servers.url}/healthz`, headers)).toBe(expected);
  });

  it('needs a token beyond loopback', async () => {
    const trail = openTrail({ dir: temporaryFolder(), durability: 'os' });
    onTestFinished(() => trail.close());
    await expect(startServers({ trail, scanner, host: '0.0.0.0', otlpPort: 0, port: 0 })).rejects.toMatchObject({
      code: 'server.token-required',
    });
  });

  it('takes the token and nothing like it', async () => {
    const { servers } = await openServers({ token: 'correct-horse' });
    for (const url of [`${servers.otlpUrl}/healthz`, `${servers.url}/healthz`, `${servers.url}/v1/events`]) {
      expect(await statusOf(url, {})).toBe(401);
      expect(await statusOf(url, { Authorization: 'Bearer correct-hors' })).toBe(401);
      expect(await statusOf(url, { Authorization: 'Basic correct-horse' })).toBe(401);
      expect(await statusOf(url, { Authorization: 'bearer correct-horse' })).toBe(200);
    }
  });

  it('knows its paths and methods', async () => {
    const { servers } = await openServers();
    expect(await statusOf(`${servers.otlpUrl}/`, {})).toBe(404);
    expect(await statusOf(`${servers.otlpUrl}/v1/logs`, {})).toBe(405);
    expect(await statusOf(`${servers.url}/v1/events`, {}, 'POST')).toBe(405);
    expect(await statusOf(`${servers.url}//`, {})).toBe(404);
  });
});
