/**
 * The error of an event that breaks the schema.
 * @module
 */
import { AgentSiemError, type AgentSiemErrorOptions } from '../error.js';
import type { SchemaIssue } from './generated/validators.js';

/** An event that breaks the schema: it was not emitted. Names the field, never its value. */
export class EventError extends AgentSiemError {
  override readonly name = 'EventError';

  constructor(message: string, options: Omit<AgentSiemErrorOptions, 'code'> & { readonly code?: string }) {
    super(message, { code: 'event.invalid', ...options });
  }
}

const DIGEST_FIELD = /(?:_hash|_digest|fingerprint)$/;
const ELIDED = /…|\.\.\./;

const pathOf = (issue: SchemaIssue): string => {
  const base = issue.instancePath.slice(1).replaceAll('/', '.');
  const extra = issue.params['missingProperty'] ?? issue.params['additionalProperty'];
  return typeof extra === 'string' ? [base, extra].filter((part) => part !== '').join('.') : base;
};

const valueAt = (event: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (node, key) => (typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[key] : undefined),
      event,
    );

const describePattern = (event: unknown, field: string): readonly [message: string, mend: string] => {
  const value = valueAt(event, field);
  if (DIGEST_FIELD.test(field)) {
    return typeof value === 'string' && ELIDED.test(value)
      ? ['the hash is elided', 'Give all 64 hex digits; a shortened hash proves nothing.']
      : ['not a hash', 'Write sha256: or hmac-sha256: and 64 lower-case hex digits.'];
  }
  if (field === 'event_id')
    return ['not an event id', 'Write evt_ and a ULID of 26 Crockford characters, or leave it out.'];
  if (field === 'timestamp') return ['not an ISO 8601 time', 'Write it as 2026-04-07T14:32:18.847Z.'];
  if (field === 'schema_version') return ['not a schema version of major 1', 'Write it as 1.3.0.'];
  return ['malformed value', 'See `agent-siem schema print` for the pattern.'];
};

/** Turns the validator's first issue into the typed error. */
export const eventErrorFrom = (issue: SchemaIssue, event: unknown): EventError => {
  const field = pathOf(issue);
  switch (issue.keyword) {
    case 'required':
      return new EventError('missing', { field, mend: 'This event type cannot do without it.' });
    case 'additionalProperties':
      return new EventError('unknown field', { field, mend: '`agent-siem schema print` lists the fields.' });
    case 'enum': {
      const allowed = issue.params['allowedValues'];
      return new EventError('value outside its vocabulary', {
        field,
        mend: Array.isArray(allowed) ? `Use one of: ${allowed.join(', ')}.` : undefined,
      });
    }
    case 'type':
      return new EventError(`wrong type, must be ${String(issue.params['type'])}`, { field });
    case 'pattern': {
      const [message, mend] = describePattern(event, field);
      return new EventError(message, { field, mend });
    }
    default:
      return new EventError(issue.message ?? 'invalid', { field });
  }
};
