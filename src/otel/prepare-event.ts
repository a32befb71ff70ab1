/**
 * From a draft to a canonical event, with what was found in it.
 * @module
 */
import { EventError, writeEvent, type CanonicalEvent, type LineWriter, type ParameterSummary } from '../event/index.js';
import type { createEventScan, SecretScanner } from '../secrets/index.js';
import { detectedEvent } from './detected-event.js';
import { fillEnvelope, type EventDefaults, type RawDraft } from './draft-envelope.js';
import type { EventDraft } from './governance-port.js';
import { hashParameters } from './hash-parameters.js';

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

/** The call with its summary; what is no group is the validator's business. */
const summarised = (call: unknown, summary: ParameterSummary): unknown =>
  call === undefined || (typeof call === 'object' && call !== null) ? { ...call, ...summary } : call;

const NOTHING: readonly CanonicalEvent[] = [];

const prepare = (raw: RawDraft, defaults: EventDefaults, options: PrepareOptions): Prepared => {
  const filled = fillEnvelope(raw, defaults);
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
