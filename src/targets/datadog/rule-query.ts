/**
 * What a rule asks of Datadog: its filters, group, window and threshold.
 * @module
 */
import type { Correlation, Predicate, Rule, Threshold } from '../../rules/ir.js';
import { DATADOG } from './mapping.js';
import { attribute, fullQuery } from './search.js';
import { DATADOG_CAPS } from './capabilities.js';
import type { Dialect } from './dialect.js';

/** One rule, ready to be written as a monitor or a Cloud SIEM rule. */
export interface RuleQuery {
  /** One log search per source, in order. */
  readonly filters: readonly string[];
  /** Union of the sources. */
  readonly filter: string;
  /** Group attributes with their `@`. */
  readonly by: readonly string[];
  readonly windowMs: number;
  readonly threshold: Threshold;
  /** Monitor rollup; undefined where no log monitor says it. */
  readonly rollup: { readonly method: 'count' | 'cardinality' | 'sum' | 'avg'; readonly measure?: string } | undefined;
  readonly correlation: Correlation | undefined;
}

/** Window of a detection: any matching log in it raises the alert. */
const DETECTION_WINDOW_MS = 300_000;

const predicateOf = (dialect: Dialect, rule: Rule): Predicate => {
  if (rule.kind === 'detection') return rule.predicate;
  dialect.report('correlation.chained', true);
  return { kind: 'false' };
};

const single = (dialect: Dialect, condition: readonly Threshold[]): Threshold => {
  const first = condition[0];
  if (first === undefined || condition.length !== 1) {
    dialect.report('correlation.condition', true);
    return { comparator: 'gt', value: 0 };
  }
  return first;
};

const isLearned = (correlation: Correlation): boolean =>
  correlation.type === 'baseline' || correlation.type === 'ratio' || correlation.type === 'new_value';

const groupOf = (dialect: Dialect, correlation: Correlation): readonly string[] => {
  const fields = correlation.sources[0]?.groupFields ?? [];
  return fields.map((path, index) => {
    if (correlation.sources.every((source) => source.groupFields[index] === path)) return attribute(dialect, path);
    // A learned baseline is declared as it is; counts are compared, so there it has to be accepted.
    if (!isLearned(correlation)) dialect.report('aliases');
    return `@${DATADOG.aliasPrefix}.${correlation.groupBy[index] ?? ''}`;
  });
};

/** Attributes that the pipeline has to write for grouping by an alias: attribute to the fields it is taken from. */
export const aliasAttributes = (rule: Rule): Readonly<Record<string, readonly string[]>> => {
  if (rule.kind === 'detection') return {};
  const { groupBy, sources } = rule.correlation;
  return Object.fromEntries(
    groupBy.flatMap((name, index) => {
      const fields = [...new Set(sources.map((source) => source.groupFields[index] ?? ''))];
      return fields.length > 1 ? [[`${DATADOG.aliasPrefix}.${name}`, fields]] : [];
    }),
  );
};

const ANY: Threshold = { comparator: 'gt', value: 0 };

