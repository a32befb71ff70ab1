// When an event arrived. Tests write it into the event, as an export of Elastic has it; a SIEM keeps it beside the event.
import type { EventObject } from '../../src/evaluate/index.js';
import { parseTime } from '../../src/evaluate/index.js';

/** Unix milliseconds of `event.ingested`; undefined when the event does not carry it. */
export const arrivalOf = (event: EventObject): number | undefined =>
  parseTime((event['event'] as { readonly ingested?: unknown } | undefined)?.ingested);

/** The event as its sender wrote it. */
export const asSent = (event: EventObject): EventObject => {
  if (arrivalOf(event) === undefined) return event;
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'event'));
};
