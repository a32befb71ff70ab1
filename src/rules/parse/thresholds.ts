/**
 * Comparisons of a correlation's condition.
 * @module
 */
import type { Comparator, Threshold } from '../ir.js';
import { childOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap } from './yaml-tree.js';

const COMPARATORS: readonly Comparator[] = ['eq', 'neq', 'lt', 'lte', 'gt', 'gte'];

/** Keys of a condition that compare. */
export const THRESHOLD_KEYS: readonly string[] = COMPARATORS;

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

/** What is compared: a count of events or values, any number, or how many rules of a temporal correlation occur. */
export type Measure = 'count' | 'number' | 'rules';

/** The numbers that comparisons with an order leave: [least, greatest], each with whether it counts itself. */
const rangeOf = (thresholds: readonly Threshold[]): { low: number; high: number; open: boolean } => {
  let [low, high, lowOpen, highOpen] = [-Infinity, Infinity, false, false];
  for (const { comparator, value } of thresholds) {
    const isOpen = comparator === 'gt' || comparator === 'lt';
    if (comparator === 'gt' || comparator === 'gte' || comparator === 'eq') {
      if (value > low || (value === low && isOpen)) [low, lowOpen] = [value, isOpen];
    }
    if (comparator === 'lt' || comparator === 'lte' || comparator === 'eq') {
      if (value < high || (value === high && isOpen)) [high, highOpen] = [value, isOpen];
    }
  }
  return { low, high, open: lowOpen || highOpen };
};

/** Reports comparisons that no number meets, and counts below one: a window without events is not looked at. */
const checkRange = (
  source: SourceFile,
  condition: YamlMap,
  thresholds: readonly Threshold[],
  measure: Measure,
): void => {
  const { low, high, open } = rangeOf(thresholds);
  if (low > high || (low === high && open)) {
    source.report(condition.offset, {
      code: 'correlation.threshold',
      message: 'no number meets all comparisons of the condition: the rule could never fire',
      mend: 'Several comparisons must hold together; write two rules for two ranges.',
    });
  } else if (
    measure === 'count' &&
    (high < 1 || (high === 1 && thresholds.some(({ comparator }) => comparator === 'lt')))
  ) {
    source.report(condition.offset, {
      code: 'correlation.threshold',
      severity: 'warning',
      message: 'a count is at least 1: the rule never fires',
      mend: 'What does not happen has no window; count what happens instead.',
    });
  }
};

/** Reads the comparisons; reported when there are none, or when nothing can meet them. */
export const requireThresholds = (
  source: SourceFile,
  condition: YamlMap,
  measure: Measure,
): readonly Threshold[] | undefined => {
  const thresholds = thresholdsOf(source, condition);
  if (thresholds.length > 0) {
    // Numbers of rules are few, and tried one by one.
    if (measure !== 'rules') checkRange(source, condition, thresholds, measure);
    return thresholds;
  }
  // A comparison that cannot be read is reported already.
  if (COMPARATORS.some((comparator) => childOf(condition, comparator) !== undefined)) return undefined;
  source.report(condition.offset, {
    code: 'correlation.threshold',
    message: 'the condition compares nothing',
    mend: `Add one of ${COMPARATORS.join(', ')}.`,
  });
  return undefined;
};
