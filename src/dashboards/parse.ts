/**
 * dashboards/*.yml to dashboards.
 * @module
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentSiemError } from '../error.js';
import { childOf, refuseOtherKeys } from '../rules/parse/read-map.js';
import { sourceFile, type SourceFile } from '../rules/parse/source-file.js';
import { parseYaml, type YamlMap, type YamlNode } from '../rules/parse/yaml-tree.js';
import type { Dashboard, DashboardFilter } from './model.js';
import { panelOf } from './parse-panel.js';
import { duration, fields, required, SPLITTABLE } from './read-values.js';

const DASHBOARD_KEYS = ['id', 'title', 'description', 'version', 'range', 'filters', 'panels'];

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
