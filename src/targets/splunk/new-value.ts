/**
 * new_value as SPL: seen in the window, never in the history before it, for groups that are old enough.
 * @module
 */
import type { NewValueCorrelation, RuleMetadata } from '../../rules/ir.js';
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
import { sourceStages } from './source-stages.js';
import type { Stages } from './stages.js';

/** The stages and columns. */
export const newValueStages = (dialect: Dialect, meta: RuleMetadata, correlation: NewValueCorrelation): Stages => {
  const { everyMs, steps } = gridOf(dialect, correlation);
  const { historyMs } = correlation;
  if (historyMs % everyMs !== 0) dialect.report('correlation.timespan', true);
  const details = detailFields(meta, [...correlation.groupBy, correlation.field]);
  const kept = detailAggregates(details);
  const { stages, groups } = sourceStages(dialect, correlation, { details, values: [correlation.field] });
  const end = endStages(dialect, {
    meta,
    everyMs,
    windowStart: `T - ${correlation.timespanMs}`,
    groupBy: correlation.groupBy,
    groups,
    details,
    extra: ['new_value', 'group_first_seen'],
  });
  // The group was there before the window by that much.
  const age =
    correlation.minHistoryMs > 0
      ? ` AND group_first_seen < instant * ${everyMs} - ${correlation.timespanMs} - ${dialect.milliseconds(correlation.minHistoryMs, 'correlation.min_history')}`
      : '';
  const current = `instant - bucket <= ${steps}`;
  return {
    columns: end.columns,
    everyMs,
    lookbackMs: correlation.timespanMs + historyMs,
    stages: [
      ...stages,
      'where isnotnull(v1)',
      bucketStage(everyMs),
      `stats ${['count AS n', ...SEEN_FIRST, ...kept].join(', ')} ${by('bucket', ...groups, 'v1')}`,
      ...instantStages(
        dialect,
        everyMs,
        'bucket + 1',
        `bucket + ${steps} + ${dialect.milliseconds(historyMs, 'correlation.history')} / ${everyMs}`,
      ),
      `eval current=if(${current}, n, 0), past=if(${current}, 0, n), h1=if(${current}, null(), first_seen), first_seen=if(${current}, first_seen, null()), last_seen=if(${current}, last_seen, null())`,
      ...(details.length === 0
        ? []
        : [`eval ${details.map((_, index) => `d${index + 1}=if(${current}, d${index + 1}, null())`).join(', ')}`]),
      `stats ${['sum(current) AS events', 'sum(past) AS past', 'min(h1) AS h1', ...SEEN, ...kept].join(', ')} ${by('instant', ...groups, 'v1')}`,
      `eventstats min(h1) AS group_first_seen ${by('instant', ...groups)}`,
      `where events > 0 AND past=0${age}`,
      `stats ${['values(v1) AS new_value', 'count AS value', 'sum(events) AS events', 'min(group_first_seen) AS group_first_seen', ...SEEN, ...kept].join(', ')} ${by('instant', ...groups)}`,
      ...end.stages,
    ],
  };
};
