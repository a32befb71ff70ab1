/**
 * Running buckets: from the UTC start of the bucket that T - 1 ms lies in, up to T. Ratio rules, and the lookup modes
 * that speak once per group and bucket.
 * @module
 */
import type { LookupCorrelation, RatioCorrelation } from '../rules/ir.js';
import { bucketHistory, type BucketHistory } from './bucket-history.js';
import type { Budget, Candidate, Emit, Machine } from './candidate.js';
import type { Entry, Group } from './entry.js';
import { isMoney, MICRO } from './exact-sum.js';
import { clearlyBelow, ExactTotal, reaches } from './integer-statistics.js';

interface State {
  readonly group: Group;
  readonly history: BucketHistory;
  current: { readonly index: number; readonly total: ExactTotal; readonly entries: Entry[] } | undefined;
  /** Next instant to evaluate within the current bucket. */
  next: number;
}

/** Creates the machine of a ratio rule, or of a lookup in mode `unregistered` or `empty` (no history, no factor). */
export const runningMachine = (
  correlation: RatioCorrelation | LookupCorrelation,
  emit: Emit,
  budget: Budget,
): Machine => {
  const { timespanMs: size, every } = correlation;
  const ratio = correlation.type === 'ratio' ? correlation : undefined;
  const field = ratio?.field;
  const unit = field !== undefined && isMoney(field) ? MICRO : 1;
  const floor = BigInt(Math.round((ratio?.floor ?? 0) * unit * MICRO));
  const states = new Map<string, State>();

  /** Answers whether the condition holds. */
  const evaluate = (state: State, time: number): boolean => {
    const {
      current,
      history: { statistics },
    } = state;
    if (current === undefined) return false;
    const { entries, index } = current;
    const say = (value: number, context: Candidate['context']): void => {
      const window = { start: index * size, end: every === 'event' ? time + 1 : time };
      emit({ time, group: state.group, value, window, entries: () => entries, context });
    };
    if (ratio === undefined) {
      say(entries.length, {});
      return true;
    }
    const value = current.total.value;
    // An average of zero has no multiple.
    if (
      statistics.sum <= 0n ||
      statistics.count < BigInt(Math.ceil(ratio.minActive)) ||
      clearlyBelow(statistics, value, ratio.factor) ||
      value * BigInt(MICRO) < floor ||
      !reaches(statistics, value, ratio.factor)
    )
      return false;
    const average = Number(statistics.sum) / Number(statistics.count);
    say(Number(value) / average, {
      observed: Number(value) / unit,
      average: average / unit,
      average_buckets: Number(statistics.count),
    });
    return true;
  };

  /** Evaluates the instants up to `to` and, past its end, files the bucket in the history. */
  const settle = (state: State, to: number): void => {
    const { current } = state;
    if (current === undefined) return;
    const end = (current.index + 1) * size;
    if (every === 'event') {
      if (state.next < to) {
        evaluate(state, state.next);
        state.next = Infinity;
      }
    } else {
      // Total and history stay as they are until the next event: so does what does not hold.
      while (state.next <= Math.min(to, end)) state.next = evaluate(state, state.next) ? state.next + every : Infinity;
    }
    if (to < end) return;
    if (ratio === undefined) budget.release(current.entries.length);
    else {
      budget.release(current.entries.length - 1);
      state.history.add(current.index, current.total.value);
    }
    state.current = undefined;
  };

  return {
    add: (entry, group) => {
      const index = Math.floor(entry.time / size);
      let state = states.get(group.key);
      if (state !== undefined) settle(state, entry.time);
      if (!budget.take()) return;
      if (state === undefined) {
        state = { group, history: bucketHistory(), current: undefined, next: Infinity };
        states.set(group.key, state);
      }
      if (state.current === undefined) {
        budget.release(state.history.forget(index - (ratio?.historyBuckets ?? 0)));
        state.current = { index, total: new ExactTotal(), entries: [] };
        state.next = Infinity;
      }
      if (every === 'event') state.next = entry.time;
      else if (state.next === Infinity) state.next = (Math.floor(entry.time / every) + 1) * every;
      state.current.entries.push(entry);
      state.current.total.add(field === undefined ? 1 : entry.numbers);
    },
    advance: (time) => {
      for (const [key, state] of states) {
        settle(state, time);
        if (state.current !== undefined) continue;
        budget.release(state.history.forget(Math.floor(time / size) - (ratio?.historyBuckets ?? 0)));
        if (state.history.size === 0) states.delete(key);
      }
    },
  };
};
