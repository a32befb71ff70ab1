/**
 * One real agent session: MCP client against real servers, governed, every event through the exporter.
 * @module
 */
import { governBearerAuth, governTransport } from '../../../adapters/mcp/index.js';
import type { Agent, Identity } from '../../../event/index.js';
import type { GovernanceEmitter } from '../../../otel/index.js';
import { createPolicyEngine, denyRules, secretCheck } from '../../../policy/index.js';
import { startRemoteServer, type Middleware } from './remote-server.js';
import type { StoryPackages } from './story-packages.js';
import type { Workspace } from './workspace.js';

/** Who acts in the story. */
export const STORY_AGENT: Agent = { agent_id: 'agt_report_writer', agent_name: 'Report Writer', role: 'reporting' };
/** For whom. */
export const STORY_USER: Identity = {
  user_id: 'usr_dana',
  email: 'dana@example.com',
  department: 'engineering',
  kind: 'human',
};

const SCOPE_TOOLS = ['list_directory', 'read_text_file', 'write_file', 'move_file'];

/** The agent's scope as rows of the lookup agent_scope: the tools it was configured for. */
export const STORY_SCOPE: readonly Readonly<Record<string, string>>[] = SCOPE_TOOLS.map((value) => ({
  agent_id: STORY_AGENT.agent_id ?? '',
  kind: 'tool',
  value,
}));

const BAD_TOKENS = 6;

/** One thing the agent tried, for the terminal. */
export interface StoryStep {
  readonly tool: string;
  /** What it was tried on, in the story's words. */
  readonly subject: string;
  /** What the caller got back. */
  readonly answer: 'result' | 'error';
}

interface ToolAnswer {
  readonly isError?: unknown;
}

const planOf = (
  workspace: Workspace,
): readonly { tool: string; subject: string; parameters: Record<string, string> }[] => {
  const { folder, credential } = workspace;
  const path = (name: string): string => workspace.path(name);
  return [
    { tool: 'list_directory', subject: 'the workspace', parameters: { path: folder } },
    { tool: 'read_text_file', subject: 'notes.md', parameters: { path: path('notes.md') } },
    {
      tool: 'write_file',
      subject: 'summary.md',
      parameters: { path: path('summary.md'), content: 'Two incidents, both closed.\n' },
    },
    {
      tool: 'read_text_file',
      subject: 'deploy.env, which holds a credential',
      parameters: { path: path('deploy.env') },
    },
    {
      tool: 'write_file',
      subject: 'status.md with that credential in it',
      parameters: { path: path('status.md'), content: `Deployed with ${credential}\n` },
    },
    {
      tool: 'move_file',
      subject: 'payroll.csv out of its folder',
      parameters: { source: path('payroll.csv'), destination: path('moved.csv') },
    },
    { tool: 'directory_tree', subject: 'the workspace', parameters: { path: folder } },
  ];
};

/** Runs the agent against the filesystem server over stdio. */
const runFileSession = async (
  packages: StoryPackages,
  workspace: Workspace,
  governance: GovernanceEmitter,
): Promise<StoryStep[]> => {
  const policy = createPolicyEngine([
    denyRules([{ name: 'no_moves', tool: 'move_file', reason: 'files stay where they are' }], 'file_policy'),
    secretCheck(),
  ]);
  const transport = new packages.StdioClientTransport({
    command: process.execPath,
    args: [packages.filesystemServer, workspace.folder],
    stderr: 'ignore',
  });
  const client = new packages.Client({ name: 'report-writer', version: '1.0.0' });
  const options = { governance, policy, agent: STORY_AGENT, identity: STORY_USER, serverName: 'filesystem' };
  await client.connect(governTransport(transport, 'client', options));
  try {
    const steps: StoryStep[] = [];
    for (const { tool, subject, parameters } of planOf(workspace)) {
      const answer = (await client.callTool({ name: tool, arguments: parameters })) as ToolAnswer;
      steps.push({ tool, subject, answer: answer.isError === true ? 'error' : 'result' });
    }
    return steps;
  } finally {
    await client.close();
  }
};

/** Presents bad tokens, then the good one, to the guarded server. */
const runRemoteSession = async (packages: StoryPackages, governance: GovernanceEmitter): Promise<StoryStep[]> => {
  const guard = (check: Middleware): Middleware => governBearerAuth(check, { governance, serviceName: 'people-mcp' });
  const server = await startRemoteServer(packages, guard);
  const connect = async (token: string): Promise<'result' | 'error'> => {
    const client = new packages.Client({ name: 'report-writer', version: '1.0.0' });
    const transport = new packages.StreamableHTTPClientTransport(server.url, {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    });
    try {
      await client.connect(transport);
      return 'result';
    } catch {
      return 'error';
    } finally {
      await client.close();
    }
  };
  try {
    let refused = 0;
    for (let attempt = 1; attempt <= BAD_TOKENS; attempt += 1) {
      if ((await connect(`guess-${attempt}`)) === 'error') refused += 1;
    }
    const accepted = await connect(server.token);
    return [
      {
        tool: 'connect',
        subject: `people server, ${refused} guessed tokens`,
        answer: refused === 0 ? 'result' : 'error',
      },
      { tool: 'connect', subject: 'people server, the right token', answer: accepted },
    ];
  } finally {
    await server.close();
  }
};

/** The whole session. Every event it emits is durable in the agent's own trail when this resolves. */
export const runAgentSession = async (
  packages: StoryPackages,
  workspace: Workspace,
  governance: GovernanceEmitter,
): Promise<readonly StoryStep[]> => [
  ...(await runFileSession(packages, workspace, governance)),
  ...(await runRemoteSession(packages, governance)),
];
