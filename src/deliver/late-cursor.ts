/**
 * A cursor that is saved a moment later.
 * @module
 */
import type { Cursor } from '../trail/index.js';

/**
 * The cursor is saved so much later while requests follow one another, and at once when they pause: replacing a file
 * costs as much as encoding a hundred events. What a crash finds unsaved is sent again, with the same event ids.
 */
const SAVE_MS = 200;

/** What is acknowledged, in memory and on disk. */
export interface LateCursor {
  /** Sequence of the last event that needs no further attempt. */
  readonly acknowledged: number;
  /** Moves on, never back. */
  moveTo(sequence: number): void;
  /** Saves now. */
  save(): void;
  /** Saves within SAVE_MS. */
  saveSoon(): void;
}

/** Takes over a sink's cursor. */
export const createLateCursor = (cursor: Cursor): LateCursor => {
  let acknowledged = cursor.sequence;
  let saving: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(saving);
    saving = undefined;
    if (acknowledged > cursor.sequence) cursor.save(acknowledged);
  };
  return {
    get acknowledged() {
      return acknowledged;
    },
    moveTo: (sequence) => {
      acknowledged = Math.max(acknowledged, sequence);
    },
    save,
    saveSoon: () => {
      saving ??= setTimeout(() => {
        try {
          save();
        } catch {
          // The loop saves as well and says what is wrong.
        }
      }, SAVE_MS).unref();
    },
  };
};
