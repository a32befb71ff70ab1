/**
 * New values: seen in the bucket and not in the history before it, for groups that have a history.
 * @module
 */
import type { NewValueCorrelation } from '../rules/ir.js';
import type { Budget, Emit, Machine } from './candidate.js';
import { listOf, type Entry, type Group } from './entry.js';
import { Queue } from './queue.js';

interface State {
  readonly group: Group;
  /** Events of the window, in time order. */
  readonly window: Queue<Entry>;
  /** Values that left the window, with the time they were last seen. */
  readonly seen: Map<string, number>;
  /** No time in `seen` is earlier. */
  seenFrom: number;
  /** Times of past activity: one for each stretch of `resolution`. */
  readonly activity: Queue<number>;
  /** Nothing in the window is new, and no value has been forgotten or added since that was found out. */
  known: boolean;
  next: number;
}

/** Creates the machine of one new_value rule. */
export const newValueMachine = (correlation: NewValueCorrelation, emit: Emit, budget: Budget): Machine => {
  const { timespanMs, historyMs, minHistoryMs } = correlation;
  const every = correlation.every === 'event' ? timespanMs : correlation.every;
  // Where every boundary lies on the grid, one time for each stretch of the grid says as much as all of them.
  const resolution = [timespanMs, historyMs, minHistoryMs].every((length) => length % every === 0) ? every : 1;
  const states = new Map<string, State>();

  /** Moves what is older than the window into the history, and drops what is older than that. */
  const slide = (state: State, start: number): void => {
    const { window, activity, seen } = state;
    for (let entry = window.first; entry !== undefined && entry.time < start; entry = window.first) {
      window.shift();
      budget.release(1);
      const stretch = Math.floor(entry.time / resolution) * resolution;
      if (activity.last !== stretch) activity.push(stretch);
      for (const key of listOf(entry.keys)) {
        if (!seen.has(key) && !budget.take()) continue;
        seen.set(key, entry.time);
        state.seenFrom = Math.min(state.seenFrom, entry.time);
      }
    }
    const oldest = start - historyMs;
    while (activity.first !== undefined && activity.first < oldest) activity.shift();
    if (state.seenFrom >= oldest) return;
    // The bound is as old as the oldest value was once; looking at all of them makes it exact again.
    state.seenFrom = Infinity;
    for (const [key, time] of seen) {
      if (time >= oldest) {
        state.seenFrom = Math.min(state.seenFrom, time);
        continue;
      }
      seen.delete(key);
      state.known = false;
      budget.release(1);
    }
  };

  const isNew = ({ seen }: State, { keys }: Entry): boolean =>
    typeof keys === 'string' ? !seen.has(keys) : listOf(keys).some((key) => !seen.has(key));

  const evaluate = (state: State, time: number): void => {
    const start = time - timespanMs;
    slide(state, start);
    const { first } = state.activity;
    if (minHistoryMs > 0 && (first === undefined || first >= start - minHistoryMs)) return;
    if (state.known) return;
    const entries = state.window.items().filter((entry) => isNew(state, entry));
    state.known = entries.length === 0;
    if (state.known) return;
    const values = new Set(entries.flatMap(({ keys }) => listOf(keys)).filter((key) => !state.seen.has(key)));
    emit({
      time,
      group: state.group,
      value: values.size,
      window: { start, end: time },
      entries: () => entries,
      context: { new_values: [...values].sort() },
    });
  };

  const settle = (state: State, to: number): void => {
    for (; state.next <= to; state.next += every) {
      evaluate(state, state.next);
      const { last } = state.window;
      if (last === undefined || last.time < state.next + every - timespanMs) {
        state.next = Infinity;
        return;
      }
    }
  };

  return {
    add: (entry, group) => {
      let state = states.get(group.key);
      if (state !== undefined) settle(state, entry.time);
      if (!budget.take()) return;
      if (state === undefined) {
        state = {
          group,
          window: new Queue(),
          seen: new Map(),
          seenFrom: Infinity,
          activity: new Queue(),
          known: false,
          next: Infinity,
        };
        states.set(group.key, state);
      }
      state.window.push(entry);
      state.known &&= !isNew(state, entry);
      if (state.next === Infinity) state.next = (Math.floor(entry.time / every) + 1) * every;
    },
    advance: (time) => {
      for (const [key, state] of states) {
        settle(state, time);
        if (state.next !== Infinity) continue;
        slide(state, time - timespanMs);
        if (state.window.size === 0 && state.seen.size === 0 && state.activity.size === 0) states.delete(key);
      }
    },
  };
};
