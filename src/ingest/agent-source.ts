/**
 * What a mapping of one agent's telemetry is.
 * @module
 */
import type { EventType, GovernanceEvent } from '../event/index.js';
import type { BoundedMap } from './bounded-map.js';
import type { LogRecord } from './log-record.js';

/** Agents whose own telemetry is understood. */
export const SOURCE_NAMES = ['claude-code', 'codex', 'gemini-cli'] as const;

/** An agent whose own telemetry is understood. */
export type SourceName = (typeof SOURCE_NAMES)[number];

/** An event before its id, time and version are filled and its strings are scanned. */
export type SourceDraft = Omit<Partial<GovernanceEvent>, 'event_type'> & {
  readonly event_type: EventType;
  /** Raw parameters: they leave as hash and field names only. */
  readonly parameters?: unknown;
  /** Further raw content (such as a tool's output) that is searched for secrets and then dropped. */
  readonly content?: Readonly<Record<string, unknown>>;
};

/** What one record means. */
export interface SourceResult {
  readonly drafts: readonly SourceDraft[];
  /** Why nothing came of it, from a small fixed vocabulary. */
  readonly skipped?: string;
}

/** What a mapping remembers between records; bounded. */
export interface SourceState {
  /** Last digest of managed settings, by installation. */
  readonly settingsDigests: BoundedMap<string, string>;
}

/** The mapping of one agent's telemetry. */
export interface AgentSource {
  readonly name: SourceName;
  /** The agent's own name of the record's event without prefix; undefined when the record is none of its own. */
  eventNameOf(record: LogRecord): string | undefined;
  /** Identity, agent and source groups that every event of the record carries. */
  contextOf(record: LogRecord): Pick<GovernanceEvent, 'identity' | 'agent' | 'source'>;
  /** True when a session starts with the first record that names it, because the agent does not say so itself. */
  readonly startsSessions: boolean;
  map(eventName: string, record: LogRecord, state: SourceState): SourceResult;
}

/** A result without events. */
export const skip = (reason: string): SourceResult => ({ drafts: [], skipped: reason });

/** A result of one event. */
export const one = (draft: SourceDraft): SourceResult => ({ drafts: [draft] });
