/**
 * What is kept of an event that was refused.
 * @module
 */
import { AgentSiemError, RAW_CONTENT_NAMES } from '../event/index.js';
import { appendNdjson } from '../trail/index.js';

const MAX_STRING = 256;
const MAX_DEPTH = 6;
const MAX_MEMBERS = 64;

/** The refused event without raw content, secrets already redacted, cut to a readable size. */
const keepable = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return value.slice(0, MAX_STRING).toWellFormed();
  if (typeof value === 'bigint') return String(value).slice(0, MAX_STRING);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : value;
  if (depth >= MAX_DEPTH) return '[nested deeper]';
  if (Array.isArray(value)) return value.slice(0, MAX_MEMBERS).map((item) => keepable(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_MEMBERS)
      .map(([name, item]) => [
        name.slice(0, MAX_STRING),
        RAW_CONTENT_NAMES.has(name.toLowerCase()) ? '[raw content removed]' : keepable(item, depth + 1),
      ]),
  );
};

/** Writes a refused event, already redacted, to the quarantine file with the reason. */
export const quarantine = (file: string, redacted: unknown, error: unknown): void => {
  const known = error instanceof AgentSiemError;
  appendNdjson(file, {
    refused_at: new Date().toISOString(),
    code: known ? error.code : 'event.invalid',
    ...(known && error.field !== undefined ? { field: error.field } : {}),
    message: error instanceof Error ? error.message : String(error),
    event: keepable(redacted),
  });
};
