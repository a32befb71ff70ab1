import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { ErrorCode, McpError, type CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  governClient,
  governToolHandler,
  governTransport,
  type McpGovernOptions,
} from '../../../src/adapters/mcp/index.js';
import type { GovernanceEvent } from '../../../src/event/index.js';
import { createGovernance, type GovernanceEmitter } from '../../../src/otel/index.js';
import { readTrail } from '../../../src/trail/index.js';
import { seeded } from '../../secrets/random.js';
import { SHAPED } from '../../secrets/samples.js';
import { memoryGovernance } from '../memory-governance.js';

const sample = (type: string, seed: number): string => SHAPED[type]?.(seeded(seed)) ?? '';
const text = (value: string) => ({ type: 'text' as const, text: value });
const agent = { agent_id: 'agt_reader' };

let folder: string;
let governance: GovernanceEmitter;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-siem-results-'));
  governance = createGovernance({ dir: join(folder, 'data'), durability: 'os' });
});
afterEach(async () => {
  await governance.shutdown();
  await rm(folder, { recursive: true, force: true });
});

const recorded = async (): Promise<{ readonly events: GovernanceEvent[]; readonly lines: string }> => {
  await governance.flush();
  const lines: string[] = [];
  for await (const { line } of readTrail(join(folder, 'data'))) lines.push(line.toString());
  return { events: lines.map((line) => JSON.parse(line) as GovernanceEvent), lines: lines.join('\n') };
};

const places = (events: readonly GovernanceEvent[]): readonly (string | undefined)[] =>
  events.filter((event) => event.event_type === 'secret.detected').map((event) => event.secret?.location);

/** A session whose one tool gives `result`, governed in one of the four ways. */
const callThrough = async (
  way: 'client' | 'server' | 'governClient' | 'governToolHandler',
  result: () => CallToolResult,
  over: Partial<McpGovernOptions> = {},
): Promise<unknown> => {
  const options = { governance, agent, sessions: false, ...over };
  const server = new McpServer({ name: 'lab', version: '1' });
  server.registerTool('read', {}, way === 'governToolHandler' ? governToolHandler('read', result, options) : result);
  const [near, far] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'desk', version: '1' });
  await server.connect(way === 'server' ? governTransport(far, 'server', options) : far);
  await client.connect(way === 'client' ? governTransport(near, 'client', options) : near);
  const caller = way === 'governClient' ? await governClient(client, options) : client;
  try {
    return await caller.callTool({ name: 'read' });
  } finally {
    await client.close();
  }
};

describe.each(['client', 'server', 'governClient', 'governToolHandler'] as const)('through %s', (way) => {
  it('secrets in a result are told by type, place and fingerprint; the agent gets the result as it was', async () => {
    const [github, stripe, npm] = [sample('github_pat', 1), sample('stripe_secret_key', 2), sample('npm_token', 3)];
    const result: CallToolResult = {
      content: [
        text('nothing here'),
        text(`token: ${github}`),
        { type: 'resource', resource: { uri: 'file:///a', blob: Buffer.from(`x=${npm}`).toString('base64') } },
      ],
      structuredContent: { rows: [{ key: stripe }] },
    };
    expect(await callThrough(way, () => result)).toEqual(result);
    const { events, lines } = await recorded();
    const detected = events.filter((event) => event.event_type === 'secret.detected');
    expect(detected.map((event) => [event.secret?.secret_type, event.secret?.location]).sort()).toEqual([
      ['github_pat', 'result.content[1].text'],
      ['npm_token', 'result.content[2].resource.blob'],
      ['stripe_secret_key', 'result.structuredContent.rows[0].key'],
    ]);
    for (const event of detected) {
      expect(event.secret?.fingerprint).toMatch(/^hmac-sha256:[0-9a-f]{64}$/);
      expect(event.tool_call?.call_id).toBe(events[0]?.tool_call?.call_id);
      expect(event.agent?.agent_id).toBe('agt_reader');
    }
    for (const value of [github, stripe, npm]) expect(lines).not.toContain(value);
    const types = events.map((event) => event.event_type);
    expect(types.indexOf('tool_call.completed')).toBeLessThan(types.indexOf('secret.detected'));
  });

  it('a secret in the text of an error result is told once, and the recorded error is redacted', async () => {
    const secret = sample('github_pat', 4);
    const result: CallToolResult = { isError: true, content: [text(`401 for ${secret}`)] };
    expect(await callThrough(way, () => result)).toEqual(result);
    const { events, lines } = await recorded();
    expect(places(events)).toEqual(['result.content[0].text']);
    expect(events.find((event) => event.event_type === 'tool_call.failed')?.tool_call?.error).toBe(
      '401 for [REDACTED:github_pat]',
    );
    expect(lines).not.toContain(secret);
  });

  it('a secret in a thrown error is told once and redacted', async () => {
    const secret = sample('github_pat', 5);
    const fail = (): CallToolResult => {
      throw new Error(`refused ${secret}`);
    };
    await callThrough(way, fail);
    const { events, lines } = await recorded();
    expect(places(events)).toHaveLength(1);
    expect(events.find((event) => event.event_type === 'tool_call.failed')?.tool_call?.error).toBe(
      'refused [REDACTED:github_pat]',
    );
    expect(lines).not.toContain(secret);
  });
});

