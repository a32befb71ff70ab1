/**
 * What a panel measures, as its file says it.
 * @module
 */
import { childOf, textsOf } from '../rules/parse/read-map.js';
import type { SourceFile } from '../rules/parse/source-file.js';
import type { YamlMap } from '../rules/parse/yaml-tree.js';
import type { Measure } from './model.js';
import { field, NUMERIC, SPLITTABLE } from './read-values.js';

const PERCENTILES: readonly number[] = [50, 95, 99];

/** The measure of a panel; a count where it says none, or none that there is. */
export const measureOf = (source: SourceFile, map: YamlMap): Measure => {
  const node = childOf(map, 'measure');
  if (node === undefined || (node.kind === 'scalar' && node.text === 'count')) return { kind: 'count' };
  if (node.kind === 'scalar' && node.text === 'rate') {
    if (childOf(map, 'bucket') !== undefined) return { kind: 'rate' };
    source.report(node.offset, {
      code: 'dashboard.measure',
      message: 'rate counts events per second of a bucket',
      mend: 'Give the panel a bucket, such as `bucket: 15m`.',
    });
    return { kind: 'count' };
  }
  const entry = node.kind === 'map' ? node.entries[0] : undefined;
  if (node.kind !== 'map' || entry?.value.kind !== 'scalar') {
    source.report(node.offset, {
      code: 'dashboard.measure',
      message: 'measure is count, rate or one of distinct, sum, average, percentiles, gaps',
    });
    return { kind: 'count' };
  }
  const path = entry.value.text;
  const numeric = (): string => field(source, entry.value, path, NUMERIC, 'a number');
  switch (entry.key) {
    case 'distinct':
      return { kind: 'distinct', field: field(source, entry.value, path, SPLITTABLE, 'a single-valued field') };
    case 'sum':
    case 'average':
    case 'gaps':
      return { kind: entry.key, field: numeric() };
    case 'percentiles': {
      const at = textsOf(source, node, 'at').map(Number);
      const valid = at.every((value) => Number.isInteger(value) && value > 0 && value < 100);
      if (!valid)
        source.report(node.offset, {
          code: 'dashboard.percentile',
          message: 'percentiles are whole numbers from 1 to 99',
        });
      return { kind: 'percentiles', field: numeric(), at: at.length > 0 ? at : PERCENTILES };
    }
    default:
      source.report(entry.offset, { code: 'dashboard.measure', message: `no measure ${entry.key}` });
      return { kind: 'count' };
  }
};
