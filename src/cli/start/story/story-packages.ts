/**
 * The packages the story runs on: real MCP parts, installed with the sources, not with the package.
 * @module
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AgentSiemError } from '../../../error.js';

const SDK = '@modelcontextprotocol/sdk';
const FILESYSTEM_SERVER = '@modelcontextprotocol/server-filesystem';

const loadAll = async () => {
  const [client, stdio, http, mcp, serverHttp, express, bearerAuth, errors] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/client/stdio.js'),
    import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
    import('@modelcontextprotocol/sdk/server/mcp.js'),
    import('@modelcontextprotocol/sdk/server/streamableHttp.js'),
    import('@modelcontextprotocol/sdk/server/express.js'),
    import('@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'),
    import('@modelcontextprotocol/sdk/server/auth/errors.js'),
  ]);
  const require = createRequire(import.meta.url);
  const manifest = require.resolve(`${FILESYSTEM_SERVER}/package.json`);
  const { bin } = require(manifest) as { bin: Record<string, string> };
  return {
    Client: client.Client,
    StdioClientTransport: stdio.StdioClientTransport,
    StreamableHTTPClientTransport: http.StreamableHTTPClientTransport,
    McpServer: mcp.McpServer,
    StreamableHTTPServerTransport: serverHttp.StreamableHTTPServerTransport,
    createMcpExpressApp: express.createMcpExpressApp,
    requireBearerAuth: bearerAuth.requireBearerAuth,
    InvalidTokenError: errors.InvalidTokenError,
    /** Entry file of the filesystem server. */
    filesystemServer: join(dirname(manifest), bin['mcp-server-filesystem'] ?? 'dist/index.js'),
  };
};

/** What the story needs of the MCP packages. */
export type StoryPackages = Awaited<ReturnType<typeof loadAll>>;

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND');

/**
 * Loads them.
 * @throws AgentSiemError `start.story-packages` where they are not installed.
 */
export const loadStoryPackages = async (): Promise<StoryPackages> => {
  try {
    return await loadAll();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new AgentSiemError('the example session needs two packages that are not installed', {
      code: 'start.story-packages',
      mend: `Run: npm install ${SDK} ${FILESYSTEM_SERVER}`,
      cause: error,
    });
  }
};
