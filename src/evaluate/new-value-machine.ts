/**
 * New values: seen in the bucket and not in the history before it, for groups that have a history.
 * @module
 */
import type { NewValueCorrelation } from '../rules/ir.js';
import type { Budget, Emit, Machine } from './candidate.js';
import type { Entry, Group } from './entry.js';

interface State {
  readonly group: Group;
  /** Events of the window, in time order. */
  window: Entry[];
  /** Values that left the window, with the time they were last seen, the longest ago first. */
  readonly seen: Map<string, number>;
  /** Times of past activity: one for each stretch of `resolution`. */
  activity: number[];
  next: number;
}

const NO_KEYS: readonly string[] = [];

/** Creates the machine of one new_value rule. */
export const newValueMachine = (correlation: NewValueCorrelation, emit: Emit, budget: Budget): Machine => {
  const { timespanMs, historyMs, minHistoryMs } = correlation;
  const every = correlation.every === 'event' ? timespanMs : correlation.every;
  // Where every boundary lies on the grid, one time for each stretch of the grid says as much as all of them.
  const resolution = [timespanMs, historyMs, minHistoryMs].every((length) => length % every === 0) ? every : 1;
  const states = new Map<string, State>();

  /** Moves what is older than the window into the history, and drops what is older than that. */
  const slide = (state: State, start: number): void => {
    const { window } = state;
    let left = 0;
    for (let entry = window[0]; entry !== undefined && entry.time < start; entry = window[left]) left += 1;
    if (left > 0) {
      state.window = window.slice(left);
      budget.release(left);
    }
    for (let index = 0; index < left; index += 1) {
      const entry = window[index] as Entry;
      const stretch = Math.floor(entry.time / resolution) * resolution;
      if (state.activity.at(-1) !== stretch) state.activity.push(stretch);
      for (const key of entry.keys?.[0] ?? []) {
        // Taken out first, so that the map stays in the order of its times.
        if (!state.seen.delete(key) && !budget.take()) continue;
        state.seen.set(key, entry.time);
      }
    }
    const oldest = start - historyMs;
    const active = state.activity.findIndex((time) => time >= oldest);
    if (active !== 0 && state.activity.length > 0) state.activity = active === -1 ? [] : state.activity.slice(active);
    for (const [key, time] of state.seen) {
      if (time >= oldest) break;
      state.seen.delete(key);
      budget.release(1);
    }
  };

  const isNew = ({ seen }: State, { keys }: Entry): boolean => {
    for (const key of keys?.[0] ?? NO_KEYS) if (!seen.has(key)) return true;
    return false;
  };

  const evaluate = (state: State, time: number): void => {
    const start = time - timespanMs;
    slide(state, start);
    const first = state.activity[0];
    if (minHistoryMs > 0 && (first === undefined || first >= start - minHistoryMs)) return;
    const entries = state.window.filter((entry) => isNew(state, entry));
    if (entries.length === 0) return;
    const values = new Set(entries.flatMap((entry) => entry.keys?.[0] ?? []).filter((key) => !state.seen.has(key)));
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
      const first = state.window[0];
      if (first === undefined || (state.window.at(-1)?.time ?? 0) < state.next + every - timespanMs) {
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
        state = { group, window: [], seen: new Map(), activity: [], next: Infinity };
        states.set(group.key, state);
      }
      state.window.push(entry);
      if (state.next === Infinity) state.next = (Math.floor(entry.time / every) + 1) * every;
    },
    advance: (time) => {
      for (const [key, state] of states) {
        settle(state, time);
        if (state.next !== Infinity) continue;
        slide(state, time - timespanMs);
        if (state.window.length === 0 && state.seen.size === 0 && state.activity.length === 0) states.delete(key);
      }
    },
  };
};
