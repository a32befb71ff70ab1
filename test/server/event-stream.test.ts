import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readEvent } from '../../src/event/index.js';
import { createQueryServer } from '../../src/server/index.js';
import { streamEvents } from '../../src/server/event-stream.js';
import { openTrail, type Trail, type TrailEntry, type TrailOptions } from '../../src/trail/index.js';
import { segmentFiles } from '../trail/fixtures.js';
import { eventOf, temporaryFolder, trailLines } from './opened.js';
import { subscribe } from './subscribe.js';

const serve = async (options: Partial<TrailOptions> = {}, times: { heartbeatMs?: number; stalledMs?: number } = {}) => {
  const dir = temporaryFolder();
  const trail = openTrail({ dir, durability: 'os', ...options });
  const server = await createQueryServer({ trail, port: 0, ...times });
  onTestFinished(async () => {
    await server.close();
    await trail.close();
  });
  const clients = async (): Promise<number> =>
    ((await (await fetch(`${server.url}/healthz`)).json()) as { clients: number }).clients;
  return { dir, trail, server, clients };
};

const append = async (trail: Trail, from: number, to: number, more: Record<string, unknown> = {}): Promise<void> => {
  for (let index = from; index <= to; index += 1) await trail.append(readEvent(eventOf(index, more)));
};

describe('a client that reads slowly', () => {
  it('holds back the reading: never more than the socket takes and one message lie in memory', async () => {
    const event = readEvent(eventOf(1));
    const total = 200_000;
    let read = 0;
    let most = 0;
    let response: ServerResponse | undefined;
    const trail = {
      trailId: 'trl_1',
      read: async function* ({ signal }: { signal?: AbortSignal } = {}): AsyncGenerator<TrailEntry> {
        for (; read < total && signal?.aborted !== true; read += 1) {
          most = Math.max(most, response?.writableLength ?? 0);
          yield { event: event.event, line: event.line, sequence: read + 1 };
          await Promise.resolve();
        }
      },
    };
    const ended = new AbortController();
    const server = createServer((_, answer) => {
      response = answer;
      void streamEvents(trail, answer, 1, () => true, ended.signal);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      ended.abort();
      server.closeAllConnections();
      server.close();
    });
    const client = await subscribe({ url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` });
    client.response.pause();
    await vi.waitFor(() => expect(response?.writableNeedDrain).toBe(true), 20_000);
    // The server has many turns of its loop and takes none for this client.
    for (let turn = 0; turn < 1000; turn += 1) await new Promise(setImmediate);
    expect(read).toBeLessThan(total);
    client.response.resume();
    await client.received(total);
    expect(client.messages.at(-1)?.id).toBe(`trl_1:${String(total)}`);
    expect(most).toBeLessThan(64 * 1024 + 2 * event.line.length);
  });

  it('is let go when it takes nothing for too long, and resumes where it was without a gap or a copy', async () => {
    const { dir, trail, server, clients } = await serve({}, { heartbeatMs: 5, stalledMs: 20 });
    const first = await subscribe(server, { 'Last-Event-ID': '0' });
    await append(trail, 1, 10);
    await first.received(10);
    first.response.pause();
    // More than any socket holds.
    const large = {
      tool_call: {
        tool_name: 'query',
        parameter_fields: Array.from({ length: 60 }, (_, i) => `${i}${'x'.repeat(100)}`),
      },
    };
    const many = 4000;
    await Promise.all(Array.from({ length: many }, (_, index) => trail.append(readEvent(eventOf(11 + index, large)))));
    await vi.waitFor(async () => expect(await clients()).toBe(0), 20_000);
    first.response.resume();
    await new Promise((resolve) => first.response.on('close', resolve));
    const seen = first.messages.length;
    expect(seen).toBeLessThan(10 + many);
    const second = await subscribe(server, { 'Last-Event-ID': first.messages.at(-1)?.id ?? '' });
    const rest = await second.received(10 + many - seen);
    expect([...first.messages, ...rest].map(({ data }) => data)).toEqual(trailLines(dir));
  });
});

describe('resuming', () => {
  it('goes on across segments', async () => {
    const { dir, trail, server } = await serve({ maxSegmentBytes: 2000 });
    const first = await subscribe(server);
    await append(trail, 1, 3);
    const seen = await first.received(3);
    first.close();
    await append(trail, 4, 30);
    expect(segmentFiles(dir).length).toBeGreaterThan(4);
    const second = await subscribe(server, { 'Last-Event-ID': seen[1]?.id ?? '' });
    await append(trail, 31, 40);
    expect((await second.received(38)).map(({ data }) => data)).toEqual(trailLines(dir).slice(2));
  });

  it('says what retention removed meanwhile, and goes on behind it', async () => {
    const { dir, trail, server } = await serve({ maxSegmentBytes: 2000, retention: { maxBytes: 6000 } });
    const first = await subscribe(server);
    await append(trail, 1, 2);
    const seen = await first.received(2);
    first.close();
    await append(trail, 3, 60);
    const left = trailLines(dir);
    const oldest = (JSON.parse(left[0] ?? '') as { integrity: { sequence: number } }).integrity.sequence;
    expect(oldest).toBeGreaterThan(3);
    const second = await subscribe(server, { 'Last-Event-ID': seen[1]?.id ?? '' });
    const [gap, ...rest] = await second.received(1 + left.length);
    expect([gap?.name, gap?.id]).toEqual(['gap', '']);
    expect(JSON.parse(gap?.data ?? '')).toEqual({ from: 3, to: oldest - 1, reason: 'removed by retention' });
    expect(rest.map(({ data }) => data)).toEqual(left);
  });

  it('needs no gap told when nothing is missing, also where a filter leaves events out', async () => {
    const { trail, server } = await serve({ maxSegmentBytes: 2000 });
    await append(trail, 1, 20);
    await append(trail, 21, 21, { event_type: 'tool_call.blocked' });
    const client = await subscribe(server, { 'Last-Event-ID': '2' }, '?status=blocked');
    const [only] = await client.received(1);
    expect([only?.name, only?.id]).toEqual(['', `${trail.trailId}:21`]);
  });
});