it('a JSON-RPC error is searched, its data too', async () => {
  const [first, second] = [sample('github_pat', 6), sample('npm_token', 7)];
  const [near, far] = InMemoryTransport.createLinkedPair();
  const { server } = new McpServer({ name: 'lab', version: '1' }, { capabilities: { tools: {} } });
  const { CallToolRequestSchema } = await import('@modelcontextprotocol/sdk/types.js');
  server.setRequestHandler(CallToolRequestSchema, () => {
    throw new McpError(ErrorCode.InternalError, `no access with ${first}`, { header: second });
  });
  await server.connect(far);
  const client = new Client({ name: 'desk', version: '1' });
  await client.connect(governTransport(near, 'client', { governance, agent }));
  await expect(client.callTool({ name: 'read' })).rejects.toThrow(first);
  await client.close();
  const { events, lines } = await recorded();
  expect([...places(events)].sort()).toEqual(['result.data.header', 'result.message']);
  for (const value of [first, second]) expect(lines).not.toContain(value);
});

it('a real server over stdio: a secret in the file it reads', async () => {
  const secret = sample('slack_bot_token', 8);
  await writeFile(join(folder, 'env.txt'), `SLACK=${secret}\n`);
  const bin = fileURLToPath(
    new URL('../../../node_modules/@modelcontextprotocol/server-filesystem/dist/index.js', import.meta.url),
  );
  const stdio = new StdioClientTransport({ command: process.execPath, args: [bin, folder], stderr: 'ignore' });
  const client = new Client({ name: 'desk', version: '1' });
  await client.connect(governTransport(stdio, 'client', { governance, agent }));
  try {
    const read = await client.callTool({ name: 'read_text_file', arguments: { path: join(folder, 'env.txt') } });
    expect(JSON.stringify(read)).toContain(secret);
  } finally {
    await client.close();
  }
  const { events, lines } = await recorded();
  expect(places(events)).toContain('result.content[0].text');
  expect(lines).not.toContain(secret);
});

describe('caps', () => {
  it('what lies beyond maxResultCharacters is not searched, and the event says so', async () => {
    const [near, far] = [sample('github_pat', 9), sample('npm_token', 10)];
    const result = (): CallToolResult => ({ content: [text(near), text('a b '.repeat(300)), text(far)] });
    await callThrough('client', result, { maxResultCharacters: 1000 });
    const { events } = await recorded();
    expect(places(events)).toEqual(['result.content[0].text']);
    expect(events.find((event) => event.event_type === 'tool_call.completed')?.truncated).toEqual(['result']);
  });

  it('a picture uses up nothing', async () => {
    const data = Buffer.alloc(300_000, 7).toString('base64');
    const result = (): CallToolResult => ({ content: [{ type: 'image', data, mimeType: 'image/png' }, text('fine')] });
    await callThrough('client', result);
    const { events } = await recorded();
    expect(events.find((event) => event.event_type === 'tool_call.completed')?.truncated).toBeUndefined();
  });

  it('many secrets in one result are reported by the first 64', async () => {
    const random = seeded(11);
    const result = (): CallToolResult => ({
      content: Array.from({ length: 80 }, () => text(SHAPED['npm_token']?.(random) ?? '')),
    });
    await callThrough('client', result);
    expect(places((await recorded()).events)).toHaveLength(64);
  });

  it('a result that cannot be read ends the call all the same', async () => {
    const memory = memoryGovernance();
    const hostile = Object.defineProperty({ content: [] }, 'more', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    const handler = governToolHandler('read', () => hostile, { governance: memory, agent });
    expect(await handler()).toBe(hostile);
    expect(memory.events.at(-1)).toMatchObject({ event_type: 'tool_call.completed', truncated: ['result'] });
  });
});

it('onAuditFailure block: a result whose secret cannot be recorded is withheld', async () => {
  const memory = memoryGovernance('block', (type) => type === 'secret.detected');
  const secret = sample('github_pat', 12);
  const handler = governToolHandler('read', () => ({ content: [text(secret)] }), { governance: memory, agent });
  expect(JSON.stringify(await handler())).not.toContain(secret);
  expect(memory.types()).toContain('tool_call.completed');
});
