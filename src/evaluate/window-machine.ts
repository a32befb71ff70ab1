/**
 * Windowed correlations: at each instant of the grid over [T - timespan, T), or at each event over (t - timespan, t].
 * @module
 */
import type { Budget, Emit, Machine } from './candidate.js';
import type { Entry, Group } from './entry.js';
import { measureFor, needsNewEvents, type Measure, type WindowCorrelation } from './measure.js';
import { Queue } from './queue.js';

interface State {
  readonly group: Group;
  readonly measure: Measure;
  /** What is in the window, in time order. */
  readonly entries: Queue<Entry>;
  /** Next instant to evaluate; Infinity: nothing to do before the next event. */
  next: number;
}

/** Creates the machine of one correlation. */
export const windowMachine = (correlation: WindowCorrelation, emit: Emit, budget: Budget): Machine => {
  const { every, timespanMs } = correlation;
  const states = new Map<string, State>();
  const createMeasure = measureFor(correlation);
  const restful = needsNewEvents(correlation);

  /** Forgets entries before `start`. */
  const evict = (state: State, start: number): void => {
    let gone = 0;
    for (let entry = state.entries.first; entry !== undefined && entry.time < start; entry = state.entries.first) {
      state.measure.remove(entry);
      state.entries.shift();
      gone += 1;
    }
    if (gone > 0) budget.release(gone);
  };

  /** Answers whether the condition holds. */
  const evaluate = (state: State, time: number, start: number, end: number): boolean => {
    const live = (): readonly Entry[] => state.entries.items();
    const value = state.measure.read(live, state.entries.size);
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
      if (state.entries.size === 0) {
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
        state = { group, measure: createMeasure(), entries: new Queue(), next: Infinity };
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
        const last = state.entries.last;
        if (state.next === Infinity && (last === undefined || last.time <= time - timespanMs)) {
          evict(state, Infinity);
          states.delete(key);
        }
      }
    },
  };
};