const measured = (dialect: Dialect, correlation: Correlation): Pick<RuleQuery, 'rollup' | 'threshold'> => {
  const first = (fields: readonly string[]): string => attribute(dialect, fields[0] ?? '');
  if (correlation.type === 'event_count' || correlation.type.startsWith('value_')) {
    dialect.report('correlation.instants');
  }
  switch (correlation.type) {
    case 'event_count':
      dialect.report('duplicates');
      return { threshold: single(dialect, correlation.condition), rollup: { method: 'count' } };
    case 'value_count':
      if (correlation.fields.length !== 1) dialect.report('correlation.value_count_fields', true);
      dialect.report('correlation.value_count');
      return {
        threshold: single(dialect, correlation.condition),
        rollup: { method: 'cardinality', measure: first(correlation.fields) },
      };
    case 'value_count_each':
      dialect.report('correlation.value_count_each');
      return {
        threshold: single(dialect, correlation.condition),
        rollup: { method: 'cardinality', measure: attribute(dialect, correlation.fields.at(-1) ?? '') },
      };
    case 'value_sum':
    case 'value_avg':
      dialect.report('duplicates');
      if (correlation.fields.some((field) => field.endsWith('_usd'))) dialect.report('correlation.money');
      return {
        threshold: single(dialect, correlation.condition),
        rollup: { method: correlation.type === 'value_sum' ? 'sum' : 'avg', measure: first(correlation.fields) },
      };
    case 'value_percentile':
      dialect.report('correlation.value_percentile', true);
      return { threshold: ANY, rollup: undefined };
    case 'temporal':
    case 'temporal_ordered':
      dialect.report(`correlation.${correlation.type}`, correlation.condition !== undefined);
      return { threshold: ANY, rollup: undefined };
    case 'baseline':
    case 'ratio':
    case 'new_value':
      dialect.report(`correlation.${correlation.type}`);
      return { threshold: ANY, rollup: undefined };
    case 'late_count':
      dialect.report('correlation.late_count', true);
      return { threshold: ANY, rollup: undefined };
    case 'lookup':
      dialect.report('correlation.lookup', correlation.mode === 'empty');
      return { threshold: ANY, rollup: { method: 'count' } };
  }
};

/** A lookup's filter: enrichment found no row for the agent, or for the agent's tool. */
const outsideScope = (dialect: Dialect, correlation: Correlation): string => {
  if (correlation.type !== 'lookup' || correlation.mode === 'empty') return '';
  const key = `${attribute(dialect, correlation.keyField)}:*`;
  if (correlation.mode === 'unregistered') return ` ${key} -@${DATADOG.scopeRegistered}:*`;
  const tool = correlation.kinds['tool'];
  if (tool === undefined) return dialect.report('correlation.lookup', true);
  return ` ${key} ${attribute(dialect, tool)}:* @${DATADOG.scopeRegistered}:* -@${DATADOG.scopeHit}:*`;
};

/** True where a log monitor or Cloud SIEM rule looks at windows of logs (not at a metric, not at single values). */
const isWindowed = (correlation: Correlation): boolean => !isLearned(correlation) && correlation.type !== 'lookup';

/** Reads a rule. */
export const ruleQuery = (dialect: Dialect, rule: Rule): RuleQuery => {
  if (rule.kind === 'detection') {
    const filter = fullQuery(dialect, rule.predicate);
    const by = rule.meta.group.map((path) => attribute(dialect, path));
    if (by.length > DATADOG_CAPS.groups) dialect.report('group.size', true);
    return {
      filters: [filter],
      filter,
      by,
      windowMs: DETECTION_WINDOW_MS,
      threshold: ANY,
      rollup: { method: 'count' },
      correlation: undefined,
    };
  }
  const { correlation } = rule;
  const predicates = correlation.sources.map((source) => predicateOf(dialect, source.rule));
  const suffix = outsideScope(dialect, correlation);
  const union: Predicate =
    predicates.length === 1 ? (predicates[0] ?? { kind: 'false' }) : { kind: 'or', parts: predicates };
  const by = groupOf(dialect, correlation);
  if (by.length > DATADOG_CAPS.groups) dialect.report('group.size', true);
  const { timespanMs } = correlation;
  const windowed = isWindowed(correlation);
  if (
    windowed &&
    (timespanMs < DATADOG_CAPS.windowMinMs || timespanMs > DATADOG_CAPS.windowMaxMs || timespanMs % 60_000 !== 0)
  ) {
    dialect.report('correlation.window', true);
  }
  return {
    filters: predicates.map((predicate) => fullQuery(dialect, predicate) + suffix),
    filter: fullQuery(dialect, union) + suffix,
    by,
    windowMs: windowed ? timespanMs : DETECTION_WINDOW_MS,
    correlation,
    ...measured(dialect, correlation),
  };
};
