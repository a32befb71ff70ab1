/**
 * What appending gives.
 * @module
 */
import type { CanonicalEvent, GovernanceEvent } from '../event/index.js';
import type { TrailEntry } from './trail-port.js';

/** An entry whose event is made when someone asks for it. */
export class WrittenEntry implements TrailEntry {
  readonly line: string;
  readonly sequence: number;
  readonly #sealed: CanonicalEvent;

  constructor(sealed: CanonicalEvent, sequence: number) {
    this.line = sealed.line;
    this.sequence = sequence;
    this.#sealed = sealed;
  }

  get event(): GovernanceEvent {
    return this.#sealed.event;
  }
}
