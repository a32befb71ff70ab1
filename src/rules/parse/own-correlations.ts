/**
 * The correlation types of this package, written inside Sigma's `correlation:` so that other converters refuse them.
 * @module
 */
import { formatDuration } from '../duration.js';
import type { CorrelationHead, CorrelationShape } from './correlation.js';
import { durationOf } from './metadata.js';
import { childOf, mapOf, numberOf, refuseOtherKeys, textOf, textsOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import { requireThresholds } from './thresholds.js';
import type { YamlMap } from './yaml-tree.js';

const COMMON: readonly string[] = ['type', 'rules', 'group-by', 'timespan', 'aliases', 'generate'];
const LOOKUP_MODES = ['outside', 'unregistered', 'empty'] as const;

const section = (source: SourceFile, map: YamlMap, type: string): YamlMap | undefined => {
  const condition = mapOf(source, map, 'condition');
  if (condition === undefined && childOf(map, 'condition') === undefined) {
    source.report(map.offset, { code: 'condition.missing', message: `${type} needs a condition` });
  }
  return condition;
};

const required = <T>(source: SourceFile, map: YamlMap, name: string, value: T | undefined): T | undefined => {
  if (value === undefined && childOf(map, name) === undefined) {
    source.report(map.offset, { code: 'correlation.incomplete', message: `${name} is missing` });
  }
  return value;
};

const positive = (source: SourceFile, map: YamlMap, name: string, standard?: number): number | undefined => {
  const value = numberOf(source, map, name) ?? (childOf(map, name) === undefined ? standard : undefined);
  if (value !== undefined && value < 0) {
    source.report(map.offset, { code: 'correlation.threshold', message: `${name} must not be negative` });
    return undefined;
  }
  return required(source, map, name, value);
};

/** Whole buckets of a history. */
const bucketsOf = (source: SourceFile, map: YamlMap, timespanMs: number): number | undefined => {
  const history = required(source, map, 'history', durationOf(source, map, 'history'));
  if (history === undefined) return undefined;
  if (history % timespanMs === 0) return history / timespanMs;
  source.report(childOf(map, 'history')?.offset ?? map.offset, {
    code: 'correlation.history',
    message: `history is not a whole number of buckets of ${formatDuration(timespanMs)}`,
  });
  return undefined;
};

/** Fewest active buckets before a statistic is trusted: 12 for buckets below a day, 5 from a day on. */
const standardMinActive = (timespanMs: number): number => (timespanMs >= 86_400_000 ? 5 : 12);

type Reader = (source: SourceFile, map: YamlMap, head: CorrelationHead) => CorrelationShape | undefined;

const baseline: Reader = (source, map, head) => {
  refuseOtherKeys(source, map, [...COMMON, 'history', 'field', 'zeros', 'condition'], 'a baseline');
  const condition = section(source, map, 'baseline');
  const historyBuckets = bucketsOf(source, map, head.timespanMs);
  const field = textOf(source, map, 'field');
  const zeros = textOf(source, map, 'zeros') ?? 'exclude';
  if (zeros !== 'exclude' && zeros !== 'include') {
    source.report(childOf(map, 'zeros')?.offset ?? map.offset, {
      code: 'correlation.zeros',
      message: 'zeros is exclude or include',
    });
    return undefined;
  }
  if (condition === undefined) return undefined;
  refuseOtherKeys(source, condition, ['sigma', 'floor', 'min_active', 'min_ratio'], 'the condition of a baseline');
  const sigma = positive(source, condition, 'sigma');
  const floor = positive(source, condition, 'floor');
  const minActive = positive(source, condition, 'min_active', standardMinActive(head.timespanMs));
  const minRatio = positive(source, condition, 'min_ratio', 2);
  if (
    historyBuckets === undefined ||
    sigma === undefined ||
    floor === undefined ||
    minActive === undefined ||
    minRatio === undefined
  ) {
    return undefined;
  }
  return {
    type: 'baseline',
    ...head,
    ...(field === undefined ? {} : { field }),
    historyBuckets,
    sigma,
    floor,
    minActive,
    minRatio,
    zeros,
  };
};

const ratio: Reader = (source, map, head) => {
  refuseOtherKeys(source, map, [...COMMON, 'history', 'field', 'condition'], 'a ratio');
  const condition = section(source, map, 'ratio');
  const historyBuckets = bucketsOf(source, map, head.timespanMs);
  const field = textOf(source, map, 'field');
  if (condition === undefined) return undefined;
  refuseOtherKeys(source, condition, ['factor', 'floor', 'min_active'], 'the condition of a ratio');
  const factor = positive(source, condition, 'factor');
  const floor = positive(source, condition, 'floor');
  const minActive = positive(source, condition, 'min_active', standardMinActive(head.timespanMs));
  if (historyBuckets === undefined || factor === undefined || floor === undefined || minActive === undefined) {
    return undefined;
  }
  return {
    type: 'ratio',
    ...head,
    ...(field === undefined ? {} : { field }),
    historyBuckets,
    factor,
    floor,
    minActive,
  };
};

const newValue: Reader = (source, map, head) => {
  refuseOtherKeys(source, map, [...COMMON, 'field', 'history', 'min_history'], 'a new_value');
  const field = required(source, map, 'field', textOf(source, map, 'field'));
  const historyMs = required(source, map, 'history', durationOf(source, map, 'history'));
  const minHistoryMs = required(source, map, 'min_history', durationOf(source, map, 'min_history', true));
  if (field === undefined || historyMs === undefined || minHistoryMs === undefined) return undefined;
  if (minHistoryMs > historyMs) {
    source.report(childOf(map, 'min_history')?.offset ?? map.offset, {
      code: 'correlation.history',
      message: 'min_history is longer than history: the rule could never fire',
    });
    return undefined;
  }
  return { type: 'new_value', ...head, field, historyMs, minHistoryMs };
};

const lookup: Reader = (source, map, head) => {
  refuseOtherKeys(source, map, [...COMMON, 'lookup', 'condition'], 'a lookup');
  const table = required(source, map, 'lookup', textOf(source, map, 'lookup'));
  const condition = section(source, map, 'lookup');
  if (condition === undefined || table === undefined) return undefined;
  const mode = LOOKUP_MODES.find((name) => childOf(condition, name) !== undefined);
  if (mode === undefined || condition.entries.length !== 1) {
    source.report(condition.offset, {
      code: 'correlation.lookup',
      message: 'a lookup has exactly one of outside, unregistered, empty',
    });
    return undefined;
  }
  const base = { type: 'lookup', ...head, lookup: table, mode } as const;
  if (mode === 'empty') return { ...base, keyField: '', kinds: {} };
  const body = mapOf(source, condition, mode);
  if (body === undefined) return undefined;
  const keyField = required(source, body, 'key', textOf(source, body, 'key'));
  const kinds = body.entries.flatMap(({ key, value }) =>
    key !== 'key' && value.kind === 'scalar' && value.value !== null ? [[key, value.text] as const] : [],
  );
  if (keyField === undefined) return undefined;
  if ((kinds.length === 0) === (mode === 'outside')) {
    source.report(body.offset, {
      code: 'correlation.lookup',
      message: mode === 'outside' ? 'outside names at least one kind and its field' : 'unregistered takes only key',
    });
    return undefined;
  }
  return { ...base, keyField, kinds: Object.fromEntries(kinds) };
};

const valueCountEach: Reader = (source, map, head) => {
  refuseOtherKeys(source, map, [...COMMON, 'condition'], 'a value_count_each');
  const condition = section(source, map, 'value_count_each');
  if (condition === undefined) return undefined;
  const fields = textsOf(source, condition, 'fields');
  const thresholds = requireThresholds(source, condition);
  if (fields.length < 2) {
    source.report(condition.offset, {
      code: 'correlation.field',
      message: 'value_count_each counts at least two fields',
      mend: 'For one field write value_count.',
    });
    return undefined;
  }
  return thresholds && { type: 'value_count_each', ...head, condition: thresholds, fields };
};

const lateCount: Reader = (source, map, head) => {
  refuseOtherKeys(source, map, [...COMMON, 'later_than', 'condition'], 'a late_count');
  const condition = section(source, map, 'late_count');
  const laterThanMs = required(source, map, 'later_than', durationOf(source, map, 'later_than'));
  if (condition === undefined) return undefined;
  const thresholds = requireThresholds(source, condition);
  return thresholds === undefined || laterThanMs === undefined
    ? undefined
    : { type: 'late_count', ...head, condition: thresholds, laterThanMs };
};

const READERS: Readonly<Record<string, Reader>> = {
  baseline,
  ratio,
  new_value: newValue,
  lookup,
  value_count_each: valueCountEach,
  late_count: lateCount,
};

/** Names of the own types. */
export const OWN_TYPES: readonly string[] = Object.keys(READERS);

/** Reads a correlation of an own type. Undefined when anything in it is broken (and reported). */
export const readOwnCorrelation = (
  source: SourceFile,
  map: YamlMap,
  type: string,
  head: CorrelationHead,
): CorrelationShape | undefined => READERS[type]?.(source, map, head);
