/**
 * From a draft to a canonical event, with what was found in it.
 * @module
 */
import {
  EventError,
  newEventId,
  SCHEMA_VERSION,
  summariseParameters,
  writeEvent,
  type Agent,
  type CanonicalEvent,
  type GovernanceEvent,
  type Identity,
  type Source,
} from '../event/index.js';
import type { SecretFinding, SecretScanner } from '../secrets/index.js';
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
  readonly parameterKey: string | Uint8Array | undefined;
}

/** Findings of one draft that are reported one by one; a dump of more is reported by its first. */
const MAX_DETECTED = 64;

const merged = <T extends object>(base: T | undefined, over: T | undefined): T | undefined => {
  if (base === undefined) return over;
  // `undefined` and null in a draft must not erase a default.
  const given = Object.entries(over ?? {}).filter(([, value]) => value !== undefined && value !== null);
  return { ...base, ...Object.fromEntries(given) };
};

const fill = (draft: EventDraft, defaults: EventDefaults): EventDraft => {
  const context = draft.trace_id === undefined ? activeTraceContext() : undefined;
  return {
    ...draft,
    event_id: draft.event_id ?? newEventId(),
    timestamp: draft.timestamp ?? new Date().toISOString(),
    schema_version: SCHEMA_VERSION,
    ...context,
    ...groupsOf(draft, defaults),
  };
};

const groupsOf = (draft: EventDraft, defaults: EventDefaults): Partial<GovernanceEvent> => {
  const source = merged(defaults.source, draft.source);
  const identity = merged(defaults.identity, draft.identity);
  const agent = merged(defaults.agent, draft.agent);
  return {
    ...(source === undefined ? {} : { source }),
    ...(identity === undefined ? {} : { identity }),
    ...(agent === undefined ? {} : { agent }),
  };
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

const hashParameters = (draft: EventDraft, parameters: unknown, options: PrepareOptions): EventDraft => {
  const { parameters_hash } = summariseParameters(parameters, options.parameterKey);
  return { ...draft, tool_call: { ...draft.tool_call, parameters_hash } };
};

const namesOf = (redactedParameters: unknown): readonly string[] =>
  summariseParameters(redactedParameters).parameter_fields;

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

/** Fills the envelope, takes parameters down to hash and names, redacts, validates. Never throws. */
export const prepareEvent = (raw: RawDraft, defaults: EventDefaults, options: PrepareOptions): Prepared => {
  const { parameters, ...draft } = raw;
  const filled = fill(draft, defaults);
  const scan = options.scanner.scan(filled);
  const findings = [...scan.findings];
  let redacted = scan.redacted;
  let failure: { readonly error: unknown } | undefined;
  if (parameters !== undefined) {
    const inside = options.scanner.scan({ parameters });
    findings.push(...inside.findings);
    try {
      redacted = hashParameters(redacted, parameters, options);
      // A secret may stand in a name: the names come from the redacted copy.
      const parameter_fields = namesOf(inside.redacted.parameters);
      redacted = { ...redacted, tool_call: { ...redacted.tool_call, parameter_fields } };
    } catch (error) {
      failure = { error };
    }
  }
  return {
    outcome: failure === undefined ? write(redacted) : { ok: false, error: failure.error },
    detected: findings.slice(0, MAX_DETECTED).map((finding) => detectedEvent(redacted, finding)),
    redacted,
  };
};
