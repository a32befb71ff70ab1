/**
 * lookup as SPL, over a lookup definition with the columns agent_id, kind and value.
 * @module
 */
import type { LookupCorrelation, RuleMetadata } from '../../rules/ir.js';
import { column, type Dialect } from './dialect.js';
import { detectionEnd, detectionStart } from './detection.js';
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
import { predicateOf } from './source-predicate.js';
import { sourceStages } from './source-stages.js';
import type { Stages } from './stages.js';

/** Columns of the table. */
const KEY = 'agent_id';

/** Most rows of a scope that a result names. */
const SHOWN_ROWS = 50;

const tableName = (dialect: Dialect, correlation: LookupCorrelation): string =>
  /^\w+$/.test(correlation.lookup) ? correlation.lookup : dialect.report('lookup.name', true);

/** Per kind: has the agent any row, a row for this value, a row for everything. */
const kindStages = (table: string, index: number, kind: string): readonly string[] => {
  const n = index + 1;
  return [
    `eval h${n}="${kind}"`,
    `lookup ${table} ${KEY} AS k0 kind AS h${n} OUTPUT kind AS checked_${n}`,
    `lookup ${table} ${KEY} AS k0 kind AS h${n} value AS k${n} OUTPUT kind AS listed_${n}`,
    `lookup ${table} ${KEY} AS k0 kind AS h${n} value AS h0 OUTPUT kind AS all_${n}`,
  ];
};

/** A value that is not among the rows of its kind. One row per event. */
const outsideStages = (dialect: Dialect, meta: RuleMetadata, correlation: LookupCorrelation): Stages => {
  const parts = correlation.sources.map((source) => predicateOf(dialect, source.rule));
  const predicate = parts.length === 1 && parts[0] !== undefined ? parts[0] : ({ kind: 'or', parts } as const);
  const group = correlation.sources[0]?.groupFields ?? [];
  // The group of an event of two sources would need two names.
  if (group.join('\0') !== correlation.groupBy.join('\0')) dialect.report('correlation.lookup_aliases', true);
  const kinds = Object.entries(correlation.kinds);
  if (!kinds.every(([kind]) => /^\w+$/.test(kind))) dialect.report('lookup.kind', true);
  const table = tableName(dialect, correlation);
  const keys = kinds.map(([, path], index) => `k${index + 1}=${column(dialect, path)}`);
  const outside = kinds.map(
    (_, index) =>
      `(isnotnull(k${index + 1}) AND isnotnull(checked_${index + 1}) AND isnull(listed_${index + 1}) AND isnull(all_${index + 1}))`,
  );
  const names = kinds.map(([kind], index) => `if(${outside[index] ?? 'false()'}, "${kind}", null())`);
  const end = detectionEnd(dialect, { ...meta, group: correlation.groupBy }, ['outside', 'agent_scope']);
  return {
    columns: end.columns,
    everyMs: 0,
    lookbackMs: 0,
    stages: [
      ...detectionStart(dialect, predicate),
      `eval k0=${column(dialect, correlation.keyField)}, h0="*", ${keys.join(', ')}`,
      ...kinds.flatMap(([kind], index) => kindStages(table, index, kind)),
      `where ${outside.join(' OR ')}`,
      `eval outside=mvappend(${names.join(', ')})`,
      // What the agent's rows allow, for the reader of the alert.
      `lookup ${table} ${KEY} AS k0 OUTPUT kind AS s1 value AS s2`,
      `eval agent_scope=mvjoin(mvindex(mvsort(mvzip(s1, s2, ": ")), 0, ${SHOWN_ROWS - 1}), ", ")`,
      ...end.stages,
    ],
  };
};

/** Agents without any row, or a table without any row. Once per group and bucket. */
const healthStages = (dialect: Dialect, meta: RuleMetadata, correlation: LookupCorrelation): Stages => {
  const everyMs = correlation.every === 'event' ? correlation.timespanMs : correlation.every;
  if (correlation.every === 'event') dialect.report('correlation.every_event');
  if (correlation.timespanMs % everyMs !== 0) dialect.report('correlation.timespan', true);
  const perBucket = correlation.timespanMs / everyMs;
  const table = tableName(dialect, correlation);
  const unregistered = correlation.mode === 'unregistered';
  const { groupBy } = correlation;
  const details = detailFields(meta, groupBy);
  const kept = detailAggregates(details);
  const source = sourceStages(dialect, correlation, {
    details,
    extra: unregistered ? [`k0=${column(dialect, correlation.keyField)}`] : [],
  });
  const { groups } = source;
  const end = endStages(dialect, {
    meta,
    everyMs,
    windowStart: `day * ${correlation.timespanMs}`,
    groupBy,
    groups,
    details,
    extra: ['bucket_start'],
  });
  return {
    columns: end.columns,
    everyMs,
    lookbackMs: correlation.timespanMs,
    stages: [
      ...source.stages,
      ...(unregistered
        ? [`lookup ${table} ${KEY} AS k0 OUTPUT ${KEY} AS h1`, 'where isnotnull(k0) AND isnull(h1)']
        : []),
      bucketStage(everyMs),
      `stats ${['count AS n', ...SEEN_FIRST, ...kept].join(', ')} ${by('bucket', ...groups)}`,
      // The rows of the table, to see whether there are any: no subsearch, they are appended and counted.
      `inputlookup append=true ${table}`,
      'eval h2=if(isnull(bucket) AND isnotnull(agent_id), 1, 0)',
      'eventstats sum(h2) AS h3',
      `where isnotnull(bucket) AND h3 ${unregistered ? '> 0' : '= 0'}`,
      // The running bucket: from its UTC start up to T.
      `eval day=floor(bucket / ${perBucket})`,
      ...instantStages(dialect, everyMs, 'bucket + 1', `(day + 1) * ${perBucket}`),
      `stats ${['sum(n) AS value', 'sum(n) AS events', ...SEEN, ...kept].join(', ')} ${by('instant', 'day', ...groups)}`,
      `eval bucket_start=day * ${correlation.timespanMs}`,
      ...end.stages,
    ],
  };
};

/** The stages and columns. */
export const lookupStages = (dialect: Dialect, meta: RuleMetadata, correlation: LookupCorrelation): Stages =>
  correlation.mode === 'outside' ? outsideStages(dialect, meta, correlation) : healthStages(dialect, meta, correlation);
