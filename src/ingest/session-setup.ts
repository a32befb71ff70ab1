/**
 * What a session starts with, for agents that say it once at the beginning.
 * @module
 */
import type { SourceDraft } from './agent-source.js';
import { textsAt } from './attribute-values.js';
import type { LogRecord } from './log-record.js';

/** Servers named by one session start; a longer list is cut. */
const MAX_SERVERS = 32;

/** Modes in which an agent acts without asking: a session that starts in one is worth an event, the usual ones are not. */
const BYPASS = /^(?:never|danger-full-access|yolo|full-auto|bypassPermissions)\b/;

/** Changes of configuration that a session start stands for: servers it connects, and modes that bypass approval. */
export const setupDrafts = (
  { attributes }: LogRecord,
  modes: Readonly<Record<string, string | undefined>>,
): readonly SourceDraft[] => [
  ...Object.entries(modes).flatMap(([setting, value]): SourceDraft[] => {
    const mode = value === undefined ? undefined : BYPASS.exec(value)?.[0];
    return mode === undefined ? [] : [{ event_type: 'config.agent_changed', config: { setting, to_value: mode } }];
  }),
  ...(textsAt(attributes, 'mcp_servers') ?? []).slice(0, MAX_SERVERS).map((name): SourceDraft => ({
    event_type: 'config.agent_changed',
    config: { setting: 'mcp_server', name, to_value: 'configured' },
  })),
];
