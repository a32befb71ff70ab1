import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { governTransport, type McpGovernOptions } from '../../../src/adapters/mcp/index.js';
import { digest, canonicalJson } from '../../../src/event/index.js';
import { allowList, createPolicyEngine, denyRules, secretCheck } from '../../../src/policy/index.js';
import { memoryGovernance } from '../memory-governance.js';
import { seeded } from '../../secrets/random.js';
import { SHAPED } from '../../secrets/samples.js';

const agent = { agent_id: 'agt_reviewer' };
const identity = { user_id: 'usr_1', email: 'User@Example.com' };
const policy = createPolicyEngine([
  allowList({ tools: ['echo', 'fail', 'throw', 'slow'] }),
  denyRules([{ name: 'no_etc', parameter: { field: 'text', matches: /^\/etc/ }, reason: 'system files' }]),
  secretCheck(),
]);

/** A server that counts what reaches its tools. */
const makeServer = () => {
  const reached: string[] = [];
  const server = new McpServer({ name: 'lab', version: '1.0.0' });
  const tool = (
    name: string,
    run: (text: string) => Promise<{ content: { type: 'text'; text: string }[]; isError?: boolean }>,
  ) =>
    server.registerTool(name, { inputSchema: { text: z.string() } }, ({ text }) => {
      reached.push(name);
      return run(text);
    });
  tool('echo', (text) => Promise.resolve({ content: [{ type: 'text', text }] }));
  tool('fail', () => Promise.resolve({ content: [{ type: 'text', text: 'no such row' }], isError: true }));
  tool('throw', () => Promise.reject(new Error('boom')));
  tool('slow', () => new Promise(() => undefined));
  tool('hidden', (text) => Promise.resolve({ content: [{ type: 'text', text }] }));
  return { server, reached };
};

const connect = async (side: 'client' | 'server', options: McpGovernOptions) => {
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const { server, reached } = makeServer();
  const client = new Client({ name: 'desk-agent', version: '2.1.0' });
  await server.connect(side === 'server' ? governTransport(serverSide, 'server', options) : serverSide);
  await client.connect(side === 'client' ? governTransport(clientSide, 'client', options) : clientSide);
  const call = (name: string, text: string) =>
    client.callTool({ name, arguments: { text } }) as Promise<{
      isError?: boolean;
      content: { text: string }[];
      _meta?: object;
    }>;
  return { client, server, reached, call };
};

