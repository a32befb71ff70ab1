/**
 * A panel of a dashboard file. Its selection is read by the rule parser: one meaning, and its errors with their place.
 * @module
 */
import { readDetection } from '../rules/parse/detection.js';
import { childOf, refuseOtherKeys, textOf } from '../rules/parse/read-map.js';
import type { SourceFile } from '../rules/parse/source-file.js';
import type { YamlMap, YamlNode } from '../rules/parse/yaml-tree.js';
import type { Chart, Panel } from './model.js';
import { measureOf } from './parse-measure.js';
import { count, duration, fields, KNOWN, required, SPLITTABLE } from './read-values.js';

const CHARTS: readonly Chart[] = ['line', 'bar', 'table', 'percentiles', 'single', 'events'];
const PANEL_KEYS = [
  'id',
  'title',
  'description',
  'chart',
  'select',
  'measure',
  'split',
  'bucket',
  'limit',
  'columns',
  'drilldown',
  'unit',
];

const predicateOf = (source: SourceFile, map: YamlMap): Panel['predicate'] => {
  const node = childOf(map, 'select');
  if (node === undefined || (node.kind === 'map' && node.entries.length === 0)) return { kind: 'true' };
  const { offset } = node;
  const section: YamlMap = {
    kind: 'map',
    offset,
    entries: [
      { key: 'selection', offset, value: node },
      { key: 'condition', offset, value: { kind: 'scalar', value: 'selection', text: 'selection', offset } },
    ],
  };
  return readDetection({ source, placeholders: {}, check: undefined }, section)?.predicate ?? { kind: 'false' };
};

/** The panel, or nothing where it is no mapping. */
export const panelOf = (source: SourceFile, node: YamlNode): readonly Panel[] => {
  if (node.kind !== 'map') {
    source.report(node.offset, { code: 'dashboard.panel', message: 'a panel is a mapping' });
    return [];
  }
  refuseOtherKeys(source, node, PANEL_KEYS, 'a panel');
  const chart = CHARTS.find((name) => name === textOf(source, node, 'chart'));
  if (chart === undefined) {
    source.report(node.offset, {
      code: 'dashboard.chart',
      message: 'no such chart',
      mend: `One of ${CHARTS.join(', ')}.`,
    });
  }
  const bucketMs = duration(source, node, 'bucket');
  const limit = count(source, node, 'limit');
  const drilldown = fields(source, node, 'drilldown', SPLITTABLE, 'a single-valued field')[0];
  const unit = textOf(source, node, 'unit');
  return [
    {
      id: required(source, node, 'id'),
      title: required(source, node, 'title'),
      description: required(source, node, 'description'),
      chart: chart ?? 'table',
      predicate: predicateOf(source, node),
      measure: measureOf(source, node),
      split: fields(source, node, 'split', SPLITTABLE, 'a single-valued field'),
      columns: fields(source, node, 'columns', KNOWN, 'a field'),
      ...(bucketMs === undefined ? {} : { bucketMs }),
      ...(limit === undefined ? {} : { limit }),
      ...(drilldown === undefined ? {} : { drilldown: { field: drilldown } }),
      ...(unit === undefined ? {} : { unit }),
    },
  ];
};
