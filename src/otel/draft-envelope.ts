/**
 * The envelope of a draft: id, time, trace and what the agent's defaults say.
 * @module
 */
import { newEventId, SCHEMA_VERSION, TOP_LEVEL_KEYS, type Agent, type Identity, type Source } from '../event/index.js';
import type { EventDraft } from './governance-port.js';
import { activeTraceContext } from './trace-context.js';

/** Values that every event gets unless its draft says otherwise. */
export interface EventDefaults {
  readonly source?: Source;
  readonly identity?: Identity;
  readonly agent?: Agent;
}

/** A draft with the raw parameters of the tool call; they are scanned and hashed and go nowhere. */
export type RawDraft = EventDraft & { readonly parameters?: unknown };

type Plain = Readonly<Record<string, unknown>>;

/** Whether a group says all that the defaults say. */
const covers = (over: Plain, base: Plain): boolean => {
  for (const name in base) if (over[name] === undefined || over[name] === null) return false;
  return true;
};

/** `undefined` and null in a draft do not erase a default. Values that are no group are left to the validator. */
const merged = (base: object | undefined, over: unknown): unknown => {
  if (base === undefined) return over;
  if (over === undefined || over === null) return base;
  if (typeof over !== 'object') return over;
  if (covers(over as Plain, base as Plain)) return over;
  const result: Record<string, unknown> = { ...base };
  for (const name in over) {
    const value = (over as Plain)[name];
    if (value !== undefined && value !== null) result[name] = value;
  }
  return result;
};

let lastMs = 0;
let lastText = '';

/** The time now; events come in bursts and the text of a millisecond is made once. */
const nowText = (): string => {
  const ms = Date.now();
  if (ms !== lastMs) {
    lastMs = ms;
    lastText = new Date(ms).toISOString();
  }
  return lastText;
};

/** Raw parameters never come further. */
const FILLED: ReadonlySet<string> = new Set([...TOP_LEVEL_KEYS, 'parameters']);

/**
 * The draft with its envelope. Every draft becomes an object of one shape, keys in schema order: what follows is then
 * several times faster. A later key of the schema comes through the loop at the end, as unknown ones do.
 */
export const fillEnvelope = (raw: RawDraft, defaults: EventDefaults): Record<string, unknown> => {
  // V8 reads an object made by `{...draft, parameters}` some hundred times slower than a copy of it.
  const draft = Object.assign({}, raw);
  const context = draft.trace_id === undefined ? activeTraceContext() : undefined;
  const filled: Record<string, unknown> = {
    event_id: draft.event_id ?? newEventId(),
    event_type: draft.event_type,
    timestamp: draft.timestamp ?? nowText(),
    schema_version: SCHEMA_VERSION,
    integrity: draft.integrity,
    trace_id: context?.trace_id ?? draft.trace_id,
    span_id: context?.span_id ?? draft.span_id,
    source: merged(defaults.source, draft.source),
    identity: merged(defaults.identity, draft.identity),
    agent: merged(defaults.agent, draft.agent),
    governance: draft.governance,
    tool_call: draft.tool_call,
    target: draft.target,
    secret: draft.secret,
    cost: draft.cost,
    config: draft.config,
    truncated: draft.truncated,
    purpose: draft.purpose,
  };
  for (const key in draft) if (!FILLED.has(key)) filled[key] = (draft as Plain)[key];
  return filled;
};