describe.each(['client', 'server'] as const)('on the %s side', (side) => {
  const open = async (over: Partial<McpGovernOptions> = {}) => {
    const governance = memoryGovernance();
    return { governance, ...(await connect(side, { governance, policy, agent, identity, ...over })) };
  };

  it('an allowed call leaves requested, evaluated, approved, completed under one call id', async () => {
    const { governance, client, call } = await open();
    expect((await call('echo', 'hello')).content[0]?.text).toBe('hello');
    await client.close();
    await expect
      .poll(governance.types)
      .toEqual([
        'session.started',
        'tool_call.requested',
        'policy.evaluated',
        'tool_call.approved',
        'tool_call.completed',
        'session.ended',
      ]);
    const calls = governance.events.filter((event) => event.tool_call !== undefined);
    expect(new Set(calls.map((event) => event.tool_call?.call_id)).size).toBe(1);
    expect(new Set(governance.events.map((event) => event.agent?.session_id)).size).toBe(1);
    expect(calls.at(-1)).toMatchObject({
      identity: { user_id: 'usr_1', email: 'user@example.com' },
      agent,
      tool_call: {
        tool_name: 'echo',
        tool_server: 'lab',
        parameters_hash: digest(canonicalJson({ text: 'hello' })),
        parameter_fields: ['text'],
        response_status: 'success',
      },
    });
    expect(JSON.stringify(governance.events)).not.toContain('hello');
  });

  it('a blocked call never reaches the server; the caller is told the policy', async () => {
    const { governance, reached, call } = await open();
    const result = await call('echo', '/etc/shadow');
    expect(result).toMatchObject({ isError: true, _meta: { 'agent-siem/policy': 'no_etc' } });
    expect(result.content[0]?.text).toBe('Blocked by policy no_etc: system files');
    expect((await call('hidden', 'x')).content[0]?.text).toContain('tool_allow_list');
    expect(reached).toEqual([]);
    expect(governance.types().filter((type) => type.startsWith('tool_call'))).toEqual([
      'tool_call.requested',
      'tool_call.blocked',
      'tool_call.requested',
      'tool_call.blocked',
    ]);
    expect(governance.events.find((event) => event.event_type === 'tool_call.blocked')?.governance).toMatchObject({
      result: 'blocked',
      policies_evaluated: ['tool_allow_list', 'deny_rules', 'no_secrets_in_parameters'],
      policies_failed: ['deny_rules'],
      matched_rule: 'no_etc',
      decided_by: 'policy',
    });
  });

  it('a secret is detected, blocked and nowhere in the events', async () => {
    const { governance, reached, call } = await open();
    const secret = SHAPED['github_pat']?.(seeded(3)) ?? '';
    expect((await call('echo', `push with ${secret}`)).isError).toBe(true);
    expect(reached).toEqual([]);
    expect(governance.types()).toEqual([
      'session.started',
      'tool_call.requested',
      'secret.detected',
      'policy.evaluated',
      'tool_call.blocked',
      'secret.blocked',
    ]);
    expect(governance.events[2]).toMatchObject({
      secret: { secret_type: 'github_pat', location: 'parameters.text' },
      tool_call: { tool_name: 'echo', tool_server: 'lab' },
    });
    expect(governance.events[2]?.secret?.fingerprint).toBe(governance.events[5]?.secret?.fingerprint);
    expect(JSON.stringify(governance.events)).not.toContain(secret);
  });

  it('a secret that policy lets pass is still detected', async () => {
    const { governance, reached, call } = await open({ policy: createPolicyEngine([]) });
    await call('echo', SHAPED['npm_token']?.(seeded(4)) ?? '');
    expect(reached).toEqual(['echo']);
    expect(governance.types()).toContain('secret.detected');
    expect(governance.types()).not.toContain('secret.blocked');
  });

  it.each([
    ['fail', 'no such row'],
    ['throw', 'boom'],
  ])('%s ends as tool_call.failed with its error', async (tool, error) => {
    const { governance, call } = await open();
    await call(tool, 'x');
    expect(governance.events.at(-1)).toMatchObject({
      event_type: 'tool_call.failed',
      tool_call: { error, response_status: 'error' },
    });
  });

  it('a call that is cancelled, and one cut off by the end of the connection, end as failed', async () => {
    const { governance, client } = await open();
    const abort = new AbortController();
    const first = client.callTool({ name: 'slow', arguments: { text: 'a' } }, undefined, { signal: abort.signal });
    await expect.poll(governance.types).toContain('tool_call.approved');
    abort.abort('enough');
    await expect(first).rejects.toThrow();
    await expect.poll(governance.types).toContain('tool_call.failed');
    expect(governance.events.at(-1)?.tool_call?.error).toBe('cancelled');
    const second = client.callTool({ name: 'slow', arguments: { text: 'b' } });
    await expect.poll(() => governance.types().filter((type) => type === 'tool_call.approved').length).toBe(2);
    second.catch(() => undefined);
    await client.close();
    await expect.poll(governance.types).toContain('session.ended');
    expect(governance.events.at(-2)).toMatchObject({
      event_type: 'tool_call.failed',
      tool_call: { error: 'the connection closed' },
    });
  });

  it('onAuditFailure block: a call that cannot be recorded does not run', async () => {
    const errors: unknown[] = [];
    const governance = memoryGovernance('block', (type) => type === 'tool_call.requested');
    const { reached, call } = await connect(side, {
      governance,
      policy,
      agent,
      onError: (error) => errors.push(error),
    });
    expect((await call('echo', 'x')).content[0]?.text).toBe('Not executed: the audit record could not be written.');
    expect(reached).toEqual([]);
    expect(errors.length).toBeGreaterThan(0);
  });

  it('onAuditFailure block: a result that cannot be recorded is withheld', async () => {
    const governance = memoryGovernance('block', (type) => type === 'tool_call.completed');
    const { reached, call } = await connect(side, { governance, policy, agent });
    expect(await call('echo', 'x')).toMatchObject({ isError: true });
    expect(reached).toEqual(['echo']);
  });

  it('onAuditFailure continue: the call runs and the failure is reported', async () => {
    const errors: unknown[] = [];
    const governance = memoryGovernance('continue', () => true);
    const { call } = await connect(side, { governance, policy, agent, onError: (error) => errors.push(error) });
    expect((await call('echo', 'x')).content[0]?.text).toBe('x');
    expect(errors.length).toBeGreaterThanOrEqual(4);
  });

  it('an engine that throws blocks', async () => {
    const broken = {
      evaluate: () => {
        throw new Error('down');
      },
    };
    const { governance, reached, call } = await open({ policy: broken });
    expect((await call('echo', 'x')).content[0]?.text).toContain('policy_engine_failure');
    expect(reached).toEqual([]);
    expect(governance.types()).toContain('tool_call.blocked');
  });

  it('many calls at once keep their own records', async () => {
    const { governance, call } = await open();
    const texts = Array.from({ length: 20 }, (_, index) => `t${String(index)}`);
    const results = await Promise.all(texts.map((text) => call('echo', text)));
    expect(results.map((result) => result.content[0]?.text)).toEqual(texts);
    const completed = governance.events.filter((event) => event.event_type === 'tool_call.completed');
    expect(new Set(completed.map((event) => event.tool_call?.parameters_hash)).size).toBe(20);
    expect(new Set(completed.map((event) => event.tool_call?.call_id)).size).toBe(20);
  });
});

