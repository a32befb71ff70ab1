/**
 * Baseline: the bucket just complete against the group's active complete buckets before it.
 * @module
 */
import type { BaselineCorrelation } from '../rules/ir.js';
import type { Budget, Emit, Machine } from './candidate.js';
import type { Entry, Group } from './entry.js';
import { isMoney, MICRO } from './exact-sum.js';
import {
  clearlyBelow,
  describeStatistics,
  deviates,
  NO_STATISTICS,
  plus,
  reaches,
  totalOf,
  withBucket,
  ZERO,
  type ExactTotal,
  type Statistics,
} from './integer-statistics.js';

interface Bucket {
  /** Number of the bucket on the UTC epoch grid. */
  readonly index: number;
  readonly value: bigint;
}

interface State {
  readonly group: Group;
  history: Bucket[];
  statistics: Statistics;
  /** The bucket that still takes events. */
  current: { readonly index: number; total: ExactTotal; entries: Entry[] } | undefined;
}

/** Creates the machine of one baseline. */
export const baselineMachine = (correlation: BaselineCorrelation, emit: Emit, budget: Budget): Machine => {
  const { timespanMs: size, historyBuckets, field } = correlation;
  const unit = field !== undefined && isMoney(field) ? MICRO : 1;
  const floor = BigInt(Math.round(correlation.floor * unit * MICRO));
  const states = new Map<string, State>();

  const forget = (state: State, oldest: number): void => {
    const kept = state.history.findIndex((bucket) => bucket.index >= oldest);
    const gone = kept === -1 ? state.history.length : kept;
    if (gone === 0) return;
    for (const bucket of state.history.slice(0, gone))
      state.statistics = withBucket(state.statistics, bucket.value, -1n);
    state.history = state.history.slice(gone);
    budget.release(gone);
  };

  /** With `zeros: include`, the empty buckets since the group's first bucket of the history count as zero. */
  const counted = (state: State, index: number): Statistics => {
    const first = state.history[0];
    return correlation.zeros === 'exclude' || first === undefined
      ? state.statistics
      : { ...state.statistics, count: BigInt(index - first.index) };
  };

  const close = (state: State): void => {
    const { current } = state;
    if (current === undefined) return;
    forget(state, current.index - historyBuckets);
    const statistics = counted(state, current.index);
    const { entries, index } = current;
    const value = totalOf(current.total);
    if (
      statistics.count >= BigInt(Math.ceil(correlation.minActive)) &&
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
    state.history.push({ index, value });
    state.statistics = withBucket(state.statistics, value, 1n);
    state.current = undefined;
  };

  return {
    add: (entry, group) => {
      const index = Math.floor(entry.time / size);
      let state = states.get(group.key);
      if (state?.current !== undefined && state.current.index < index) close(state);
      if (!budget.take()) return;
      if (state === undefined) {
        state = { group, history: [], statistics: NO_STATISTICS, current: undefined };
        states.set(group.key, state);
      }
      state.current ??= { index, total: ZERO, entries: [] };
      state.current.entries.push(entry);
      state.current.total =
        field === undefined ? plus(state.current.total, 1) : (entry.numbers ?? []).reduce(plus, state.current.total);
    },
    advance: (time) => {
      const index = Math.floor(time / size);
      for (const [key, state] of states) {
        if (state.current !== undefined && state.current.index < index) close(state);
        if (state.current !== undefined) continue;
        forget(state, index - historyBuckets);
        if (state.history.length === 0) states.delete(key);
      }
    },
  };
};
