/**
 * One event while all rules look at it.
 * @module
 */
import type { DetailReader } from './details.js';
import { Entry, ONE } from './entry.js';
import { eventTime, idCheck } from './event-identity.js';
import type { EventObject } from './field-value.js';

/** When an event arrived, Unix milliseconds; null: not known; undefined: the event itself says so, or nothing does. */
export type Arrival = number | null | undefined;

/** An event with its identity. What rules keep of it in common is made once, and only when one keeps it. */
export class SeenEvent {
  #time: number | null | undefined;
  #check: number | undefined;
  #entry: Entry | undefined;
  #entryDetails: DetailReader | undefined;

  constructor(
    readonly event: EventObject,
    readonly id: string,
    /** Number of the event in the input, from 1. */
    readonly line: number,
    readonly arrival?: Arrival,
  ) {}

  /** Unix milliseconds; null: the event says no time. Read when someone asks: most events meet no rule. */
  get time(): number | null {
    if (this.#time === undefined) this.#time = eventTime(this.event);
    return this.#time;
  }

  /** Hash of the id. */
  get check(): number {
    this.#check ??= idCheck(this.id);
    return this.#check;
  }

  /** The entry of all rules that count no more than that the event is there; the same object for the same `details`. */
  plainEntry(time: number, details: DetailReader): Entry {
    if (this.#entry !== undefined && this.#entryDetails === details && this.#entry.time === time) return this.#entry;
    this.#entryDetails = details;
    this.#entry = new Entry(time, this.id, this.line, 1, ONE, details(this.event), undefined, this.check);
    return this.#entry;
  }
}
