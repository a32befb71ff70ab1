/**
 * Baseline: the bucket just complete against the group's active complete buckets before it.
 * @module
 */
import type { BaselineCorrelation } from '../rules/ir.js';
import { bucketHistory, type BucketHistory } from './bucket-history.js';
import type { Budget, Emit, Machine } from './candidate.js';
import type { Entry, Group } from './entry.js';
import { isMoney, MICRO } from './exact-sum.js';
import {
  clearlyBelow,
  describeStatistics,
  deviates,
  ExactTotal,
  reaches,
  type Statistics,
} from './integer-statistics.js';

interface State {
  readonly group: Group;
  readonly history: BucketHistory;
  /** The bucket that still takes events; its number counts on the UTC epoch grid. */
  current: { readonly index: number; readonly total: ExactTotal; entries: Entry[] } | undefined;
}

/** Creates the machine of one baseline. */
export const baselineMachine = (correlation: BaselineCorrelation, emit: Emit, budget: Budget): Machine => {
  const { timespanMs: size, historyBuckets, field } = correlation;
  const unit = field !== undefined && isMoney(field) ? MICRO : 1;
  const floor = BigInt(Math.round(correlation.floor * unit * MICRO));
  const minActive = Math.ceil(correlation.minActive);
  const states = new Map<string, State>();

  /** With `zeros: include`, the empty buckets since the group's first bucket of the history count as zero. */
  const counted = (state: State, index: number): Statistics => {
    const { first, statistics } = state.history;
    return correlation.zeros === 'exclude' || first === undefined
      ? statistics
      : { ...statistics, count: BigInt(index - first) };
  };

  const close = (state: State): void => {
    const { current } = state;
    if (current === undefined) return;
    budget.release(state.history.forget(current.index - historyBuckets));
    const statistics = counted(state, current.index);
    const { entries, index } = current;
    const value = current.total.value;
    if (
      Number(statistics.count) >= minActive &&
      !clearlyBelow(statistics, value, Math.max(1, correlation.minRatio)) &&
      value * BigInt(MICRO) >= floor &&
      deviates(statistics, value, correlation.sigma) &&
      reaches(statistics, value, correlation.minRatio)
    ) {
      const observed = Number(value) / unit;
      const { mean, deviation } = describeStatistics(statistics, unit);
      emit({
        time: (index + 1) * size,
        group: state.group,
        value: observed,
        window: { start: index * size, end: (index + 1) * size },
        entries: () => entries,
        context: {
          observed,
          baseline_mean: mean,
          baseline_deviation: deviation,
          baseline_buckets: Number(statistics.count),
        },
      });
    }
    // One unit stays taken for the bucket itself.
    budget.release(entries.length - 1);
    state.history.add(index, value);
    state.current = undefined;
  };

  return {
    add: (entry, group) => {
      const index = Math.floor(entry.time / size);
      let state = states.get(group.key);
      if (state?.current !== undefined && state.current.index < index) close(state);
      if (!budget.take()) return;
      if (state === undefined) {
        state = { group, history: bucketHistory(), current: undefined };
        states.set(group.key, state);
      }
      state.current ??= { index, total: new ExactTotal(), entries: [] };
      state.current.entries.push(entry);
      state.current.total.add(field === undefined ? 1 : entry.numbers);
    },
    advance: (time) => {
      const index = Math.floor(time / size);
      for (const [key, state] of states) {
        if (state.current !== undefined && state.current.index < index) close(state);
        if (state.current !== undefined) continue;
        budget.release(state.history.forget(index - historyBuckets));
        if (state.history.size === 0) states.delete(key);
      }
    },
  };
};
