/**
 * Id, time and arrival of an event, ours or foreign.
 * @module
 */
import { parseTime } from './event-time.js';
import { fieldReader } from './field-reader.js';
import type { EventObject } from './field-value.js';

/** Field that says when a SIEM or trail received the event. */
export const ARRIVAL_FIELD = 'event.ingested';

const readArrival = fieldReader(ARRIVAL_FIELD);

/** event_id, or `#<line>` (from 1) for an event without one. */
export const eventId = (event: EventObject, line: number): string =>
  typeof event.event_id === 'string' && event.event_id !== '' ? event.event_id : `#${line}`;

/** `timestamp`, else `@timestamp`, in Unix milliseconds; null when neither is a time. */
export const eventTime = (event: EventObject): number | null =>
  parseTime(event.timestamp) ?? parseTime(event['@timestamp']) ?? null;

/** `event.ingested` in Unix milliseconds; null when the event does not say when it arrived. */
export const eventArrival = (event: EventObject): number | null => parseTime(readArrival(event)) ?? null;

/** So many last characters of an id tell it apart: in a ULID they are its random part. */
const CHECKED = 16;

/** A 32-bit hash of an id (FNV-1a over its end), by which the same event is known again without its text. */
export const idCheck = (id: string): number => {
  let hash = 0x811c9dc5 ^ id.length;
  for (let index = Math.max(0, id.length - CHECKED); index < id.length; index += 1)
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return hash;
};
