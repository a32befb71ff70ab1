/**
 * dashboards/*.yml to dashboards. Selections are read by the rule parser: one meaning, and its errors with their place.
 * @module
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentSiemError } from '../error.js';
import { FIELDS } from '../event/index.js';
import { readDetection } from '../rules/parse/detection.js';
import { childOf, refuseOtherKeys, textOf, textsOf } from '../rules/parse/read-map.js';
import { sourceFile, type SourceFile } from '../rules/parse/source-file.js';
import { parseYaml, type YamlMap, type YamlNode } from '../rules/parse/yaml-tree.js';
import type { Chart, Dashboard, DashboardFilter, Measure, Panel } from './model.js';

const CHARTS: readonly Chart[] = ['line', 'bar', 'table', 'percentiles', 'single', 'events'];
const NUMERIC = new Set(FIELDS.filter(({ type }) => type === 'integer' || type === 'number').map(({ path }) => path));
const SPLITTABLE = new Set(FIELDS.filter(({ type }) => type !== 'strings').map(({ path }) => path));
const KNOWN = new Set(FIELDS.map(({ path }) => path));
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
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
const DASHBOARD_KEYS = ['id', 'title', 'description', 'version', 'range', 'filters', 'panels'];

const required = (source: SourceFile, map: YamlMap, key: string): string => {
  const text = textOf(source, map, key);
  if (text === undefined) source.report(map.offset, { code: 'dashboard.missing', message: `${key} is missing` });
  return text ?? '';
};

const field = (source: SourceFile, node: YamlNode, path: string, known: ReadonlySet<string>, what: string): string => {
  if (!known.has(path)) {
    source.report(node.offset, { code: 'dashboard.field', message: `${path} is not ${what} of the event schema` });
  }
  return path;
};

const fields = (
  source: SourceFile,
  map: YamlMap,
  key: string,
  known: ReadonlySet<string>,
  what: string,
): readonly string[] => {
  const node = childOf(map, key);
  return node === undefined ? [] : textsOf(source, map, key).map((path) => field(source, node, path, known, what));
};

const duration = (source: SourceFile, map: YamlMap, key: string): number | undefined => {
  const text = textOf(source, map, key);
  if (text === undefined) return undefined;
  const parts = /^([1-9]\d{0,2})([mhd])$/.exec(text);
  if (parts !== null) return Number(parts[1]) * (UNITS[parts[2] ?? ''] ?? 0);
  source.report(childOf(map, key)?.offset ?? map.offset, {
    code: 'dashboard.duration',
    message: `${key} is not a duration`,
    mend: 'Write it as 15m, 1h or 7d.',
  });
  return undefined;
};

const count = (source: SourceFile, map: YamlMap, key: string): number | undefined => {
  const node = childOf(map, key);
  if (node === undefined) return undefined;
  if (node.kind === 'scalar' && typeof node.value === 'number' && Number.isInteger(node.value) && node.value > 0) {
    return node.value;
  }
  source.report(node.offset, { code: 'dashboard.number', message: `${key} must be a whole number above zero` });
  return undefined;
};

const PERCENTILES: readonly number[] = [50, 95, 99];

const measureOf = (source: SourceFile, map: YamlMap): Measure => {
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

const panelOf = (source: SourceFile, node: YamlNode): readonly Panel[] => {
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

const items = (map: YamlMap, key: string): readonly YamlNode[] => {
  const node = childOf(map, key);
  return node?.kind === 'list' ? node.items : [];
};

const filterOf = (source: SourceFile, node: YamlNode): readonly DashboardFilter[] => {
  if (node.kind !== 'map') return [];
  refuseOtherKeys(source, node, ['id', 'title', 'field'], 'a filter');
  const path = fields(source, node, 'field', SPLITTABLE, 'a single-valued field')[0] ?? '';
  return [{ id: required(source, node, 'id'), title: required(source, node, 'title'), field: path }];
};

const checkIds = (source: SourceFile, offset: number, ids: readonly string[]): void => {
  for (const [index, id] of ids.entries()) {
    if (!/^[a-z][a-z0-9_]*$/.test(id))
      source.report(offset, { code: 'dashboard.id', message: `${id} is not lower snake case` });
    if (ids.indexOf(id) !== index) source.report(offset, { code: 'dashboard.id', message: `${id} stands twice` });
  }
};

const DEFAULT_RANGE = 7 * 86_400_000;

/**
 * Parses one dashboard file.
 * @throws AgentSiemError with the place of the first thing that is wrong
 */
export const parseDashboard = (file: string, text: string): Dashboard => {
  const source = sourceFile(file, text);
  const [tree, ...others] = parseYaml(source);
  const map: YamlMap = tree?.kind === 'map' ? tree : { kind: 'map', entries: [], offset: 0 };
  if (others.length > 0)
    source.report(others[0]?.offset ?? 0, { code: 'dashboard.documents', message: 'one dashboard a file' });
  refuseOtherKeys(source, map, DASHBOARD_KEYS, 'a dashboard');
  const dashboard: Dashboard = {
    id: required(source, map, 'id'),
    title: required(source, map, 'title'),
    description: required(source, map, 'description'),
    version: required(source, map, 'version'),
    rangeMs: duration(source, map, 'range') ?? DEFAULT_RANGE,
    filters: items(map, 'filters').flatMap((node) => filterOf(source, node)),
    panels: items(map, 'panels').flatMap((node) => panelOf(source, node)),
    file,
  };
  checkIds(source, map.offset, [dashboard.id]);
  checkIds(
    source,
    map.offset,
    dashboard.panels.map(({ id }) => id),
  );
  checkIds(
    source,
    map.offset,
    dashboard.filters.map(({ id }) => id),
  );
  const issue = source.issues.find(({ severity }) => severity === 'error');
  if (issue !== undefined) {
    throw new AgentSiemError(issue.message, { ...issue, code: issue.code });
  }
  return dashboard;
};

/** Reads every dashboard of a folder, in order of file names. */
export const loadDashboards = (folder: string): readonly Dashboard[] =>
  readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => parseDashboard(`dashboards/${name}`, readFileSync(join(folder, name), 'utf8')));
