/**
 * temporal and temporal_ordered as SPL.
 * @module
 */
import type { RuleMetadata, SourceCondition, TemporalCorrelation } from '../../rules/ir.js';
import type { Dialect } from './dialect.js';
import { gridOf, stepsText } from './grid.js';
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

const conditionText = (condition: SourceCondition, flag: (ref: string) => string): string => {
  switch (condition.kind) {
    case 'source':
      return `${flag(condition.ref)}=1`;
    case 'not':
      return `NOT (${conditionText(condition.part, flag)})`;
    case 'and':
    case 'or':
      return `(${condition.parts.map((part) => conditionText(part, flag)).join(condition.kind === 'and' ? ' AND ' : ' OR ')})`;
  }
};

/**
 * Two steps in order: the first time of the one before the last time of the other. Events of the same millisecond are
 * in order only when one trail wrote both and its sequence says so (flag `h1`).
 */
const orderedFirst = (groups: readonly string[], kept: readonly string[]): readonly string[] => [
  `stats ${['min(h2) AS h2', 'max(h3) AS h3', 'min(h4) AS h4', 'max(h5) AS h5', 'max(s1) AS s1', 'max(s2) AS s2', 'count AS n', ...kept].join(', ')} ${by('t', 'bucket', ...groups, 'h6')}`,
  'eval h1=if(h4 < h5, 1, 0)',
];

/** The stages and columns. */
export const temporalStages = (dialect: Dialect, meta: RuleMetadata, correlation: TemporalCorrelation): Stages => {
  const grid = gridOf(dialect, correlation);
  const ordered = correlation.type === 'temporal_ordered';
  if (ordered && correlation.sources.length !== 2) dialect.report('correlation.temporal_ordered.steps', true);
  if (ordered && correlation.condition !== undefined) {
    dialect.report('correlation.temporal_ordered.condition', true);
  }
  const details = detailFields(meta, correlation.groupBy);
  const kept = detailAggregates(details);
  const source = sourceStages(dialect, correlation, { details, flags: true });
  const { groups } = source;
  const flags = correlation.sources.map((_, index) => `s${index + 1}`);
  const flagMaxima = flags.map((name) => `max(${name}) AS ${name}`);
  const order = ['max(h1) AS h1', 'min(h2) AS h2', 'max(h3) AS h3'];
  const flagOf = (ref: string): string =>
    flags[correlation.sources.findIndex((candidate) => candidate.ref === ref)] ??
    dialect.report('correlation.condition', true);
  const condition =
    correlation.condition === undefined
      ? flags.map((name) => `${name}=1`).join(' AND ')
      : conditionText(correlation.condition, flagOf);
  const end = endStages(dialect, {
    meta,
    everyMs: grid.everyMs,
    windowStart: `T - ${dialect.milliseconds(correlation.timespanMs, 'correlation.timespan')}`,
    groupBy: correlation.groupBy,
    groups,
    details,
  });
  const sequence = "if(isnull('integrity.trail_id'), null(), tonumber('integrity.sequence'))";
  return {
    columns: end.columns,
    lookbackMs: correlation.timespanMs,
    everyMs: grid.everyMs,
    stages: [
      ...source.stages,
      bucketStage(grid.everyMs),
      ...(ordered
        ? [
            `eval h2=if(s1=1, t, null()), h3=if(s2=1, t, null()), h4=if(s1=1, ${sequence}, null()), h5=if(s2=1, ${sequence}, null()), h6=coalesce('integrity.trail_id', "")`,
            ...orderedFirst(groups, kept),
            `stats ${['sum(n) AS n', ...SEEN_FIRST, ...flagMaxima, ...order, ...kept].join(', ')} ${by('bucket', ...groups)}`,
          ]
        : [`stats ${['count AS n', ...SEEN_FIRST, ...flagMaxima, ...kept].join(', ')} ${by('bucket', ...groups)}`]),
      ...instantStages(dialect, grid.everyMs, 'bucket + 1', `bucket + ${stepsText(dialect, correlation, grid)}`),
      `stats ${['sum(n) AS events', ...SEEN, ...flagMaxima, ...(ordered ? order : []), ...kept].join(', ')} ${by('instant', ...groups)}`,
      `where ${condition}${ordered ? ' AND (h2 < h3 OR h1=1)' : ''}`,
      `eval value=${flags.join(' + ')}`,
      ...end.stages,
    ],
  };
};
