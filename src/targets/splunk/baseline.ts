/**
 * The baseline correlation as SPL: integers, no division and no root before the decision.
 * @module
 */
import type { BaselineCorrelation, RuleMetadata } from '../../rules/ir.js';
import type { Dialect } from './dialect.js';
import { gridOf } from './grid.js';
import { amountStages, historyText } from './history-amounts.js';
import { by, detailAggregates, detailFields, endStages, instantStages, SEEN } from './instant-stages.js';
import type { Stages } from './stages.js';

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
      // eval gives a product no more digits than the shortest number in it, such as a factor of 2.5, but for exact().
      'eval h2=active * current - total, h3=max(active * squares - total * total, 0)',
      `where h2 > 0 AND h2 * h2 > exact(${k} * ${k} * h3) AND current * active >= exact(${dialect.number(correlation.minRatio, 'correlation.condition.min_ratio')} * total)`,
      `eval value=current${scale}, baseline_mean=total / active${scale}, baseline_deviation=sqrt(h3) / active${scale}, baseline_buckets=active`,
      ...end.stages,
    ],
  };
};
