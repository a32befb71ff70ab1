/**
 * From log records to canonical governance events.
 * @module
 */
import {
  AgentSiemError,
  type CanonicalEvent,
  derivedEventId,
  type GovernanceEvent,
  readEvent,
  SCHEMA_VERSION,
  summariseParameters,
  writeEvent,
} from '../event/index.js';
import { createEventScan, type SecretFinding, type SecretScanner } from '../secrets/index.js';
import type { AgentSource, SourceDraft, SourceName, SourceState } from './agent-source.js';
import { createBoundedMap } from './bounded-map.js';
import { claudeCode } from './claude-code/index.js';
import { codex } from './codex/index.js';
import { geminiCli } from './gemini-cli/index.js';
import { type DecodedRecord, isReadable, type LogRecord } from './log-record.js';
import { eventInBody } from './own-event.js';
import { recordTime } from './record-time.js';

/**
 * What one record became: events, a reason for skipping, or a reason for rejecting. A rejected event may leave the
 * secret.detected events of what stood in it.
 */
export interface Mapped {
  /** Canonical events in the order in which they happened. */
  readonly events: readonly CanonicalEvent[];
  /** Understood but no governance event, or not understood: `source: event: why`. A derived session start may still stand in `events`. */
  readonly skipped?: string;
  /** A governance event or record that breaks its contract; names the field, never the value. */
  readonly rejected?: string;
  /** The governance event that was rejected, secrets redacted, and why: for a quarantine. */
  readonly refused?: { readonly redacted: unknown; readonly error: unknown };
}

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
/** Sessions and secrets of calls that are remembered. */
const MAX_REMEMBERED = 40_000;
const MAX_INSTALLATIONS = 5_000;
/** Secrets of one refused event that are reported one by one. */
const MAX_DETECTED = 64;
/** Unix milliseconds of 9999-12-31T23:59:59.999Z: later times have no four-digit year. */
const MAX_TIME = 253_402_300_799_999;

const NO_EVENTS: readonly CanonicalEvent[] = [];

/** A name from outside, fit for a counter: short and plain, or no name at all. */
const plainName = (name: string): string => (/^[\w.-]{1,64}$/.test(name) ? name : 'unnamed');

const describe = (error: unknown): string =>
  error instanceof AgentSiemError
    ? [error.field, error.message].filter((part) => part !== undefined && part !== '').join(': ')
    : 'cannot be read';

/** Why a redacted event is refused. */
const refusalOf = (redacted: unknown): unknown => {
  try {
    readEvent(redacted);
  } catch (error) {
    return error;
  }
  return new AgentSiemError('breaks the schema', { code: 'event.invalid' });
};

/** What tells a record from every other, the same in both encodings and after a collector has passed it on. */
const seedOf = (source: string, eventName: string, time: number, { attributes }: LogRecord): string => {
  const names = Object.keys(attributes).sort();
  return JSON.stringify([source, eventName, time, names.map((name) => [name, attributes[name]])]);
};

type Envelope = Pick<GovernanceEvent, 'timestamp' | 'schema_version' | 'trace_id' | 'span_id'>;

