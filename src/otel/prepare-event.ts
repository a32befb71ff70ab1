/**
 * From a draft to a canonical event, with what was found in it.
 * @module
 */
import {
  EventError,
  newEventId,
  SCHEMA_VERSION,
  summariseParameters,
  TOP_LEVEL_KEYS,
  writeEvent,
  type Agent,
  type CanonicalEvent,
  type Identity,
  type LineWriter,
  type ParameterSummary,
  type Source,
} from '../event/index.js';
import type { createEventScan, SecretFinding, SecretScanner } from '../secrets/index.js';
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

/** What emitting a draft comes to. */
export interface Prepared {
  /** The event, or why there is none. */
  readonly outcome:
    { readonly ok: true; readonly event: CanonicalEvent } | { readonly ok: false; readonly error: unknown };
  /** secret.detected events for what was found. */
  readonly detected: readonly CanonicalEvent[];
  /** The draft with its envelope, secrets replaced, without parameters. */
  readonly redacted: EventDraft;
}

export interface PrepareOptions {
  readonly scanner: SecretScanner;
  readonly scanEvent: ReturnType<typeof createEventScan>;
  /** Writes ordinary events; the rest goes through scan and validation. */
  readonly writeLine: LineWriter;
  readonly parameterKey: string | Uint8Array | undefined;
}

/** Findings of one draft that are reported one by one; a dump of more is reported by its first. */
const MAX_DETECTED = 64;

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
const fill = (raw: RawDraft, defaults: EventDefaults): Record<string, unknown> => {
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

/** The secret.detected event of a finding: who, which agent, which tool, and where; never the value. */
const detectedEvent = (cause: EventDraft, finding: SecretFinding): CanonicalEvent => {
  const { tool_call, trace_id, span_id, source, identity, agent, target } = cause;
  const tool = {
    ...(tool_call?.tool_name === undefined ? {} : { tool_name: tool_call.tool_name }),
    ...(tool_call?.tool_server === undefined ? {} : { tool_server: tool_call.tool_server }),
    ...(tool_call?.call_id === undefined ? {} : { call_id: tool_call.call_id }),
    ...(tool_call?.parameters_hash === undefined ? {} : { parameters_hash: tool_call.parameters_hash }),
  };
  const secret = { secret_type: finding.type, location: finding.path, fingerprint: finding.fingerprint };
  const envelope = {
    event_id: newEventId(),
    event_type: 'secret.detected',
    timestamp: new Date().toISOString(),
    schema_version: SCHEMA_VERSION,
  };
  try {
    return writeEvent({ ...envelope, trace_id, span_id, source, identity, agent, tool_call: tool, target, secret });
  } catch {
    // What is wrong with the draft must not hide the secret.
    return writeEvent({ ...envelope, secret });
  }
};

const write = (draft: EventDraft): Prepared['outcome'] => {
  try {
    if (draft.integrity !== undefined) {
      throw new EventError('written by the trail', { field: 'integrity', mend: 'Leave it out of a draft.' });
    }
    return { ok: true, event: writeEvent(draft) };
  } catch (error) {
    return { ok: false, error };
  }
};

/** What came of raw parameters. */
interface Hashed {
  readonly findings: readonly SecretFinding[];
  /** Absent where they have no canonical form. */
  readonly summary?: ParameterSummary;
  readonly failure?: { readonly error: unknown };
}

const failureOf = ({ parameters }: { readonly parameters: unknown }): unknown => {
  try {
    summariseParameters(parameters);
  } catch (error) {
    return error;
  }
  return new EventError('have no canonical JSON form', { field: 'parameters' });
};

/** Takes raw parameters down to hash and field names. */
const hashParameters = (parameters: unknown, { scanner, parameterKey }: PrepareOptions): Hashed => {
  const { findings, redacted } = scanner.scan({ parameters });
  try {
    const summary = summariseParameters(parameters, parameterKey);
    if (findings.length === 0) return { findings, summary };
    // A secret may stand in a name: then the names come from the redacted copy.
    const { parameter_fields } = summariseParameters(redacted.parameters);
    return { findings, summary: { parameters_hash: summary.parameters_hash, parameter_fields } };
  } catch (error) {
    // The error names a place in the parameters: where a name is a secret, the place is told as one that is redacted.
    return { findings, failure: { error: findings.length === 0 ? error : failureOf(redacted) } };
  }
};

/** The call with its summary; what is no group is the validator's business. */
const summarised = (call: unknown, summary: ParameterSummary): unknown =>
  call === undefined || (typeof call === 'object' && call !== null) ? { ...call, ...summary } : call;

const NOTHING: readonly CanonicalEvent[] = [];

const prepare = (raw: RawDraft, defaults: EventDefaults, options: PrepareOptions): Prepared => {
  const filled = fill(raw, defaults);
  const hashed = raw.parameters === undefined ? undefined : hashParameters(raw.parameters, options);
  const failure = hashed?.failure;
  if (failure === undefined && (hashed === undefined || hashed.findings.length === 0)) {
    const event = options.writeLine(filled, hashed?.summary);
    if (event !== undefined) {
      return { outcome: { ok: true, event }, detected: NOTHING, redacted: filled as unknown as EventDraft };
    }
  }
  if (hashed?.summary !== undefined) filled['tool_call'] = summarised(raw.tool_call, hashed.summary);
  // From here on whatever stands in it is the validator's business.
  const scan = options.scanEvent(filled as unknown as EventDraft);
  const redacted = scan.redacted;
  const findings = hashed === undefined ? scan.findings : [...scan.findings, ...hashed.findings];
  return {
    outcome: failure === undefined ? write(redacted) : { ok: false, error: failure.error },
    detected:
      findings.length === 0
        ? NOTHING
        : findings.slice(0, MAX_DETECTED).map((finding) => detectedEvent(redacted, finding)),
    redacted,
  };
};

/** Fills the envelope, takes parameters down to hash and names, redacts, validates. Never throws. */
export const prepareEvent = (raw: RawDraft, defaults: EventDefaults, options: PrepareOptions): Prepared => {
  try {
    return prepare(raw, defaults, options);
  } catch {
    // No object, or one whose getters throw: what they say may be content, so it is not passed on.
    const error = new EventError('cannot be read', { mend: 'Give a plain object.' });
    return { outcome: { ok: false, error }, detected: NOTHING, redacted: {} as EventDraft };
  }
};
