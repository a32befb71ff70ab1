/**
 * `type: baseline`.
 * @module
 */
import { childOf, givenText, refuseOtherKeys, textOf } from '../read-map.js';
import type { SourceFile } from '../source-file.js';
import type { YamlMap } from '../yaml-tree.js';
import { bucketsOf, COMMON, conditionOf, positive, standardMinActive, type OwnReader } from './parts.js';

const zerosOf = (source: SourceFile, map: YamlMap): 'exclude' | 'include' | undefined => {
  const zeros = textOf(source, map, 'zeros') ?? 'exclude';
  if (zeros === 'exclude' || zeros === 'include') return zeros;
  source.report(childOf(map, 'zeros')?.offset ?? map.offset, {
    code: 'correlation.zeros',
    message: 'zeros is exclude or include',
    mend: 'Write one of them, or leave the key out.',
  });
  return undefined;
};

/** The bucket just complete against the group's active buckets before it. */
export const baseline: OwnReader = (source, map, head) => {
  refuseOtherKeys(source, map, [...COMMON, 'history', 'field', 'zeros', 'condition'], 'a baseline');
  const condition = conditionOf(source, map, 'baseline');
  const historyBuckets = bucketsOf(source, map, head.timespanMs);
  const field = givenText(source, map, 'field');
  const zeros = zerosOf(source, map);
  if (condition === undefined) return undefined;
  refuseOtherKeys(source, condition, ['sigma', 'floor', 'min_active', 'min_ratio'], 'the condition of a baseline');
  const sigma = positive(source, condition, 'sigma');
  const floor = positive(source, condition, 'floor');
  const minActive = positive(source, condition, 'min_active', standardMinActive(head.timespanMs));
  const minRatio = positive(source, condition, 'min_ratio', 2);
  if (
    historyBuckets === undefined ||
    zeros === undefined ||
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
