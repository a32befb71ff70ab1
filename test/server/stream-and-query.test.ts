import { spawnSync } from 'node:child_process';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readEvent } from '../../src/event/index.js';
import { createQueryServer } from '../../src/server/index.js';
import type { Trail } from '../../src/trail/index.js';
import { eventOf, type Opened, openServers, trailLines } from './opened.js';
import { subscribe } from './subscribe.js';

const append = async (trail: Trail, ...indexes: number[]): Promise<void> => {
  await Promise.all(indexes.map((index) => trail.append(readEvent(eventOf(index)))));
};

const clientsOf = async (opened: Opened): Promise<number> =>
  (JSON.parse(await textOf(opened, '/healthz')) as { clients: number }).clients;

const textOf = async ({ servers }: Opened, path: string): Promise<string> =>
  (await fetch(`${servers.url}${path}`)).text();

/** The command line reads what the head on disk says, which a flush brings up to date. */
const query = async ({ dir, trail }: Pick<Opened, 'dir' | 'trail'>, ...options: string[]) => {
  await trail.flush();
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['dist/cli/main.js', 'query', '--data', dir, ...options],
    { encoding: 'utf8', env: { ...process.env, COLUMNS: '120' } },
  );
  return { stdout, stderr, status };
};

describe('stream', () => {
  it('sends what is stored after the client came, byte for byte', async () => {
    const opened = await openServers();
    await append(opened.trail, 1);
    const client = await subscribe(opened.servers);
    expect(client.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    await append(opened.trail, 2, 3);
    const messages = await client.received(2);
    expect(messages.map(({ data }) => data)).toEqual(trailLines(opened.dir).slice(1));
    expect(messages[0]?.id).toBe(`${opened.trail.trailId}:2`);
  });

  it('resumes after Last-Event-ID without a gap or a copy', async () => {
    const opened = await openServers();
    const first = await subscribe(opened.servers);
    await append(opened.trail, 1, 2, 3);
    const seen = await first.received(3);
    first.close();
    await append(opened.trail, 4, 5);
    const second = await subscribe(opened.servers, { 'Last-Event-ID': seen[1]?.id ?? '' });
    await append(opened.trail, 6);
    const rest = await second.received(4);
    expect(rest.map(({ data }) => data)).toEqual(trailLines(opened.dir).slice(2));
  });

  it('sends the whole trail after 0, and only what a filter wants', async () => {
    const opened = await openServers();
    await append(opened.trail, 1, 2);
    await opened.trail.append(readEvent(eventOf(3, { event_type: 'tool_call.blocked' })));
    const all = await subscribe(opened.servers, { 'Last-Event-ID': '0' });
    expect(await all.received(3)).toHaveLength(3);
    const blocked = await subscribe(opened.servers, {}, '?last_event_id=0&status=blocked');
    expect((await blocked.received(1))[0]?.id).toBe(`${opened.trail.trailId}:3`);
  });

  it('loses nothing to a client that reads slowly', async () => {
    const opened = await openServers();
    const client = await subscribe(opened.servers, { 'Last-Event-ID': '0' });
    client.response.pause();
    const count = 3_000;
    for (let from = 0; from < count; from += 500) {
      await append(opened.trail, ...Array.from({ length: 500 }, (_, index) => from + index));
    }
    client.response.resume();
    const messages = await client.received(count);
    expect(messages.map(({ data }) => data)).toEqual(trailLines(opened.dir));
  });

  it.each([
    ['nonsense', 400],
    ['-1', 400],
    ['5', 409],
    ['trl_00000000000000000000000000:1', 409],
  ])('refuses the id %s', async (id, status) => {
    const opened = await openServers();
    await append(opened.trail, 1);
    const response = await fetch(`${opened.servers.url}/v1/stream`, { headers: { 'Last-Event-ID': id } });
    expect(response.status).toBe(status);
  });

  it('gives signs of life between events', async () => {
    const { trail } = await openServers();
    const server = await createQueryServer({ trail, port: 0, heartbeatMs: 5 });
    onTestFinished(() => server.close());
    const response = await fetch(`${server.url}/v1/stream`);
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk);
      if (text.includes(': heartbeat\n\n: heartbeat\n\n')) break;
    }
    expect(text.startsWith('retry: 2000\n\n')).toBe(true);
  });

  it('takes 64 clients, and others again when some have gone', async () => {
    const opened = await openServers();
    const clients = await Promise.all(Array.from({ length: 64 }, () => subscribe(opened.servers)));
    expect((await fetch(`${opened.servers.url}/v1/events`)).status).toBe(503);
    expect(await clientsOf(opened)).toBe(64);
    for (const client of clients) client.close();
    while ((await clientsOf(opened)) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await fetch(`${opened.servers.url}/v1/events`)).status).toBe(200);
  });

  it('ends streams when the server closes', async () => {
    const opened = await openServers();
    const client = await subscribe(opened.servers);
    const ended = new Promise((resolve) => client.response.on('close', resolve));
    client.response.resume();
    await opened.servers.close();
    await ended;
  });
});

