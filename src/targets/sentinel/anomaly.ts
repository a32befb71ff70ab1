/**
 * Sentinel's own learned form of the volume and cost rules: series_decompose_anomalies. Declared: no engine here runs it.
 * @module
 */
import type { CorrelationRule } from '../../rules/ir.js';
import { collectProblems } from '../problems.js';
import { sentinelMapping } from './fields.js';
import { kqlPredicate } from './predicate.js';
import { keyText } from './select-events.js';
import { kqlSpan } from './text.js';

/** Days of history that the series is learned from. */
const HISTORY_DAYS = 13;

/** A query that flags hours above what the group's own daily and weekly rhythm explains; undefined without such a form. */
export const seriesAnomalies = (rule: CorrelationRule): string | undefined => {
  const { correlation, meta } = rule;
  if (correlation.type !== 'baseline' && correlation.type !== 'ratio') return undefined;
  const [source] = correlation.sources;
  if (source === undefined || source.rule.kind !== 'detection') return undefined;
  const problems = collectProblems();
  const mapping = sentinelMapping(meta);
  const predicate = kqlPredicate(source.rule.predicate, { mapping, problems });
  if (problems.found.length > 0 || mapping.table === undefined) return undefined;
  const step = kqlSpan(Math.min(correlation.timespanMs, 3_600_000));
  const columns = source.groupFields.map((field) => mapping.column(field));
  const by = columns.map((column) => keyText(column)).join(', ');
  const measure = correlation.field === undefined ? 'count()' : `sum(${mapping.column(correlation.field).text})`;
  return [
    mapping.table,
    `where ${mapping.time} >= ago(${String(HISTORY_DAYS)}d)`,
    `where ${predicate}`,
    `summarize arg_min(${mapping.time}, *) by ${mapping.id ?? mapping.time}`,
    `make-series Observed = ${measure} default = 0 on ${mapping.time} from bin(ago(${String(HISTORY_DAYS)}d), ${step}) to bin(now(), ${step}) step ${step}${by === '' ? '' : ` by ${by}`}`,
    'extend (Anomalies, Score, Expected) = series_decompose_anomalies(Observed, 3.0, -1, "linefit")',
    `mv-expand ${mapping.time} to typeof(datetime), Observed to typeof(double), Anomalies to typeof(double), Score to typeof(double), Expected to typeof(double)`,
    `where Anomalies > 0 and ${mapping.time} >= bin(now(), ${step}) - 2 * ${step}`,
    'order by Score desc',
  ].join('\n| ');
};
