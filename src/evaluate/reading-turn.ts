/**
 * Answers remembered while all rules look at one event.
 * @module
 */
import type { EventObject } from './field-value.js';

/** Counts events that rules look at; 0 between them. */
let turn = 0;
let turns = 0;

/** Lets the readers remember their answers while `look` runs: all rules see one event, which nobody changes meanwhile. */
export const whileReading = <T>(look: () => T): T => {
  startReading();
  try {
    return look();
  } finally {
    endReading();
  }
};

/** The same without a function: `endReading` must follow, whatever happens. */
export const startReading = (): void => {
  turns += 1;
  turn = turns;
};

export const endReading = (): void => {
  turn = 0;
};

/** Makes a function of an event remember its answer within one `whileReading`. */
export const rememberedInTurn = <T>(answer: (event: EventObject) => T): ((event: EventObject) => T) => {
  let last: EventObject | undefined;
  let lastTurn = 0;
  let value: T;
  return (event) => {
    if (turn === 0) return answer(event);
    if (event !== last || turn !== lastTurn) {
      value = answer(event);
      last = event;
      lastTurn = turn;
    }
    return value;
  };
};
