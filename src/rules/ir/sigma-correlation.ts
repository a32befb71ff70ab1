/**
 * Correlations of the Sigma specification.
 * @module
 */
import type { Threshold, WindowedBase } from './correlation-base.js';

/** Counts and aggregates over a window. */
export interface WindowedCorrelation extends WindowedBase {
  readonly type: 'event_count' | 'value_count' | 'value_sum' | 'value_avg' | 'value_percentile';
  readonly condition: readonly Threshold[];
  /** All but event_count. More than one field (value_count): distinct combinations. */
  readonly fields: readonly string[];
  /** value_percentile: 0 to 100, nearest rank. */
  readonly percentile?: number;
}

/** All sources (or those the condition over them asks for) occur in the window, in order for temporal_ordered. */
export interface TemporalCorrelation extends WindowedBase {
  readonly type: 'temporal' | 'temporal_ordered';
  /** Sigma 2.1 extended condition over source refs; undefined means all of them. */
  readonly condition?: SourceCondition;
}

/** Boolean expression over the sources of a temporal correlation. */
export type SourceCondition =
  | { readonly kind: 'source'; readonly ref: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SourceCondition[] }
  | { readonly kind: 'not'; readonly part: SourceCondition };
