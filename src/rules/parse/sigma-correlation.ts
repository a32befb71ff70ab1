/**
 * The correlation types of the Sigma specification.
 * @module
 */
import type { CorrelationHead, CorrelationShape, Reference } from './correlation.js';
import { COMMON } from './own/parts.js';
import { childOf, entryOf, mapOf, numberOf, refuseOtherKeys, textsOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import { readTemporal } from './temporal.js';
import { requireThresholds, THRESHOLD_KEYS } from './thresholds.js';
import type { YamlMap } from './yaml-tree.js';

/** Names of the types. */
export const SIGMA_TYPES = [
  'event_count',
  'value_count',
  'value_sum',
  'value_avg',
  'value_percentile',
  'temporal',
  'temporal_ordered',
] as const;

/** Keys of the condition besides comparisons. */
const MORE_KEYS = {
  event_count: [],
  value_count: ['field'],
  value_sum: ['field'],
  value_avg: ['field'],
  value_percentile: ['field', 'percentile'],
} as const;

/** 0 to 100; what is wrong is reported, and 50 is the stand-in. */
const readPercentile = (source: SourceFile, condition: YamlMap): number => {
  const percentile = numberOf(source, condition, 'percentile');
  if (percentile === undefined) {
    source.report(condition.offset, {
      code: 'correlation.percentile',
      severity: 'warning',
      message: 'no percentile: read as 50, the median',
      mend: 'Add `percentile: 50` to the condition.',
    });
  } else if (percentile < 0 || percentile > 100) {
    source.report(childOf(condition, 'percentile')?.offset ?? condition.offset, {
      code: 'correlation.percentile',
      message: 'percentile is between 0 and 100',
      mend: 'Write `percentile: 95`.',
    });
  }
  return percentile ?? 50;
};

/** Reads a correlation of one of them. Undefined when anything in it is broken (and reported). */
export const readSigmaShape = (
  source: SourceFile,
  section: YamlMap,
  type: (typeof SIGMA_TYPES)[number],
  head: CorrelationHead,
  references: readonly Reference[],
  foreign: boolean,
): { readonly shape: CorrelationShape; readonly references: readonly Reference[] } | undefined => {
  refuseOtherKeys(source, section, [...COMMON, 'condition'], 'a correlation', foreign);
  if (type === 'temporal' || type === 'temporal_ordered') {
    const temporal = readTemporal(source, section, references, foreign);
    if (temporal === undefined) return undefined;
    const { condition } = temporal;
    return {
      references: temporal.references,
      shape: { type, ...head, ...(condition === undefined ? {} : { condition }) },
    };
  }
  const condition = mapOf(source, section, 'condition');
  if (condition === undefined) {
    if (entryOf(section, 'condition') === undefined) {
      source.report(section.offset, {
        code: 'condition.missing',
        message: `${type} needs a condition`,
        mend: 'Add `condition: {gte: 5}`.',
      });
    }
    return undefined;
  }
  // Such as a field of event_count, which counts events whatever stands in them.
  refuseOtherKeys(source, condition, [...THRESHOLD_KEYS, ...MORE_KEYS[type]], `the condition of ${type}`, foreign);
  const thresholds = requireThresholds(
    source,
    condition,
    type === 'event_count' || type === 'value_count' ? 'count' : 'number',
  );
  const fields = textsOf(source, condition, 'field');
  if (type !== 'event_count' && (fields.length === 0 || (type !== 'value_count' && fields.length > 1))) {
    source.report(childOf(condition, 'field')?.offset ?? condition.offset, {
      code: 'correlation.field',
      message: `${type} needs one field in its condition`,
      mend: 'Write `condition: {field: identity.source_ip, gte: 3}`.',
    });
  }
  const percentile = type === 'value_percentile' ? readPercentile(source, condition) : undefined;
  if (thresholds === undefined) return undefined;
  const base = { type, ...head, condition: thresholds, fields: type === 'event_count' ? [] : fields };
  return { shape: percentile === undefined ? base : { ...base, percentile }, references };
};
