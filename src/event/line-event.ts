/**
 * An event known by its line.
 * @module
 */
import type { GovernanceEvent } from './generated/types.js';
import type { CanonicalEvent } from './read-event.js';

/** The line is there from the start, the object when someone asks for it: most events are only written. */
export class LineEvent implements CanonicalEvent {
  readonly line: string;
  /** -1 where it is not known. */
  readonly integrityAt: number;
  #event: GovernanceEvent | undefined;

  /** @param line A canonical line. */
  constructor(line: string, integrityAt = -1) {
    this.line = line;
    this.integrityAt = integrityAt;
  }

  get event(): GovernanceEvent {
    return (this.#event ??= JSON.parse(this.line) as GovernanceEvent);
  }
}
