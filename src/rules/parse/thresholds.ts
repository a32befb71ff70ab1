/**
 * Comparisons of a correlation's condition.
 * @module
 */
import type { Comparator, Threshold } from '../ir.js';
import { childOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap } from './yaml-tree.js';

const COMPARATORS: readonly Comparator[] = ['eq', 'neq', 'lt', 'lte', 'gt', 'gte'];

/** Comparisons of a condition mapping. */
export const thresholdsOf = (source: SourceFile, condition: YamlMap): readonly Threshold[] =>
  COMPARATORS.flatMap((comparator) => {
    const node = childOf(condition, comparator);
    if (node === undefined) return [];
    const value = node.kind === 'scalar' && node.text.trim() !== '' ? Number(node.text) : NaN;
    if (Number.isFinite(value)) return [{ comparator, value }];
    source.report(node.offset, {
      code: 'correlation.threshold',
      message: `${comparator} takes a number`,
      mend: `Write \`${comparator}: 5\`.`,
    });
    return [];
  });

/** Reports a condition whose comparisons are missing. */
export const requireThresholds = (source: SourceFile, condition: YamlMap): readonly Threshold[] | undefined => {
  const thresholds = thresholdsOf(source, condition);
  if (thresholds.length > 0) return thresholds;
  // A comparison that cannot be read is reported already.
  if (COMPARATORS.some((comparator) => childOf(condition, comparator) !== undefined)) return undefined;
  source.report(condition.offset, {
    code: 'correlation.threshold',
    message: 'the condition compares nothing',
    mend: `Add one of ${COMPARATORS.join(', ')}.`,
  });
  return undefined;
};
