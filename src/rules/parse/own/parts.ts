/**
 * What the own correlation types have in common.
 * @module
 */
import { formatDuration } from '../../duration.js';
import type { CorrelationHead, CorrelationShape } from '../correlation.js';
import { durationOf } from '../read-duration.js';
import { childOf, mapOf, numberOf } from '../read-map.js';
import type { SourceFile } from '../source-file.js';
import type { YamlMap } from '../yaml-tree.js';

/** Reads one type. Undefined when anything in it is broken; everything that is wrong is reported. */
export type OwnReader = (source: SourceFile, map: YamlMap, head: CorrelationHead) => CorrelationShape | undefined;

/** Keys of every correlation. */
export const COMMON: readonly string[] = ['type', 'rules', 'group-by', 'timespan', 'aliases', 'generate'];

const EXAMPLES = 'docs/rules.md, Own correlation types, has an example.';

/** The condition mapping; reported when it is missing. */
export const conditionOf = (source: SourceFile, map: YamlMap, type: string): YamlMap | undefined => {
  const condition = mapOf(source, map, 'condition');
  if (condition === undefined && childOf(map, 'condition') === undefined) {
    source.report(map.offset, { code: 'condition.missing', message: `${type} needs a condition`, mend: EXAMPLES });
  }
  return condition;
};

/** Passes a value on; reported when its key is missing. */
export const required = <T>(source: SourceFile, map: YamlMap, name: string, value: T | undefined): T | undefined => {
  if (value === undefined && childOf(map, name) === undefined) {
    source.report(map.offset, {
      code: 'correlation.incomplete',
      message: `${name} is missing`,
      mend: `Add \`${name}:\`; ${EXAMPLES}`,
    });
  }
  return value;
};

/** A number of at least 0, or the standard where the key is missing. */
export const positive = (source: SourceFile, map: YamlMap, name: string, standard?: number): number | undefined => {
  const value = numberOf(source, map, name) ?? (childOf(map, name) === undefined ? standard : undefined);
  if (value !== undefined && value < 0) {
    source.report(childOf(map, name)?.offset ?? map.offset, {
      code: 'correlation.threshold',
      message: `${name} must not be negative`,
      mend: 'Write a number from 0 on.',
    });
    return undefined;
  }
  return required(source, map, name, value);
};

/** Whole buckets of a history. */
export const bucketsOf = (source: SourceFile, map: YamlMap, timespanMs: number): number | undefined => {
  const history = required(source, map, 'history', durationOf(source, map, 'history'));
  if (history === undefined) return undefined;
  if (history % timespanMs === 0) return history / timespanMs;
  source.report(childOf(map, 'history')?.offset ?? map.offset, {
    code: 'correlation.history',
    message: `history is not a whole number of buckets of ${formatDuration(timespanMs)}`,
    mend: `Write a multiple of ${formatDuration(timespanMs)}.`,
  });
  return undefined;
};

/** Fewest active buckets before a statistic is trusted: 12 for buckets below a day, 5 from a day on. */
export const standardMinActive = (timespanMs: number): number => (timespanMs >= 86_400_000 ? 5 : 12);
