/**
 * Running buckets: from the UTC start of the bucket that T - 1 ms lies in, up to T. Ratio rules, and the lookup modes
 * that speak once per group and bucket.
 * @module
 */
import type { LookupCorrelation, RatioCorrelation } from '../rules/ir.js';
import { bucketHistory } from './bucket-history.js';
import type { Candidate, Emit, Machine, MachineContext } from './candidate.js';
import type { Group } from './entry.js';
import { isMoney, MICRO } from './exact-sum.js';
import { GroupStates } from './group-states.js';
import { clearlyBelow, ExactTotal, reaches } from './integer-statistics.js';
import { Chain, Ledger } from './ledger.js';

/** One group: the events of the current bucket. */
class State extends Chain {
  gone = false;
  readonly history = bucketHistory();
  /** Number of the current bucket on the UTC epoch grid; it counts while it has events. */
  index = 0;
  readonly total = new ExactTotal();
  /** Next instant to evaluate within the current bucket. */
  next = Infinity;

  constructor(readonly group: Group) {
    super();
  }
}

/** Creates the machine of a ratio rule, or of a lookup in mode `unregistered` or `empty` (no history, no factor). */
export const runningMachine = (
  correlation: RatioCorrelation | LookupCorrelation,
  emit: Emit,
  { budget, whole, machine }: MachineContext,
): Machine => {
  const { timespanMs: size, every } = correlation;
  const ratio = correlation.type === 'ratio' ? correlation : undefined;
  const field = ratio?.field;
  const unit = field !== undefined && isMoney(field) ? MICRO : 1;
  const floor = BigInt(Math.round((ratio?.floor ?? 0) * unit * MICRO));
  const minActive = Math.ceil(ratio?.minActive ?? 0);
  const historyBuckets = ratio?.historyBuckets ?? 0;
  const ledger = new Ledger({ keys: 0, apart: false, numbers: false, order: false, whole });

  const say = (state: State, time: number, value: number, context: Candidate['context']): void => {
    const window = { start: state.index * size, end: every === 'event' ? time + 1 : time };
    emit({ time, group: state.group, value, window, entries: () => ledger.entries(state), context });
  };

  /** Answers whether the total is that many times the average; an average of zero has no multiple. */
  const exceeds = (state: State, time: number, { factor }: RatioCorrelation): boolean => {
    const { history, total } = state;
    const sum = history.roughSum;
    if (sum <= 0 || history.size < minActive || clearlyBelow(history.size, sum, Number(total.value), factor))
      return false;
    const value = BigInt(total.value);
    const statistics = history.statistics();
    if (value * BigInt(MICRO) < floor || !reaches(statistics, value, factor)) return false;
    const average = Number(statistics.sum) / Number(statistics.count);
    say(state, time, Number(value) / average, {
      observed: Number(value) / unit,
      average: average / unit,
      average_buckets: Number(statistics.count),
    });
    return true;
  };

  /** Answers whether the condition holds. */
  const evaluate = (state: State, time: number): boolean => {
    if (state.size === 0) return false;
    if (ratio !== undefined) return exceeds(state, time, ratio);
    say(state, time, state.size, {});
    return true;
  };

  /** Evaluates the instants up to `to` and, past its end, files the bucket in the history. */
  const settle = (state: State, to: number): void => {
    if (state.size === 0) return;
    const end = (state.index + 1) * size;
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
    if (ratio === undefined) budget.release(state.size);
    else {
      budget.release(state.size - 1);
      state.history.add(state.index, state.total.value);
    }
    state.total.clear();
    ledger.clear(state);
  };

  const states = new GroupStates<State>(machine, (state, time) => {
    settle(state, time);
    if (state.size > 0) return false;
    budget.release(state.history.forget(Math.floor(time / size) - historyBuckets));
    return state.history.size === 0;
  });

  return {
    add: (entry, group) => {
      let state = states.get(group);
      if (state !== undefined) settle(state, entry.time);
      if (!budget.take()) return;
      if (state === undefined) {
        state = new State(group);
        states.add(state, entry.time);
      }
      if (state.size === 0) {
        state.index = Math.floor(entry.time / size);
        budget.release(state.history.forget(state.index - historyBuckets));
        state.next = Infinity;
      }
      if (every === 'event') state.next = entry.time;
      else if (state.next === Infinity) state.next = (Math.floor(entry.time / every) + 1) * every;
      ledger.append(state, entry);
      state.total.add(field === undefined ? 1 : entry.numbers);
    },
    advance: (time) => {
      states.advance(time);
    },
  };
};
