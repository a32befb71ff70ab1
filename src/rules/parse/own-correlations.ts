/**
 * The correlation types of this package, written inside Sigma's `correlation:` so that other converters refuse them.
 * @module
 */
import type { CorrelationHead, CorrelationShape } from './correlation.js';
import { baseline } from './own/baseline.js';
import { lateCount } from './own/late-count.js';
import { lookup } from './own/lookup.js';
import { newValue } from './own/new-value.js';
import type { OwnReader } from './own/parts.js';
import { ratio } from './own/ratio.js';
import { valueCountEach } from './own/value-count-each.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap } from './yaml-tree.js';

const READERS: Readonly<Record<string, OwnReader>> = {
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
