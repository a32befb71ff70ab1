/**
 * The ratio correlation as SPL.
 * @module
 */
import type { RatioCorrelation, RuleMetadata } from '../../rules/ir.js';
import type { Dialect } from './dialect.js';
import { amountStages, historyText } from './history-amounts.js';
import { by, detailAggregates, detailFields, endStages, instantStages, SEEN } from './instant-stages.js';
import type { Stages } from './stages.js';

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
      `where active >= ${dialect.number(correlation.minActive, 'correlation.condition.min_active')} AND current${scale} >= ${dialect.number(correlation.floor, 'correlation.condition.floor')} AND total > 0 AND current * active >= exact(${dialect.number(correlation.factor, 'correlation.condition.factor')} * total)`,
      `eval value=current * active / total, observed=current${scale}, baseline_mean=total / active${scale}, baseline_buckets=active, bucket_start=day * ${correlation.timespanMs}`,
      ...end.stages,
    ],
  };
};
