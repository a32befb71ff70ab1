// A governed MCP client: a real filesystem server over stdio, one call that runs, one that a policy blocks.
// Run it with: npm i agent-siem @modelcontextprotocol/sdk @modelcontextprotocol/server-filesystem
//              node govern-filesystem.mjs
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { governTransport } from 'agent-siem/adapters/mcp';
import { createGovernance } from 'agent-siem/otel';
import { allowList, createPolicyEngine, denyRules, secretCheck } from 'agent-siem/policy';

const folder = mkdtempSync(join(tmpdir(), 'agent-siem-example-'));
writeFileSync(join(folder, 'notes.txt'), 'the quarterly figures are in the shared folder\n');

const governance = createGovernance({ dir: join(folder, 'data') });
governance.trail.onAppend(({ event }) => {
  const decision = event.governance?.matched_rule ?? event.governance?.result ?? '';
  console.log([event.event_type.padEnd(20), event.tool_call?.tool_name ?? '', decision].join(' ').trimEnd());
});

const policy = createPolicyEngine([
  allowList({ tools: ['read_text_file', 'write_file', 'list_directory'] }),
  denyRules([
    {
      name: 'no_env_files',
      parameter: { field: 'path', matches: /\.env$/ },
      reason: 'environment files hold credentials',
    },
  ]),
  secretCheck(),
]);

const server = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/server-filesystem/package.json')),
  'dist/index.js',
);
const stdio = new StdioClientTransport({ command: process.execPath, args: [server, folder], stderr: 'ignore' });
const client = new Client({ name: 'example-agent', version: '1.0.0' });
await client.connect(
  governTransport(stdio, 'client', {
    governance,
    policy,
    agent: { agent_id: 'agt_example', agent_name: 'Example agent' },
    identity: { user_id: 'usr_ada', email: 'ada@example.com' },
  }),
);

await client.callTool({ name: 'read_text_file', arguments: { path: join(folder, 'notes.txt') } });
const refused = await client.callTool({
  name: 'write_file',
  arguments: { path: join(folder, '.env'), content: 'A=1' },
});
console.log(refused.content[0].text);

await client.close();
await governance.shutdown();
rmSync(folder, { recursive: true, force: true });
