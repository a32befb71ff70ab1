/**
 * Baseline: the bucket just complete against the group's active complete buckets before it.
 * @module
 */
import type { BaselineCorrelation } from '../rules/ir.js';
import { bucketHistory } from './bucket-history.js';
import type { Emit, Machine, MachineContext } from './candidate.js';
import type { Group } from './entry.js';
import { isMoney, MICRO } from './exact-sum.js';
import { GroupStates } from './group-states.js';
import {
  clearlyBelow,
  describeStatistics,
  deviates,
  ExactTotal,
  reaches,
  type Statistics,
} from './integer-statistics.js';
import { Chain, Ledger } from './ledger.js';

/** One group: the events of the bucket that still takes them. */
class State extends Chain {
  gone = false;
  readonly history = bucketHistory();
  /** Number of that bucket on the UTC epoch grid; it counts while it has events. */
  index = 0;
  readonly total = new ExactTotal();

  constructor(readonly group: Group) {
    super();
  }
}

/** Creates the machine of one baseline. */
export const baselineMachine = (
  correlation: BaselineCorrelation,
  emit: Emit,
  { budget, whole, machine }: MachineContext,
): Machine => {
  const { timespanMs: size, historyBuckets, field } = correlation;
  const unit = field !== undefined && isMoney(field) ? MICRO : 1;
  const floor = BigInt(Math.round(correlation.floor * unit * MICRO));
  const minActive = Math.ceil(correlation.minActive);
  const ledger = new Ledger({ keys: 0, apart: false, numbers: false, order: false, whole });

  /** With `zeros: include`, the empty buckets since the group's first bucket of the history count as zero. */
  const countOf = ({ history, index }: State): number =>
    correlation.zeros === 'exclude' || history.first === undefined ? history.size : index - history.first;

  const judge = (state: State, value: bigint): void => {
    const { history, index } = state;
    const statistics: Statistics = { ...history.statistics(), count: BigInt(countOf(state)) };
    if (
      value * BigInt(MICRO) < floor ||
      !deviates(statistics, value, correlation.sigma) ||
      !reaches(statistics, value, correlation.minRatio)
    )
      return;
    const observed = Number(value) / unit;
    const { mean, deviation } = describeStatistics(statistics, unit);
    emit({
      time: (index + 1) * size,
      group: state.group,
      value: observed,
      window: { start: index * size, end: (index + 1) * size },
      entries: () => ledger.entries(state),
      context: {
        observed,
        baseline_mean: mean,
        baseline_deviation: deviation,
        baseline_buckets: Number(statistics.count),
      },
    });
  };

  const close = (state: State): void => {
    const { history, index } = state;
    budget.release(history.forget(index - historyBuckets));
    const { value } = state.total;
    const count = countOf(state);
    if (count >= minActive && !clearlyBelow(count, history.roughSum, Number(value), Math.max(1, correlation.minRatio)))
      judge(state, BigInt(value));
    // One unit stays taken for the bucket itself.
    budget.release(state.size - 1);
    history.add(index, value);
    state.total.clear();
    ledger.clear(state);
  };

  const states = new GroupStates<State>(machine, (state, time) => {
    const index = Math.floor(time / size);
    if (state.size > 0 && state.index < index) close(state);
    if (state.size > 0) return false;
    budget.release(state.history.forget(index - historyBuckets));
    return state.history.size === 0;
  });

  return {
    add: (entry, group) => {
      const index = Math.floor(entry.time / size);
      let state = states.get(group);
      if (state !== undefined && state.size > 0 && state.index < index) close(state);
      if (!budget.take()) return;
      if (state === undefined) {
        state = new State(group);
        states.add(state, entry.time);
      }
      if (state.size === 0) state.index = index;
      ledger.append(state, entry);
      state.total.add(field === undefined ? 1 : entry.numbers);
    },
    advance: (time) => {
      states.advance(time);
    },
  };
};
