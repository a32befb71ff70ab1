import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { governBearerAuth, governTransport } from '../../../src/adapters/mcp/index.js';
import type { Governance } from '../../../src/otel/governance-port.js';
import { memoryGovernance } from '../memory-governance.js';
import { BASE62, seeded } from '../../secrets/random.js';

const good = seeded(21).text(BASE62, 40);
let running: Server | undefined;
afterEach(() => {
  running?.closeAllConnections();
  running?.close();
});

const verifier = {
  verifyAccessToken: (token: string) =>
    token === good
      ? Promise.resolve({
          token,
          clientId: 'desk',
          scopes: [],
          expiresAt: Math.floor(Date.now() / 1000) + 600,
          extra: { sub: 'auth0|7', email: 'Ada@Example.com' },
        })
      : Promise.reject(new InvalidTokenError('Unknown token')),
};

const serve = async (governance: Governance): Promise<string> => {
  const server = new McpServer({ name: 'lab', version: '1' });
  server.registerTool('echo', { inputSchema: { text: z.string() } }, ({ text }) => ({
    content: [{ type: 'text', text }],
  }));
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID });
  await server.connect(
    governTransport(transport, 'server', {
      governance,
      agent: ({ clientName }) => ({ agent_id: clientName ?? 'unknown' }),
      identity: ({ authInfo }) => ({ user_id: String(authInfo?.clientId) }),
    }) as never,
  );
  const app = createMcpExpressApp();
  const bearer = governBearerAuth(requireBearerAuth({ verifier }), { governance, serviceName: 'lab' });
  app.all('/mcp', bearer, (request, response) => void transport.handleRequest(request, response, request.body));
  running = createServer(app).listen(0, '127.0.0.1');
  await new Promise((done) => running?.once('listening', done));
  return `http://127.0.0.1:${String((running.address() as AddressInfo).port)}/mcp`;
};

const post = (url: string, authorization?: string): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    body: '{}',
  });

it('a bad token raises auth.failure with its address before the refusal is sent; the token is nowhere', async () => {
  const governance = memoryGovernance();
  const url = await serve(governance);
  const claims = [{ alg: 'RS256' }, { sub: 'auth0|9', email: 'Eve@Example.com' }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const forged = [...claims, seeded(1).text(BASE62, 43)].join('.');
  for (const authorization of [`Bearer ${forged}`, `Bearer ${seeded(2).text(BASE62, 30)}`, 'Basic abc']) {
    const response = await post(url, authorization);
    expect(response.status).toBe(401);
    expect(governance.types().at(-1)).toBe('auth.failure');
  }
  expect(governance.events[0]).toMatchObject({
    source: { service: 'lab' },
    identity: { email: 'eve@example.com', idp_subject: 'auth0|9', source_ip: '127.0.0.1' },
    governance: { result: 'denied', matched_rule: 'bearer_auth', reason: 'Unknown token' },
  });
  expect(governance.events[1]?.identity).toEqual({ source_ip: '127.0.0.1' });
  expect(governance.events).toHaveLength(3);
  expect(JSON.stringify(governance.events)).not.toContain(forged.slice(-20));
});

it('a request without credentials is discovery, not a failure', async () => {
  const governance = memoryGovernance();
  const response = await post(await serve(governance));
  expect(response.status).toBe(401);
  expect(governance.events).toEqual([]);
});

it('a good token raises auth.success once, and its owner stands on the calls', async () => {
  const governance = memoryGovernance();
  const url = await serve(governance);
  const client = new Client({ name: 'desk-agent', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { authorization: `Bearer ${good}` } },
    }) as never,
  );
  await client.callTool({ name: 'echo', arguments: { text: 'hi' } });
  await client.close();
  expect(governance.types().filter((type) => type === 'auth.success')).toHaveLength(1);
  expect(governance.events[0]?.identity).toEqual({
    user_id: 'desk',
    email: 'ada@example.com',
    idp_subject: 'auth0|7',
    source_ip: '127.0.0.1',
  });
  expect(governance.events.find((event) => event.event_type === 'tool_call.completed')).toMatchObject({
    agent: { agent_id: 'desk-agent' },
    identity: { user_id: 'desk' },
  });
  expect(JSON.stringify(governance.events)).not.toContain(good);
});

it('onAuditFailure block: nobody comes in unrecorded; the refusal of a bad token stands', async () => {
  const url = await serve(memoryGovernance('block', (type) => type.startsWith('auth.')));
  expect((await post(url, `Bearer ${good}`)).status).toBe(503);
  expect((await post(url, 'Bearer wrong-token-value')).status).toBe(401);
});
