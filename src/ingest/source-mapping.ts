/**
 * Records of one agent to governance events.
 * @module
 */
import {
  type CanonicalEvent,
  derivedEventId,
  type GovernanceEvent,
  SCHEMA_VERSION,
  summariseParameters,
  writeEvent,
} from '../event/index.js';
import type { SecretScanner } from '../secrets/index.js';
import type { AgentSource, SourceDraft, SourceState } from './agent-source.js';
import { createBoundedMap } from './bounded-map.js';
import type { LogRecord } from './log-record.js';
import { describe, MAX_TIME, type Mapped, NO_EVENTS } from './mapped.js';
import { recordTime } from './record-time.js';
import { secretEvents } from './secret-events.js';
import type { ToldOnce } from './told-once.js';

const MAX_INSTALLATIONS = 5_000;

/** A name from outside, fit for a counter: short and plain, or no name at all. */
const plainName = (name: string): string => (/^[\w.-]{1,64}$/.test(name) ? name : 'unnamed');

/** What tells a record from every other, the same in both encodings and after a collector has passed it on. */
const seedOf = (source: string, eventName: string, time: number, { attributes }: LogRecord): string => {
  const names = Object.keys(attributes).sort();
  return JSON.stringify([source, eventName, time, names.map((name) => [name, attributes[name]])]);
};

type Envelope = Pick<GovernanceEvent, 'timestamp' | 'schema_version' | 'trace_id' | 'span_id'>;

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

/** What the mapping needs. */
export interface SourceMappingOptions {
  readonly scanner: SecretScanner;
  readonly parameterKey: Uint8Array | string | undefined;
  readonly told: ToldOnce;
}

/** Maps a record of the source; `eventName` is the source's own name for it. */
export type SourceMapping = (source: AgentSource, eventName: string, record: LogRecord) => Mapped;

/** Makes the mapping, with its memory of installations. */
export const createSourceMapping = ({ scanner, parameterKey, told }: SourceMappingOptions): SourceMapping => {
  const state: SourceState = { settingsDigests: createBoundedMap(MAX_INSTALLATIONS) };

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

  return (source: AgentSource, eventName: string, record: LogRecord): Mapped => {
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
        .filter(({ event }) => told.isNews(event));
      return skipped === undefined ? { events } : { events, skipped: `${label}: ${skipped}` };
    } catch (error) {
      return { events: NO_EVENTS, skipped: `${label}: ${describe(error)}` };
    }
  };
};
