/**
 * From any value to a canonical event, or a typed error.
 * @module
 */
import { canonicalForm } from './canonical-form.js';
import { canonicalLine, lineLimit } from './canonical-line.js';
import { EventError, eventErrorFrom } from './event-error.js';
import { SCHEMA_VERSION, type GovernanceEvent } from './generated/types.js';
import { validateLaterMinor, validateRead, validateWritten, type Validator } from './generated/validators.js';
import { findRawContent } from './raw-content.js';

/** An event in canonical form with its line (no newline). */
export interface CanonicalEvent {
  readonly event: GovernanceEvent;
  /** At most 4,800 bytes of UTF-8, the integrity group included. */
  readonly line: string;
  /** Where in the line the integrity group goes, of an event without one; absent or -1 where it is not known. */
  readonly integrityAt?: number;
}

const VERSION = /^(\d{1,6})\.(\d{1,6})\.\d{1,6}$/;
const OUR_MINOR = Number(SCHEMA_VERSION.split('.')[1]);

const requireObject = (value: unknown): Record<string, unknown> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new EventError('an event is a JSON object', { mend: '`agent-siem schema sample` prints one.' });
};

const finish = (value: unknown, chooseValidator: (form: Record<string, unknown>) => Validator): CanonicalEvent => {
  const input = requireObject(value);
  const raw = findRawContent(input);
  if (raw !== undefined) {
    throw new EventError('raw content is never part of an event', {
      code: 'event.raw-content',
      field: raw,
      mend: 'Pass parameters through the typed methods, which keep only their hash and field names.',
    });
  }
  const form = canonicalForm(input);
  const validate = chooseValidator(form);
  if (!validate(form)) {
    const issue = validate.errors?.[0];
    throw issue === undefined ? new EventError('invalid event', {}) : eventErrorFrom(issue, form);
  }
  const line = canonicalLine(form);
  if (Buffer.byteLength(line) > lineLimit(form)) {
    // Only unknown fields of a later minor cannot be cut.
    throw new EventError(`longer than ${String(lineLimit(form))} bytes after cutting`, { code: 'event.too-long' });
  }
  return { event: form as unknown as GovernanceEvent, line };
};

const readerFor = (form: Record<string, unknown>): Validator => {
  const version = VERSION.exec(String(form['schema_version']));
  // The closed validator words the error for a version that is missing, malformed or of another major.
  return version?.[1] === '1' && Number(version[2]) > OUR_MINOR ? validateLaterMinor : validateRead;
};

/**
 * Reads an event of any schema 1.x: closed up to our minor, open beyond it except for raw content.
 * @throws EventError naming the field.
 */
export const readEvent = (value: unknown): CanonicalEvent => finish(value, readerFor);

/**
 * Checks an event that this process writes: our schema, closed, ids of 26 characters.
 * @throws EventError naming the field.
 */
export const writeEvent = (value: unknown): CanonicalEvent => finish(value, () => validateWritten);

/** Any decoded copy of an event (file, OTLP, SIEM export) as the canonical line. */
export const canonicalise = (value: unknown): string => readEvent(value).line;
