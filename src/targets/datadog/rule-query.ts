/**
 * What a rule asks of Datadog: its filters, group, window and threshold.
 * @module
 */
import type { Correlation, Predicate, Rule } from '../../rules/ir.js';
import { DATADOG_CAPS } from './capabilities.js';
import type { Dialect } from './dialect.js';
import { groupOf, isLearned } from './group.js';
import { DATADOG } from './mapping.js';
import { ANY, measured, type Measure } from './measure.js';
import { attribute, fullQuery } from './search.js';

/** One rule, ready to be written as a monitor or a Cloud SIEM rule. */
export interface RuleQuery extends Measure {
  /** One log search per source, in order. */
  readonly filters: readonly string[];
  /** Union of the sources. */
  readonly filter: string;
  /** Group attributes with their `@`. */
  readonly by: readonly string[];
  readonly windowMs: number;
  readonly correlation: Correlation | undefined;
}

/** Window of a detection: any matching log in it raises the alert. */
const DETECTION_WINDOW_MS = 300_000;

const predicateOf = (dialect: Dialect, rule: Rule): Predicate => {
  if (rule.kind === 'detection') return rule.predicate;
  dialect.report('correlation.chained', true);
  return { kind: 'false' };
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
