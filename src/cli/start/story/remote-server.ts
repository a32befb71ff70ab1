/**
 * A Streamable-HTTP MCP server on loopback behind the SDK's bearer check.
 * @module
 */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StoryPackages } from './story-packages.js';

/** A running server. */
export interface RemoteServer {
  readonly url: URL;
  /** The one token it accepts. */
  readonly token: string;
  close(): Promise<void>;
}

/** A middleware in Express's form; typed here because Express's own types are not installed. */
export type Middleware = (
  request: IncomingMessage & { readonly body?: unknown },
  response: ServerResponse,
  next: (error?: unknown) => void,
) => unknown;

/** Wraps the SDK's bearer check so that its outcomes become auth events. */
export type GuardBearer = (check: Middleware) => Middleware;

interface ExpressApp {
  post(path: string, ...handlers: readonly Middleware[]): unknown;
  listen(port: number, host: string): Server;
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });

/** Starts it on a free port. `guard` sees every request before the SDK's check answers. */
export const startRemoteServer = async (packages: StoryPackages, guard: GuardBearer): Promise<RemoteServer> => {
  const token = randomUUID();
  const requireBearerAuth = packages.requireBearerAuth as (options: object) => Middleware;
  const check = requireBearerAuth({
    verifier: {
      verifyAccessToken: (presented: string) =>
        timingSafeEqual(sha256(presented), sha256(token))
          ? Promise.resolve({
              token: presented,
              clientId: 'report-writer',
              scopes: [],
              expiresAt: Math.floor(Date.now() / 1000) + 600,
            })
          : Promise.reject(new packages.InvalidTokenError('unknown token')),
    },
  });
  const createApp = packages.createMcpExpressApp as (options: { readonly host: string }) => ExpressApp;
  const app = createApp({ host: '127.0.0.1' });
  app.post('/mcp', guard(check), async (request, response) => {
    // One server and transport a request: the stateless form of the SDK.
    const mcp = new packages.McpServer({ name: 'people', version: '1.0.0' });
    mcp.registerTool('headcount', { description: 'Number of employees.' }, () => ({
      content: [{ type: 'text', text: '2' }],
    }));
    const transport = new packages.StreamableHTTPServerTransport({});
    response.on('close', () => {
      void transport.close();
      void mcp.close();
    });
    await mcp.connect(transport);
    await transport.handleRequest(request, response, request.body);
  });
  const server = app.listen(0, '127.0.0.1');
  const port = await listen(server);
  return {
    url: new URL(`http://127.0.0.1:${port}/mcp`),
    token,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
};