describe('query over HTTP', () => {
  it('gives the lines of the file, the stream and the command line byte for byte', async () => {
    const opened = await openServers();
    await append(opened.trail, ...Array.from({ length: 50 }, (_, index) => index));
    await opened.trail.append(
      readEvent(
        eventOf(51, {
          event_type: 'tool_call.failed',
          tool_call: { tool_name: 'ünï\u2028"\\code', error: '\u0007😀' },
        }),
      ),
    );
    const file = trailLines(opened.dir);
    expect(await textOf(opened, '/v1/events')).toBe(file.map((line) => `${line}\n`).join(''));
    const client = await subscribe(opened.servers, { 'Last-Event-ID': '0' });
    expect((await client.received(51)).map(({ data }) => data)).toEqual(file);
    const printed = await query(opened, '--format', 'ndjson');
    expect(printed.status).toBe(0);
    expect(printed.stdout).toBe(file.map((line) => `${line}\n`).join(''));
  });

  it('lets a client go in the middle of an answer', async () => {
    const errors: unknown[] = [];
    const opened = await openServers({ onError: (error) => errors.push(error) });
    for (let from = 0; from < 5_000; from += 500) {
      await append(opened.trail, ...Array.from({ length: 500 }, (_, index) => from + index));
    }
    const aborted = new AbortController();
    const response = await fetch(`${opened.servers.url}/v1/events`, { signal: aborted.signal });
    await response.body?.getReader().read();
    aborted.abort();
    while ((await clientsOf(opened)) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(errors).toEqual([]);
    expect((await textOf(opened, '/v1/events?limit=1')).trimEnd()).toBe(trailLines(opened.dir)[0]);
  });

  it('filters, limits and prints CSV', async () => {
    const opened = await openServers();
    await append(opened.trail, 1, 2, 3);
    await opened.trail.append(
      readEvent(
        eventOf(4, {
          event_type: 'tool_call.failed',
          tool_call: {
            tool_name: '=cmd|calc',
            error: 'a "quoted", word\nand a \u001b[2Jline',
            parameter_fields: ['a', '=b'],
          },
        }),
      ),
    );
    const count = async (path: string) => (await textOf(opened, path)).split('\n').filter(Boolean).length;
    expect(await count('/v1/events?type=tool_call')).toBe(4);
    expect(await count('/v1/events?type=tool_call.failed,session')).toBe(1);
    expect(await count('/v1/events?since=2026-04-07T14:00:02Z&until=2026-04-07T14:00:04Z')).toBe(2);
    expect(await count('/v1/events?since=24h')).toBe(0);
    expect(await count('/v1/events?status=SUCCESS&user=User@Example.com&agent=agt_1&limit=2')).toBe(2);
    const csv = await textOf(opened, '/v1/events?status=failed&format=csv');
    expect(csv.split('\r\n')).toHaveLength(3);
    expect(csv).toContain(`,'=cmd|calc,`);
    expect(csv).toContain(`"a ""quoted"", word\nand a \\u001b[2Jline"`);
    expect(csv).toContain(`,a;'=b,`);
  });

  it.each(['since=yesterday', 'format=xml', 'limit=-1', 'sinc=24h', 'until=2026-13-01'])('refuses %s', async (text) => {
    const opened = await openServers();
    const response = await fetch(`${opened.servers.url}/v1/events?${text}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toHaveProperty('error');
  });
});

describe('agent-siem query', () => {
  it('prints a table that fits and cannot be broken by content', async () => {
    const opened = await openServers();
    await opened.trail.append(
      readEvent(
        eventOf(1, {
          event_type: 'tool_call.blocked',
          identity: { email: `\u001b[31m${'x'.repeat(200)}@example.com` },
          tool_call: { tool_name: '安全なツール\r\nTIME forged' },
          governance: { result: 'blocked', matched_rule: 'no_shell' },
        }),
      ),
    );
    const { stdout, status } = await query(opened);
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^TIME +TYPE +AGENT +USER +TOOL +RESULT +DETAIL$/);
    expect(lines[1]).toMatch(/^2026-04-07T14:00:01\.000Z tool_call\.blocked .*\\u001b.*…/);
    expect(stdout).not.toMatch(/[\u001b\r]/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
  });

  it('says what is missing and what is wrong, with exit code 2', async () => {
    const opened = await openServers();
    const absent = await query({ ...opened, dir: `${opened.dir}/nowhere` });
    expect([absent.status, absent.stdout]).toEqual([2, '']);
    expect(absent.stderr).toMatch(/there is no trail here/);
    const time = await query(opened, '--since', 'noon');
    expect([time.status, time.stdout]).toEqual([2, '']);
    expect(time.stderr).toMatch(/since: not a time/);
    expect((await query(opened, '--format', 'xml')).status).toBe(2);
  });

  it('prints nothing, and no error, when nothing matches', async () => {
    const opened = await openServers();
    await append(opened.trail, 1);
    expect(await query(opened, '--status', 'blocked', '--format', 'ndjson')).toEqual({
      stdout: '',
      stderr: '',
      status: 0,
    });
  });
});
