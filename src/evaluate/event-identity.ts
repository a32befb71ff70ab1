/**
 * Id and time of an event, ours or foreign.
 * @module
 */
import { parseTime } from './event-time.js';
import type { EventObject } from './field-reader.js';

/** event_id, or `#<line>` (from 1) for an event without one. */
export const eventId = (event: EventObject, line: number): string =>
  typeof event.event_id === 'string' && event.event_id !== '' ? event.event_id : `#${line}`;

/** `timestamp`, else `@timestamp`, in Unix milliseconds; null when neither is a time. */
export const eventTime = (event: EventObject): number | null =>
  parseTime(event.timestamp) ?? parseTime(event['@timestamp']) ?? null;
