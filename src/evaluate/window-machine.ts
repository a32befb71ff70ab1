/**
 * Windowed correlations: at each instant of the grid over [T - timespan, T), or at each event over (t - timespan, t].
 * @module
 */
import type { Emit, Machine, MachineContext } from './candidate.js';
import type { Group } from './entry.js';
import { GroupStates } from './group-states.js';
import { Chain, Ledger } from './ledger.js';
import type { Tally } from './measure.js';
import { measureFor, needsNewEvents, type WindowCorrelation } from './window-measure.js';

/** One group: what is in its window, in time order. */
class State extends Chain {
  gone = false;
  /** Next instant to evaluate; Infinity: nothing to do before the next event. */
  next = Infinity;
  /** Time of the last event. */
  latest = -Infinity;

  constructor(
    readonly group: Group,
    readonly tally: Tally,
  ) {
    super();
  }
}

/** How many of the fields of a correlation are counted, as columns of their own. */
const keyColumns = (correlation: WindowCorrelation): number =>
  correlation.type === 'value_count' ? 1 : correlation.type === 'value_count_each' ? correlation.fields.length : 0;

/** Creates the machine of one correlation. */
export const windowMachine = (
  correlation: WindowCorrelation,
  emit: Emit,
  { budget, whole, machine }: MachineContext,
): Machine => {
  const { every, timespanMs, type } = correlation;
  const ledger = new Ledger({
    keys: keyColumns(correlation),
    apart: type === 'value_count_each',
    numbers: type === 'value_sum' || type === 'value_avg' || type === 'value_percentile',
    order: type === 'temporal' || type === 'temporal_ordered',
    whole,
  });
  const measure = measureFor(correlation, ledger);
  const restful = needsNewEvents(correlation);
  let groups = 0;

  /** Forgets events before `start`. */
  const evict = (state: State, start: number): void => {
    let gone = 0;
    while (state.size > 0 && ledger.time(state.first) < start) {
      measure.leave(state.tally, state.first);
      ledger.shift(state);
      gone += 1;
    }
    if (gone > 0) budget.release(gone);
  };

  /** Answers whether the condition holds. */
  const evaluate = (state: State, time: number, start: number, end: number): boolean => {
    const value = measure.read(state.tally, state);
    if (value === undefined) return false;
    emit({
      time,
      group: state.group,
      value,
      window: { start, end },
      entries: () => ledger.entries(state),
      context: {},
    });
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
      if (state.size === 0) {
        state.next = Infinity;
        return;
      }
      const held = evaluate(state, state.next, state.next - timespanMs, state.next);
      // What does not hold now needs an event before it can: the instants until then are not looked at.
      state.next = held || !restful ? state.next + every : Infinity;
    }
  };

  /** Settles a group; true when nothing of it is left to keep. */
  const lapsed = (state: State, time: number): boolean => {
    settle(state, time);
    if (state.next !== Infinity || state.latest > time - timespanMs) return false;
    evict(state, Infinity);
    return true;
  };
  const states = new GroupStates<State>(machine, lapsed);

  return {
    add: (entry, group) => {
      let state = states.get(group);
      if (state !== undefined) settle(state, entry.time);
      if (!budget.take()) return;
      if (state === undefined) {
        state = new State(group, measure.start((groups += 1)));
        states.add(state, entry.time);
      }
      measure.enter(state.tally, ledger.append(state, entry));
      state.latest = entry.time;
      if (every === 'event') state.next = entry.time;
      else if (state.next === Infinity) state.next = (Math.floor(entry.time / every) + 1) * every;
    },
    advance: (time) => {
      states.advance(time);
    },
  };
};
