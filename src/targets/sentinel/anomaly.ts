/**
 * Sentinel's own learned form of the volume and cost rules: series_decompose_anomalies. Declared: no engine here runs it.
 * @module
 */
import type { CorrelationRule } from '../../rules/ir.js';
import { collectProblems } from '../problems.js';
import { SENTINEL_CAPS } from './capabilities.js';
import { sentinelMapping } from './fields.js';
import { isoTime } from './column-text.js';
import type { PredicateContext } from './predicate-context.js';
import { groupKey, resultColumn } from './result-names.js';
import { groupNames, selectEvents, summand } from './select-events.js';
import { kqlName, kqlSpan, kqlString } from './text.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Days of history that the series is learned from: what a rule may look back, less one for the range and the delay. */
const HISTORY_DAYS = SENTINEL_CAPS.maximumPeriodMs / DAY - 1;
/** Complete steps that one run judges: the last and two before it, so that a late or skipped run loses nothing. */
const JUDGED_STEPS = 3;
/** Score from which series_decompose_anomalies flags a point; the function's documented default is 1.5. */
const SCORE = '3.0';

/** A learned query and the result columns it gives. */
export interface SeriesAnomalies {
  readonly text: string;
  readonly columns: readonly string[];
}

/** A query that flags steps above what the group's own daily and weekly rhythm explains; undefined without such a form. */
export const seriesAnomalies = (rule: CorrelationRule): SeriesAnomalies | undefined => {
  const { correlation, meta } = rule;
  if (correlation.type !== 'baseline' && correlation.type !== 'ratio') return undefined;
  const sources = correlation.sources.flatMap(({ rule: source, groupFields }) =>
    source.kind === 'detection' ? [{ predicate: source.predicate, groupFields }] : [],
  );
  if (sources.length < correlation.sources.length) return undefined;
  const problems = collectProblems();
  const context: PredicateContext = { mapping: sentinelMapping(meta), problems };
  const step = kqlSpan(Math.min(correlation.timespanMs, HOUR));
  const delay = `ago(${kqlSpan(Math.max(meta.delayMs, SENTINEL_CAPS.delayMs))})`;
  const first = `bin(ago(${String(HISTORY_DAYS)}d), ${step})`;
  const last = `bin(${delay}, ${step})`;
  const groups = groupNames(correlation.groupBy);
  const column = correlation.field === undefined ? undefined : context.mapping.column(correlation.field);
  const unit = column?.money === true ? ' / 1000000' : '';
  const rows: readonly (readonly [string, string])[] = [
    ['AlertKey', `strcat(${kqlString(`${meta.ruleId}|learned|`)}, ${isoTime('_T')}, "|", _key)`],
    ['GroupKey', '_key'],
    ['AlertTime', '_T'],
    ...correlation.groupBy.map((name, index) => [resultColumn(name, context), groups[index] ?? '""'] as const),
    ['Value', `_observed${unit}`],
    ['Expected', `_expected${unit}`],
    ['Score', '_score'],
  ];
  const selected = selectEvents({
    context,
    range: { from: first, to: last },
    sources,
    by: 'time',
    lookback: [],
    columns: column === undefined ? {} : { _v0: summand(column) },
  });
  if (problems.found.length > 0) return undefined;
  const text = [
    ...selected,
    ...(column === undefined ? [] : ['where isnotnull(_v0)']),
    `make-series _observed = ${column === undefined ? 'count()' : 'sum(_v0)'} default = 0 on _t from ${first} to ${last} step ${step}${groups.length === 0 ? '' : ` by ${groups.join(', ')}`}`,
    `extend (_flags, _score, _expected) = series_decompose_anomalies(_observed, ${SCORE}, -1, "linefit")`,
    'mv-expand _t to typeof(datetime), _observed to typeof(double), _flags to typeof(double), _score to typeof(double), _expected to typeof(double)',
    `where _flags > 0 and _t >= ${last} - ${String(JUDGED_STEPS)} * ${step}`,
    `extend _T = _t + ${step}, _key = ${groupKey(groups)}`,
    `project ${rows.map(([name, expression]) => `${kqlName(name)} = ${expression}`).join(', ')}`,
    'order by Score desc, GroupKey asc, AlertTime asc',
  ].join('\n| ');
  return { text: `${text}\n`, columns: rows.map(([name]) => name) };
};
