/**
 * Events that a receiver will never take, kept with the reason.
 * @module
 */
import type { GovernanceEvent } from '../event/index.js';
import { appendLines, type SideFileLimits } from '../trail/index.js';
import type { Rejected } from './settle-batch.js';

/** A line of the dead-letter file. */
export interface DeadLetter {
  readonly rejected_at: string;
  /** Name of the sink that could not deliver it. */
  readonly sink: string;
  /** Place in the trail. */
  readonly sequence: number;
  readonly reason: string;
  readonly event: GovernanceEvent;
}

const MAX_REASON = 1024;

/**
 * Appends to the dead-letter file, one line an event.
 * @returns How many of the oldest lines were removed for room.
 * @throws AgentSiemError when it cannot be written.
 */
export const writeDeadLetters = (
  file: string,
  sink: string,
  rejected: readonly Rejected[],
  limits: SideFileLimits = {},
): number => {
  const rejectedAt = new Date().toISOString();
  const letters = rejected.map(({ entry, reason }): DeadLetter => ({
    rejected_at: rejectedAt,
    sink,
    sequence: entry.sequence,
    reason: reason.slice(0, MAX_REASON).toWellFormed(),
    event: entry.event,
  }));
  return appendLines(
    file,
    letters.map((letter) => JSON.stringify(letter)),
    { sync: true, ...limits },
  );
};

/** Reads a line; undefined when it is none of ours. */
export const readDeadLetter = (line: string): DeadLetter | undefined => {
  try {
    const letter = JSON.parse(line) as Partial<DeadLetter> | null;
    const whole =
      typeof letter?.sink === 'string' &&
      Number.isSafeInteger(letter.sequence) &&
      typeof letter.reason === 'string' &&
      typeof letter.event?.event_id === 'string';
    return whole ? (letter as DeadLetter) : undefined;
  } catch {
    return undefined;
  }
};