it('the server side names the agent from what the client says', async () => {
  const governance = memoryGovernance();
  const { call } = await connect('server', {
    governance,
    agent: ({ clientName, clientVersion }) => ({
      agent_id: `mcp:${clientName ?? 'unknown'}`,
      agent_name: `${clientName} ${clientVersion}`,
    }),
    describeTarget: (toolName) => ({ system: 'lab', kind: toolName }),
  });
  await call('echo', 'x');
  expect(governance.events.at(-1)).toMatchObject({
    agent: { agent_id: 'mcp:desk-agent', agent_name: 'desk-agent 2.1.0' },
    target: { system: 'lab', kind: 'echo' },
  });
});

it('a real server over stdio: reads and writes real files, and a blocked write leaves no file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agent-siem-mcp-'));
  const governance = memoryGovernance();
  const client = new Client({ name: 'desk-agent', version: '1.0.0' });
  const bin = fileURLToPath(
    new URL('../../../node_modules/@modelcontextprotocol/server-filesystem/dist/index.js', import.meta.url),
  );
  try {
    await writeFile(join(folder, 'notes.txt'), 'alpha');
    const stdio = new StdioClientTransport({ command: process.execPath, args: [bin, folder], stderr: 'ignore' });
    await client.connect(
      governTransport(stdio, 'client', {
        governance,
        agent,
        policy: createPolicyEngine([
          allowList({ tools: ['read_text_file', 'write_file'] }),
          denyRules([{ name: 'no_env_files', tool: 'write_file', parameter: { field: 'path', matches: /\.env$/ } }]),
        ]),
      }),
    );
    const read = await client.callTool({ name: 'read_text_file', arguments: { path: join(folder, 'notes.txt') } });
    expect(JSON.stringify(read)).toContain('alpha');
    await client.callTool({ name: 'write_file', arguments: { path: join(folder, 'out.txt'), content: 'beta' } });
    expect(await readFile(join(folder, 'out.txt'), 'utf8')).toBe('beta');
    const refused = await client.callTool({
      name: 'write_file',
      arguments: { path: join(folder, '.env'), content: 'x' },
    });
    expect(refused.isError).toBe(true);
    await expect(readFile(join(folder, '.env'))).rejects.toThrow('ENOENT');
    await client.close();
    expect(governance.events.at(-1)?.event_type).toBe('session.ended');
    expect(governance.events.find((event) => event.event_type === 'tool_call.blocked')?.governance?.matched_rule).toBe(
      'no_env_files',
    );
    expect(governance.events.find((event) => event.tool_call !== undefined)?.tool_call?.tool_server).toMatch(
      /filesystem/,
    );
    expect(JSON.stringify(governance.events)).not.toMatch(/alpha|beta|notes\.txt/);
  } finally {
    await client.close();
    await rm(folder, { recursive: true, force: true });
  }
});
