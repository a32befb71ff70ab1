/**
 * Governance events that arrive as OTLP records: from our exporter, or from a collector that tails a trail.
 * @module
 */
import type { LogRecord } from './log-record.js';

/** Longest text body that is parsed; a canonical line has at most 4,800 bytes, one with unknown spacing a little more. */
const MAX_TEXT = 64 * 1024;

const looksLikeEvent = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && 'event_type' in value && 'schema_version' in value;

/**
 * The event in a record's body: a map, or the JSON line as text (as the collector's filelog receiver sends it);
 * undefined when the record is none of ours.
 */
export const eventInBody = ({ body }: LogRecord): object | undefined => {
  if (typeof body === 'object') return looksLikeEvent(body) ? body : undefined;
  if (typeof body !== 'string' || body.length > MAX_TEXT || !body.startsWith('{') || !body.includes('"event_type"')) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(body);
    return looksLikeEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
