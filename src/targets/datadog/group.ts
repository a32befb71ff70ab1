/**
 * What a rule groups by: attributes, or one that the pipeline writes where its sources name different ones.
 * @module
 */
import type { Correlation, Rule } from '../../rules/ir.js';
import type { Dialect } from './dialect.js';
import { DATADOG } from './mapping.js';
import { attribute } from './search.js';

/** Kinds whose normal is learned by Datadog itself. */
export const isLearned = (correlation: Correlation): boolean =>
  correlation.type === 'baseline' || correlation.type === 'ratio' || correlation.type === 'new_value';

/** Group attributes of a correlation with their `@`. */
export const groupOf = (dialect: Dialect, correlation: Correlation): readonly string[] => {
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
