import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { governClient, governToolHandler } from '../../../src/adapters/mcp/index.js';
import { allowList, createPolicyEngine, denyRules } from '../../../src/policy/index.js';
import { memoryGovernance } from '../memory-governance.js';

const agent = { agent_id: 'agt_1' };
const policy = createPolicyEngine([denyRules([{ name: 'no_prod', parameter: { field: 'db', matches: /^prod$/ } }])]);
type Text = { content: { type: 'text'; text: string }[]; isError?: boolean };
const text = (value: string): Text => ({ content: [{ type: 'text', text: value }] });

it('governToolHandler wraps tools with and without input schema', async () => {
  const governance = memoryGovernance();
  const options = { governance, policy, agent, serverName: 'lab' };
  const reached: string[] = [];
  const server = new McpServer({ name: 'lab', version: '1' });
  server.registerTool(
    'query',
    { inputSchema: { db: z.string() } },
    governToolHandler(
      'query',
      ({ db }: { db: string }): Text => {
        reached.push(db);
        if (db === 'broken') throw new Error('no such database');
        return text(db);
      },
      options,
    ),
  );
  server.registerTool(
    'ping',
    {},
    governToolHandler('ping', (): Text => text('pong'), options),
  );
  const client = new Client({ name: 'c', version: '1' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await server.connect(far);
  await client.connect(near);
  const call = (name: string, args = {}) => client.callTool({ name, arguments: args }) as Promise<Text>;

  expect((await call('query', { db: 'test' })).content[0]?.text).toBe('test');
  expect((await call('query', { db: 'prod' })).content[0]?.text).toContain('no_prod');
  expect((await call('query', { db: 'broken' })).isError).toBe(true);
  expect((await call('ping')).content[0]?.text).toBe('pong');
  expect(reached).toEqual(['test', 'broken']);
  expect(governance.types().filter((type) => /completed|blocked|failed/.test(type))).toEqual([
    'tool_call.completed',
    'tool_call.blocked',
    'tool_call.failed',
    'tool_call.completed',
  ]);
  expect(governance.events.at(-1)?.tool_call).toMatchObject({ tool_name: 'ping', tool_server: 'lab' });
  await client.close();
});

it('governClient wraps callTool and close', async () => {
  const governance = memoryGovernance();
  const server = new McpServer({ name: 'lab', version: '1' });
  server.registerTool('query', { inputSchema: { db: z.string() } }, ({ db }): Text => text(db));
  const client = new Client({ name: 'c', version: '1' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await server.connect(far);
  await client.connect(near);
  const governed = await governClient(client, {
    governance,
    agent,
    policy: createPolicyEngine([allowList({ tools: ['lab/query'] })]),
  });
  expect(await governed.callTool({ name: 'query', arguments: { db: 'a' } })).toMatchObject(text('a'));
  expect(await governed.callTool({ name: 'other' })).toMatchObject({ isError: true });
  await governed.close();
  expect(governance.types()).toEqual([
    'session.started',
    'tool_call.requested',
    'policy.evaluated',
    'tool_call.approved',
    'tool_call.completed',
    'tool_call.requested',
    'policy.evaluated',
    'tool_call.blocked',
    'session.ended',
  ]);
});
