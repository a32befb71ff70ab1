/**
 * New values: seen in the bucket and not in the history before it, for groups that have a history.
 * @module
 */
import type { NewValueCorrelation } from '../rules/ir.js';
import type { Emit, Machine, MachineContext } from './candidate.js';
import type { Entry, Group } from './entry.js';
import { GroupStates } from './group-states.js';
import { Chain, Ledger, NONE } from './ledger.js';
import { Queue } from './queue.js';
import { SeenTexts } from './seen-texts.js';
import type { TextIds } from './text-ids.js';

/** One group: the events of the window. */
class State extends Chain {
  gone = false;
  /** Values that left the window, or never entered it because they cannot be new there. */
  readonly seen: SeenTexts;
  /** Times of activity: one for each stretch of `resolution`, counted in it. */
  readonly activity = new Queue<number>();
  /** Nothing in the window is new, and no value has been forgotten or added since that was found out. */
  known = false;
  next = Infinity;

  constructor(
    readonly group: Group,
    texts: TextIds,
  ) {
    super();
    this.seen = new SeenTexts(texts);
  }
}

/** Creates the machine of one new_value rule. */
export const newValueMachine = (
  correlation: NewValueCorrelation,
  emit: Emit,
  { budget, whole, machine }: MachineContext,
): Machine => {
  const { timespanMs, historyMs, minHistoryMs } = correlation;
  const every = correlation.every === 'event' ? timespanMs : correlation.every;
  // Where every boundary lies on the grid, one time for each stretch of the grid says as much as all of them.
  const resolution = [timespanMs, historyMs, minHistoryMs].every((length) => length % every === 0) ? every : 1;
  const ledger = new Ledger({ keys: 1, apart: false, numbers: false, order: false, whole });
  const { texts } = ledger;

  const see = (state: State, key: number, time: number): void => {
    if (state.seen.has(key)) state.seen.again(key, time);
    else if (budget.take()) state.seen.add(key, time);
  };

  /** Moves what is older than the window into the history, and drops what is older than that. */
  const slide = (state: State, start: number): void => {
    const { activity, seen } = state;
    while (state.size > 0 && ledger.time(state.first) < start) {
      const place = state.first;
      const time = ledger.time(place);
      const key = texts.key(place, 0);
      if (key >= 0) see(state, key, time);
      else for (const each of texts.keys(place, 0)) see(state, each, time);
      ledger.shift(state);
      budget.release(1);
    }
    const oldest = start - historyMs;
    while (activity.first !== undefined && activity.first * resolution < oldest) activity.shift();
    const gone = seen.forget(oldest);
    if (gone === 0) return;
    state.known = false;
    budget.release(gone);
  };

  const isNew = ({ seen }: State, place: number): boolean => {
    const key = texts.key(place, 0);
    return key >= 0 ? !seen.has(key) : texts.keys(place, 0).some((each) => !seen.has(each));
  };

  const evaluate = (state: State, time: number): void => {
    const start = time - timespanMs;
    slide(state, start);
    const { first } = state.activity;
    if (minHistoryMs > 0 && (first === undefined || first * resolution >= start - minHistoryMs)) return;
    if (state.known) return;
    let some = false;
    for (let place = state.first; place !== NONE && !some; place = ledger.next(place)) some = isNew(state, place);
    state.known = !some;
    if (!some) return;
    const entries: Entry[] = [];
    const values = new Set<string>();
    for (let place = state.first; place !== NONE; place = ledger.next(place)) {
      if (!isNew(state, place)) continue;
      entries.push(ledger.entry(place));
      for (const key of texts.keys(place, 0)) if (!state.seen.has(key)) values.add(texts.texts.textOf(key));
    }
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
      if (state.size === 0 || ledger.time(state.last) < state.next + every - timespanMs) {
        state.next = Infinity;
        return;
      }
    }
  };

  const states = new GroupStates<State>(machine, (state, time) => {
    settle(state, time);
    if (state.next !== Infinity) return false;
    slide(state, time - timespanMs);
    return state.size === 0 && state.seen.size === 0 && state.activity.size === 0;
  });

  /** What happens within the window or after it is too young to count as a history, so that it can be noted at once. */
  const noteActivity = ({ activity }: State, time: number): void => {
    const stretch = Math.floor(time / resolution);
    if (activity.last !== stretch) activity.push(stretch);
  };

  /**
   * A value that is known at the time of an event, and not to be forgotten before, is known at each instant that has the
   * event in its window: the event can be taken for past at once. Nearly all events are such.
   */
  const isKnown = (state: State, { keys, time }: Entry): boolean => {
    if (typeof keys !== 'string') return false;
    const key = texts.texts.find(keys);
    return key !== undefined && state.seen.renew(key, time, time - historyMs);
  };

  return {
    add: (entry, group) => {
      let state = states.get(group);
      if (state !== undefined) {
        settle(state, entry.time);
        if (isKnown(state, entry)) {
          noteActivity(state, entry.time);
          return;
        }
      }
      if (!budget.take()) return;
      if (state === undefined) {
        state = new State(group, texts.texts);
        states.add(state, entry.time);
      }
      noteActivity(state, entry.time);
      const place = ledger.append(state, entry);
      state.known &&= !isNew(state, place);
      if (state.next === Infinity) state.next = (Math.floor(entry.time / every) + 1) * every;
    },
    advance: (time) => {
      states.advance(time);
    },
  };
};
