/**
 * Windowed correlations: at each instant of the grid over [T - timespan, T), or at each event over (t - timespan, t].
 * @module
 */
import type { Budget, Emit, Machine } from './candidate.js';
import type { Entry, Group } from './entry.js';
import { measureFor, needsNewEvents, type Measure, type WindowCorrelation } from './measure.js';

interface State {
  readonly group: Group;
  readonly measure: Measure;
  /** Entries in time order; those before `head` have left the window. */
  entries: Entry[];
  head: number;
  /** Next instant to evaluate; Infinity: nothing to do before the next event. */
  next: number;
}

/** Space is given back once this many entries have left and they are half of the array. */
const COMPACT = 64;

/** Creates the machine of one correlation. */
export const windowMachine = (correlation: WindowCorrelation, emit: Emit, budget: Budget): Machine => {
  const { every, timespanMs } = correlation;
  const states = new Map<string, State>();
  const createMeasure = measureFor(correlation);
  const restful = needsNewEvents(correlation);

  /** Forgets entries before `start`. */
  const evict = (state: State, start: number): void => {
    let gone = 0;
    for (let entry = state.entries[state.head]; entry !== undefined && entry.time < start;) {
      state.measure.remove(entry);
      state.head += 1;
      gone += 1;
      entry = state.entries[state.head];
    }
    if (gone > 0) budget.release(gone);
    if (state.head >= COMPACT && state.head * 2 >= state.entries.length) {
      state.entries = state.entries.slice(state.head);
      state.head = 0;
    }
  };

  /** Answers whether the condition holds. */
  const evaluate = (state: State, time: number, start: number, end: number): boolean => {
    const live = (): readonly Entry[] => (state.head === 0 ? state.entries : state.entries.slice(state.head));
    const value = state.measure.read(live, state.entries.length - state.head);
    if (value === undefined) return false;
    emit({ time, group: state.group, value, window: { start, end }, entries: live, context: {} });
    return true;
  };

  /** Evaluates the instants that events at `to` or later can no longer change. */
  const settle = (state: State, to: number): void => {
    if (every === 'event') {
      if (state.next >= to) return;
      evict(state, state.next - timespanMs + 1);
      evaluate(state, state.next, state.next - timespanMs + 1, state.next + 1);
      state.next = Infinity;
      return;
    }
    while (state.next <= to) {
      evict(state, state.next - timespanMs);
      if (state.head >= state.entries.length) {
        state.next = Infinity;
        return;
      }
      const held = evaluate(state, state.next, state.next - timespanMs, state.next);
      // What does not hold now needs an event before it can: the instants until then are not looked at.
      state.next = held || !restful ? state.next + every : Infinity;
    }
  };

  return {
    add: (entry, group) => {
      let state = states.get(group.key);
      if (state !== undefined) settle(state, entry.time);
      if (!budget.take()) return;
      if (state === undefined) {
        state = { group, measure: createMeasure(), entries: [], head: 0, next: Infinity };
        states.set(group.key, state);
      }
      state.entries.push(entry);
      state.measure.add(entry);
      if (every === 'event') state.next = entry.time;
      else if (state.next === Infinity) state.next = (Math.floor(entry.time / every) + 1) * every;
    },
    advance: (time) => {
      for (const [key, state] of states) {
        settle(state, time);
        const last = state.entries.at(-1);
        if (state.next === Infinity && (last === undefined || last.time <= time - timespanMs)) {
          evict(state, Infinity);
          states.delete(key);
        }
      }
    },
  };
};
