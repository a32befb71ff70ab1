/**
 * baseline and ratio as SPL: integers, no division and no root before the decision.
 * @module
 */
import type { BaselineCorrelation, RatioCorrelation, RuleMetadata } from '../../rules/ir.js';
import type { Dialect } from './dialect.js';
import { gridOf } from './grid.js';
import {
  bucketStage,
  by,
  detailAggregates,
  detailFields,
  endStages,
  instantStages,
  SEEN,
  SEEN_FIRST,
} from './instant-stages.js';
import { isMoney, sourceStages } from './source-stages.js';
import type { Stages } from './stages.js';

/** Count or sum per bucket and group, as v. */
const amountStages = (
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
const historyText = (
  dialect: Dialect,
  { historyBuckets, timespanMs }: BaselineCorrelation | RatioCorrelation,
): string => {
  const history = historyBuckets * timespanMs;
  const milliseconds = dialect.milliseconds(history, 'correlation.history');
  return milliseconds === String(history) ? String(historyBuckets) : `${milliseconds} / ${timespanMs}`;
};

/** The bucket just complete against the group's active complete buckets before it. */
export const baselineStages = (dialect: Dialect, meta: RuleMetadata, correlation: BaselineCorrelation): Stages => {
  const { everyMs } = gridOf(dialect, correlation);
  const details = detailFields(meta, correlation.groupBy);
  const { stages, groups, scale } = amountStages(dialect, correlation, everyMs, details);
  const includeZeros = correlation.zeros === 'include';
  const k = dialect.number(correlation.sigma, 'correlation.condition.sigma');

  const extra = ['baseline_mean', 'baseline_deviation', 'baseline_buckets'];
  const end = endStages(dialect, {
    meta,
    everyMs,
    windowStart: `T - ${everyMs}`,
    groupBy: correlation.groupBy,
    groups,
    details,
    extra,
  });
  const current = 'instant=bucket + 1';
  return {
    columns: end.columns,
    everyMs,
    lookbackMs: everyMs * (correlation.historyBuckets + 1),
    stages: [
      ...stages,
      ...instantStages(dialect, everyMs, 'bucket + 1', `bucket + 1 + ${historyText(dialect, correlation)}`),
      `eval current=if(${current}, v, 0), events=if(${current}, n, 0), past=if(${current}, null(), v), squared=past * past, h1=if(${current}, null(), bucket), first_seen=if(${current}, first_seen, null()), last_seen=if(${current}, last_seen, null())`,
      ...(details.length === 0
        ? []
        : [`eval ${details.map((_, index) => `d${index + 1}=if(${current}, d${index + 1}, null())`).join(', ')}`]),
      `stats ${['sum(current) AS current', 'sum(events) AS events', 'count(past) AS active', 'sum(past) AS total', 'sum(squared) AS squares', 'min(h1) AS h1', ...SEEN, ...detailAggregates(details)].join(', ')} ${by('instant', ...groups)}`,
      // From the group's first bucket on, empty buckets count as zero.
      ...(includeZeros ? ['eval active=instant - 1 - h1'] : []),
      `where active >= ${dialect.number(correlation.minActive, 'correlation.condition.min_active')} AND current${scale} >= ${dialect.number(correlation.floor, 'correlation.condition.floor')}`,
      'eval h2=active * current - total, h3=max(active * squares - total * total, 0)',
      `where h2 > 0 AND h2 * h2 > ${k} * ${k} * h3 AND current * active >= ${dialect.number(correlation.minRatio, 'correlation.condition.min_ratio')} * total`,
      `eval value=current${scale}, baseline_mean=total / active${scale}, baseline_deviation=sqrt(h3) / active${scale}, baseline_buckets=active`,
      ...end.stages,
    ],
  };
};

/** The running bucket against the mean of complete active buckets before it. */
export const ratioStages = (dialect: Dialect, meta: RuleMetadata, correlation: RatioCorrelation): Stages => {
  const every = correlation.every === 'event' ? correlation.timespanMs : correlation.every;
  if (correlation.every === 'event') dialect.report('correlation.every_event');
  if (correlation.timespanMs % every !== 0) dialect.report('correlation.timespan', true);
  const perBucket = correlation.timespanMs / every;
  const details = detailFields(meta, correlation.groupBy);
  const { stages, groups, scale } = amountStages(dialect, correlation, every, details);
  const end = endStages(dialect, {
    meta,
    everyMs: every,
    windowStart: `day * ${correlation.timespanMs}`,
    groupBy: correlation.groupBy,
    groups,
    details,
    extra: ['observed', 'baseline_mean', 'baseline_buckets', 'bucket_start'],
  });
  const current = 'h1=day';
  return {
    columns: end.columns,
    everyMs: every,
    lookbackMs: correlation.timespanMs * (correlation.historyBuckets + 1),
    stages: [
      ...stages,
      `eval h1=floor(bucket / ${perBucket})`,
      ...instantStages(dialect, every, 'bucket + 1', `(h1 + 1 + ${historyText(dialect, correlation)}) * ${perBucket}`),
      `eval day=floor((instant - 1) / ${perBucket})`,
      `eval current=if(${current}, v, 0), events=if(${current}, n, 0), past=if(${current}, null(), v), h1=if(${current}, null(), h1), first_seen=if(isnull(h1), first_seen, null()), last_seen=if(isnull(h1), last_seen, null())`,
      ...(details.length === 0
        ? []
        : [`eval ${details.map((_, index) => `d${index + 1}=if(isnull(h1), d${index + 1}, null())`).join(', ')}`]),
      `stats ${['sum(current) AS current', 'sum(events) AS events', 'dc(h1) AS active', 'sum(past) AS total', ...SEEN, ...detailAggregates(details)].join(', ')} ${by('instant', 'day', ...groups)}`,
      `where active >= ${dialect.number(correlation.minActive, 'correlation.condition.min_active')} AND current${scale} >= ${dialect.number(correlation.floor, 'correlation.condition.floor')} AND total > 0 AND current * active >= ${dialect.number(correlation.factor, 'correlation.condition.factor')} * total`,
      `eval value=current * active / total, observed=current${scale}, baseline_mean=total / active${scale}, baseline_buckets=active, bucket_start=day * ${correlation.timespanMs}`,
      ...end.stages,
    ],
  };
};