/** Two findings of one secret in one record are one secret. */
const distinct = (findings: readonly SecretFinding[]): readonly SecretFinding[] => {
  const seen = new Map<string, SecretFinding>();
  for (const finding of findings) {
    const key = `${finding.type}|${finding.fingerprint}`;
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
};

/** Makes a mapping with its memory of sessions. */
export const createMapping = (options: MappingOptions): Mapping => {
  const { scanner, parameterKey, only } = options;
  const sources = only === undefined ? SOURCES : SOURCES.filter(({ name }) => name === only);
  const scanEvent = createEventScan(scanner);
  const remembered = createBoundedMap<string, true>(MAX_REMEMBERED);
  const state: SourceState = { settingsDigests: createBoundedMap(MAX_INSTALLATIONS) };

  /** False for the start of a session that has started, and for a secret already reported of the same call. */
  const isNews = (event: GovernanceEvent): boolean => {
    const key = onceKey(event);
    if (key === undefined) return true;
    if (remembered.get(key) !== undefined) return false;
    remembered.set(key, true);
    return true;
  };

  const secretEvents = (
    findings: readonly SecretFinding[],
    event: { readonly [K in keyof GovernanceEvent]?: GovernanceEvent[K] | undefined },
    time: number,
    seed: string,
  ): CanonicalEvent[] =>
    distinct(findings).map(({ type, path, fingerprint }) =>
      writeEvent({
        // From the path and not the fingerprint, whose key may differ from run to run.
        event_id: derivedEventId(time, `${seed}|secret|${type}|${path}`),
        event_type: 'secret.detected',
        timestamp: event.timestamp,
        schema_version: SCHEMA_VERSION,
        trace_id: event.trace_id,
        span_id: event.span_id,
        source: event.source,
        identity: event.identity,
        agent: event.agent,
        tool_call: event.tool_call && {
          tool_name: event.tool_call.tool_name,
          tool_server: event.tool_call.tool_server,
          call_id: event.tool_call.call_id,
        },
        secret: { secret_type: type, location: path, fingerprint },
      }),
    );

  const finishDraft = (
    draft: SourceDraft,
    envelope: Envelope,
    context: Partial<GovernanceEvent>,
    time: number,
    seed: string,
  ): CanonicalEvent[] => {
    const { parameters, content, ...groups } = draft;
    const summary = parameters === undefined ? undefined : summarise(parameters, parameterKey);
    const raw = scanner.scan({ ...(parameters === undefined ? {} : { parameters }), ...content });
    const { redacted, findings } = scanner.scan({
      event_id: derivedEventId(time, `${seed}|${draft.event_type}`),
      ...envelope,
      ...context,
      ...groups,
      ...(summary === undefined ? {} : { tool_call: { ...draft.tool_call, ...summary } }),
    });
    const written = writeEvent(redacted);
    // A violation repeats the call of the event before it, which has reported its secrets already.
    if (draft.event_type === 'policy.violation') return [written];
    return [written, ...secretEvents([...raw.findings, ...findings], written.event, time, seed)];
  };

  const mapSource = (source: AgentSource, eventName: string, record: LogRecord): Mapped => {
    const label = `${source.name}: ${plainName(eventName)}`;
    const time = recordTime(record);
    if (time === undefined || time > MAX_TIME) return { events: NO_EVENTS, skipped: `${label}: no usable time` };
    const seed = seedOf(source.name, eventName, time, record);
    const context = source.contextOf(record);
    const envelope: Envelope = {
      timestamp: new Date(time).toISOString(),
      schema_version: SCHEMA_VERSION,
      ...(record.traceId === '' ? {} : { trace_id: record.traceId }),
      ...(record.spanId === '' ? {} : { span_id: record.spanId }),
    };
    try {
      const { drafts, skipped } = source.map(eventName, record, state);
      const own = drafts.some((draft) => draft.event_type === 'session.started');
      const starts = source.startsSessions && !own && context.agent?.session_id !== undefined;
      const all: readonly SourceDraft[] = starts ? [{ event_type: 'session.started' }, ...drafts] : drafts;
      const events = all
        .flatMap((draft, index) => {
          // Counted within its type, so that an id does not depend on what else the record gave.
          const same = all.slice(0, index).filter(({ event_type }) => event_type === draft.event_type).length;
          return finishDraft(draft, envelope, context, time, same === 0 ? seed : `${seed}|${String(same)}`);
        })
        .filter(({ event }) => isNews(event));
      return skipped === undefined ? { events } : { events, skipped: `${label}: ${skipped}` };
    } catch (error) {
      return { events: NO_EVENTS, skipped: `${label}: ${describe(error)}` };
    }
  };

  /** Secrets of a refused event: an alert must not depend on the rest of the event being sound. */
  const refusedSecrets = (found: readonly SecretFinding[], redacted: object, sent: number | undefined) => {
    const time = sent === undefined || sent > MAX_TIME ? Date.now() : sent;
    const findings = found.slice(0, MAX_DETECTED);
    const { event_id, source, identity, agent } = redacted as Partial<GovernanceEvent>;
    const bare = { timestamp: new Date(time).toISOString() };
    const seed = `${typeof event_id === 'string' ? event_id : ''}|refused`;
    try {
      return secretEvents(findings, { ...bare, source, identity, agent }, time, seed);
    } catch {
      return secretEvents(findings, bare, time, seed);
    }
  };

  const mapOwn = (value: object, sent: number | undefined): Mapped => {
    try {
      const read = readEvent(value);
      const { redacted, findings } = scanEvent(read.event);
      // So it is with every event that a trail has sealed: its writer has searched it, and its line stays as it is.
      if (findings.length === 0) return { events: [read] };
      // A seal over a secret is forged or older than the format of that secret. The event gets a seal of this trail.
      const clean = readEvent({ ...redacted, integrity: undefined });
      const time = Date.parse(clean.event.timestamp);
      return { events: [clean, ...secretEvents(findings, clean.event, time, clean.event.event_id)] };
    } catch (error) {
      const { redacted, findings } = scanner.scan(value);
      // A name that is refused may be a secret itself.
      const told = redacted === value ? error : refusalOf(redacted);
      const events = findings.length === 0 ? NO_EVENTS : refusedSecrets(findings, redacted, sent);
      return { events, rejected: describe(told), refused: { redacted, error: told } };
    }
  };

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
    forget: (event) => {
      const key = onceKey(event);
      if (key !== undefined) remembered.delete(key);
    },
    recall: (event) => {
      const key = onceKey(event);
      if (key !== undefined) remembered.set(key, true);
    },
  };
};

/** What makes an event one that is told once: the start of a session, a secret in a call of which several records tell. */
const onceKey = ({ event_type, agent, tool_call, secret }: GovernanceEvent): string | undefined => {
  const session = agent?.session_id;
  if (session === undefined) return undefined;
  if (event_type === 'session.started') return `session|${session}`;
  if (event_type !== 'secret.detected' || tool_call?.call_id === undefined) return undefined;
  return ['secret', session, tool_call.call_id, secret?.secret_type, secret?.fingerprint].join('|');
};

/** Parameters that have no canonical JSON form (too deep, lone surrogates) are hashed as the text that they are. */
const summarise = (
  parameters: unknown,
  key: Uint8Array | string | undefined,
): ReturnType<typeof summariseParameters> => {
  try {
    return summariseParameters(parameters, key);
  } catch {
    return summariseParameters({ text: JSON.stringify(parameters).toWellFormed() }, key);
  }
};
