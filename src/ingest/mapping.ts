/**
 * From log records to canonical governance events.
 * @module
 */
import type { GovernanceEvent } from '../event/index.js';
import type { SecretScanner } from '../secrets/index.js';
import type { AgentSource, SourceName } from './agent-source.js';
import { claudeCode } from './claude-code/index.js';
import { codex } from './codex/index.js';
import { geminiCli } from './gemini-cli/index.js';
import { type DecodedRecord, isReadable, type LogRecord } from './log-record.js';
import { type Mapped, NO_EVENTS } from './mapped.js';
import { eventInBody } from './own-event.js';
import { createOwnMapping } from './own-mapping.js';
import { recordTime } from './record-time.js';
import { createSourceMapping } from './source-mapping.js';
import { createToldOnce } from './told-once.js';

/** How records are mapped. */
export interface MappingOptions {
  /** Searches raw content and every string for secrets. */
  readonly scanner: SecretScanner;
  /** Makes parameter hashes keyed, so that they cannot be matched against guessed parameters. */
  readonly parameterKey?: Uint8Array | string;
  /** Only this agent's records are mapped, the others skipped; default: all, and governance events as they come. */
  readonly only?: SourceName;
}

/** Maps records one by one, in order of arrival. */
export interface Mapping {
  map(record: DecodedRecord): Mapped;
  /** An event that could not be stored: its session will start, its secret will be reported again. */
  forget(event: GovernanceEvent): void;
  /** An event that an earlier process stored: its session has started, its secret is reported. */
  recall(event: GovernanceEvent): void;
}

const SOURCES: readonly AgentSource[] = [claudeCode, codex, geminiCli];

/** Makes a mapping with its memory of sessions. */
export const createMapping = (options: MappingOptions): Mapping => {
  const { scanner, parameterKey, only } = options;
  const sources = only === undefined ? SOURCES : SOURCES.filter(({ name }) => name === only);
  const told = createToldOnce();
  const mapOwn = createOwnMapping(scanner);
  const mapSource = createSourceMapping({ scanner, parameterKey, told });

  const sourceOf = (record: LogRecord): readonly [AgentSource, string] | undefined => {
    for (const source of sources) {
      const eventName = source.eventNameOf(record);
      if (eventName !== undefined) return [source, eventName];
    }
    return undefined;
  };

  return {
    map: (record) => {
      if (!isReadable(record)) return { events: NO_EVENTS, rejected: record.problem };
      const own = only === undefined ? eventInBody(record) : undefined;
      if (own !== undefined) return mapOwn(own, recordTime(record));
      const found = sourceOf(record);
      return found === undefined
        ? { events: NO_EVENTS, skipped: `not a record of ${only ?? 'a known agent'}` }
        : mapSource(...found, record);
    },
    forget: told.forget,
    recall: told.recall,
  };
};
