/**
 * The trail as the rest of the package sees it: the only writer.
 * @module
 */
import type { CanonicalEvent, GovernanceEvent } from '../event/index.js';

/** An accepted event with its place in the trail. */
export interface TrailEntry {
  /** The event as written, integrity group included. */
  readonly event: GovernanceEvent;
  /** The line as written, without newline. */
  readonly line: string;
  /** Position in this trail, from 1. */
  readonly sequence: number;
}

/** Appends events; resolved means durable. */
export interface TrailWriter {
  /**
   * Appends one event. Resolves when it is durable; rejects with a typed error and then it is not in the trail.
   * An event that already carries `integrity` (written by another trail) keeps its line as it came.
   */
  append(event: CanonicalEvent): Promise<TrailEntry>;
  /**
   * Appends many events in order, as `append` does each, with one write for all: where the disk takes not all of them,
   * it has none, and each promise rejects. An event that cannot be appended for a reason of its own leaves the others.
   */
  appendAll(events: readonly CanonicalEvent[]): readonly Promise<TrailEntry>[];
  /** Entries appended after this call, in order; the listener must not throw. Returns the unsubscribe function. */
  onAppend(listener: (entry: TrailEntry) => void): () => void;
  /** Resolves when everything appended so far is durable. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
