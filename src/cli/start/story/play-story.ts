/**
 * Plays the story: a real session over real OTLP/HTTP into the running receiver, then alerts and receipts.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate, type Alert, type Lookups } from '../../../evaluate/index.js';
import type { GovernanceEvent } from '../../../event/index.js';
import { createGovernance, otlpDelivery } from '../../../otel/index.js';
import type { Rule } from '../../../rules/index.js';
import type { Trail } from '../../../trail/index.js';
import { runAgentSession, STORY_SCOPE, type StoryStep } from './agent-session.js';
import { collectReceipts, type Receipts } from './receipts.js';
import { loadStoryPackages } from './story-packages.js';
import { createWorkspace } from './workspace.js';

/** Where the story runs. */
export interface StoryOptions {
  /** The receiver's trail. */
  readonly trail: Trail;
  /** Where the receiver listens, such as http://127.0.0.1:4318. */
  readonly otlpUrl: string;
  readonly rules: readonly Rule[];
  /** Lookup rows that the user configured; the story's agent is added to agent_scope. */
  readonly lookups: Lookups;
  /** Key of the receiver's trail, where it has one. */
  readonly key: string | undefined;
  /** Token that the receiver asks for, where it does. */
  readonly token: string | undefined;
}

/** What happened. */
export interface StoryOutcome {
  readonly steps: readonly StoryStep[];
  /** The session's events as the receiver stored them, in order. */
  readonly events: readonly GovernanceEvent[];
  /** Events in the agent's own trail: the receiver must have as many. */
  readonly emitted: number;
  readonly alerts: readonly Alert[];
  readonly receipts: Receipts;
}

/** The user's lookups with the story's agent in its scope. */
const withStoryScope = (lookups: Lookups): Lookups => ({
  ...lookups,
  agent_scope: [...(lookups['agent_scope'] ?? []), ...STORY_SCOPE],
});

/**
 * Plays it. The agent has a trail of its own in a temporary folder and delivers it by OTLP/HTTP; the alerts come from
 * what the receiver stored, with the input closed as if the clock had passed the last window.
 * @throws AgentSiemError `start.story-packages` when the MCP packages are missing; delivery errors as they are.
 */
export const playStory = async (options: StoryOptions): Promise<StoryOutcome> => {
  const packages = await loadStoryPackages();
  const workspace = await createWorkspace();
  const agentData = await mkdtemp(join(tmpdir(), 'agent-siem-agent-'));
  const before = options.trail.sequence;
  const events: GovernanceEvent[] = [];
  try {
    const governance = createGovernance({
      dir: agentData,
      defaults: { source: { service: 'report-writer', environment: 'example' } },
      deliver: otlpDelivery({
        url: `${options.otlpUrl}/v1/logs`,
        protocol: 'http/protobuf',
        ...(options.token === undefined ? {} : { headers: { authorization: `Bearer ${options.token}` } }),
      }),
    });
    let steps: readonly StoryStep[];
    let emitted: number;
    try {
      steps = await runAgentSession(packages, workspace, governance);
      await governance.flush();
      emitted = governance.trail.sequence;
    } finally {
      await governance.shutdown();
    }
    await options.trail.flush();
    for await (const { event } of options.trail.read({ fromSequence: before + 1 })) events.push(event);
    const { alerts } = evaluate(options.rules, events as unknown as Iterable<Record<string, unknown>>, {
      lookups: withStoryScope(options.lookups),
      firings: false,
    });
    const receipts = await collectReceipts([options.trail.layout.dir, agentData], workspace.credential, options.key);
    return { steps, events, emitted, alerts, receipts };
  } finally {
    await workspace.remove();
    await rm(agentData, { recursive: true, force: true });
  }
};
