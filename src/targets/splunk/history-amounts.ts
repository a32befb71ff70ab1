/**
 * What baseline and ratio rules add up for each bucket, and how far back they look.
 * @module
 */
import type { BaselineCorrelation, RatioCorrelation } from '../../rules/ir.js';
import type { Dialect } from './dialect.js';
import { bucketStage, by, detailAggregates, SEEN_FIRST } from './instant-stages.js';
import { isMoney, sourceStages } from './source-stages.js';

/** Count or sum per bucket and group, as v. */
export const amountStages = (
  dialect: Dialect,
  correlation: BaselineCorrelation | RatioCorrelation,
  everyMs: number,
  details: readonly string[],
): { readonly stages: readonly string[]; readonly groups: readonly string[]; readonly scale: string } => {
  const { field } = correlation;
  const source = sourceStages(dialect, correlation, { details, amount: field });
  return {
    groups: source.groups,
    scale: field !== undefined && isMoney(field) ? ' / 1000000' : '',
    stages: [
      ...source.stages,
      // Statistics are of integers; anything else is not counted.
      ...(field === undefined ? [] : ['where v1=floor(v1)']),
      bucketStage(everyMs),
      `stats ${[field === undefined ? 'count AS v' : 'sum(v1) AS v', 'count AS n', ...SEEN_FIRST, ...detailAggregates(details)].join(', ')} ${by('bucket', ...source.groups)}`,
    ],
  };
};

/** Buckets of history as an expression. */
export const historyText = (
  dialect: Dialect,
  { historyBuckets, timespanMs }: BaselineCorrelation | RatioCorrelation,
): string => {
  const history = historyBuckets * timespanMs;
  const milliseconds = dialect.milliseconds(history, 'correlation.history');
  return milliseconds === String(history) ? String(historyBuckets) : `${milliseconds} / ${timespanMs}`;
};
