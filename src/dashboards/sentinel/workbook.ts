/**
 * Sentinel workbook: the content that Azure stores, one tab a dashboard.
 * @module
 */
import { splitColumns, type Dashboard, type Panel } from '../model.js';
import { TABLE as SENTINEL_TABLE } from '../../targets/sentinel/index.js';
import { sentinelColumn } from './condition.js';
import { DRILL_COLUMN, drillFields, drillKql, drillParameter, drills } from './drill.js';
import { BUCKET, panelKql } from './query.js';

type Item = Readonly<Record<string, unknown>>;

const QUERY_TYPE = 0;
const RESOURCE = 'microsoft.operationalinsights/workspaces';
/** Values with other characters are not offered: a parameter is pasted into the query text. */
const OFFERED = String.raw`^[\w.@:/+ -]+$`;

/** Formatter of a grid column that is not shown. */
const HIDDEN = 5;

const VISUALISATIONS: Readonly<Record<Panel['chart'], string>> = {
  line: 'timechart',
  bar: 'barchart',
  percentiles: 'timechart',
  table: 'table',
  events: 'table',
  single: 'tiles',
};

const timeParameter = (dashboard: Dashboard): Item => ({
  id: 'time',
  version: 'KqlParameterItem/1.0',
  name: 'TimeRange',
  label: 'Time',
  type: 4,
  isRequired: true,
  value: { durationMs: dashboard.rangeMs },
  typeSettings: {
    selectableValues: [3_600_000, 86_400_000, 604_800_000, 2_592_000_000].map((durationMs) => ({ durationMs })),
    allowCustom: true,
  },
});

const filterParameter = ({ id, title, field }: Dashboard['filters'][number]): Item => {
  const column = sentinelColumn(field);
  return {
    id,
    version: 'KqlParameterItem/1.0',
    name: id,
    label: title,
    type: 2,
    isRequired: true,
    value: '*',
    query: `${SENTINEL_TABLE}\n| where ${column} matches regex @"${OFFERED}"\n| summarize calls = count() by ${column}\n| top 200 by calls\n| project value = ${column}, label = ${column}`,
    crossComponentResources: [],
    typeSettings: { additionalResourceOptions: [], showDefault: false },
    jsonData: '[{"value":"*","label":"All"}]',
    timeContext: { durationMs: 0 },
    timeContextFromParameter: 'TimeRange',
    queryType: QUERY_TYPE,
    resourceType: RESOURCE,
  };
};

const chartSettings = (panel: Panel): Item => {
  const splits = splitColumns(panel);
  if (panel.chart === 'single') {
    return { tileSettings: { showBorder: false, titleContent: { columnMatch: 'value', formatter: 12 }, size: 'auto' } };
  }
  if (panel.chart === 'table' || panel.chart === 'events') {
    const hidden = drills(panel) ? [{ columnMatch: DRILL_COLUMN, formatter: HIDDEN }] : [];
    return { gridSettings: { rowLimit: panel.limit ?? 100, filter: true, formatters: hidden } };
  }
  return {
    chartSettings: { xAxis: BUCKET, ...(splits[0] === undefined ? {} : { group: splits[0], createOtherGroup: 20 }) },
  };
};

const panelItem = (dashboard: Dashboard, panel: Panel): Item => ({
  type: 3,
  name: panel.id,
  customWidth: panel.chart === 'events' ? '100' : panel.chart === 'single' ? '33' : '50',
  content: {
    version: 'KqlItem/1.0',
    title: panel.title,
    noDataMessage: 'No events in this time range.',
    query: panelKql(dashboard, panel),
    size: 0,
    showAnalytics: true,
    showExportToExcel: true,
    timeContextFromParameter: 'TimeRange',
    queryType: QUERY_TYPE,
    resourceType: RESOURCE,
    visualization: VISUALISATIONS[panel.chart],
    ...chartSettings(panel),
    ...(drills(panel)
      ? { exportFieldName: DRILL_COLUMN, exportParameterName: drillParameter(dashboard), exportDefaultValue: '' }
      : {}),
  },
  styleSettings: { showBorder: true },
});

/** Shown once a row was clicked. */
const drillItem = (dashboard: Dashboard): Item => ({
  type: 3,
  name: `${dashboard.id}_drill`,
  conditionalVisibility: { parameterName: drillParameter(dashboard), comparison: 'isNotEqualTo', value: '' },
  content: {
    version: 'KqlItem/1.0',
    title: 'Events behind the row that was clicked',
    noDataMessage: 'No events in this time range.',
    query: drillKql(dashboard),
    size: 0,
    showExportToExcel: true,
    timeContextFromParameter: 'TimeRange',
    queryType: QUERY_TYPE,
    resourceType: RESOURCE,
    visualization: 'table',
    gridSettings: { rowLimit: 100, filter: true, formatters: [] },
  },
  styleSettings: { showBorder: true },
});

const group = (dashboard: Dashboard, index: number): Item => ({
  type: 12,
  name: dashboard.id,
  conditionalVisibility: { parameterName: 'tab', comparison: 'isEqualTo', value: `tab${index}` },
  content: {
    version: 'NotebookGroup/1.0',
    groupType: 'editable',
    items: [
      { type: 1, name: `${dashboard.id}_text`, content: { json: `## ${dashboard.title}\n${dashboard.description}` } },
      {
        type: 9,
        name: `${dashboard.id}_parameters`,
        content: {
          version: 'KqlParameterItem/1.0',
          style: 'pills',
          queryType: QUERY_TYPE,
          resourceType: RESOURCE,
          parameters: [timeParameter(dashboard), ...dashboard.filters.map(filterParameter)],
        },
      },
      ...dashboard.panels.map((panel) => panelItem(dashboard, panel)),
      ...(drillFields(dashboard).length === 0 ? [] : [drillItem(dashboard)]),
    ],
  },
});

const tabs = (dashboards: readonly Dashboard[]): Item => ({
  type: 11,
  name: 'tabs',
  content: {
    version: 'LinkItem/1.0',
    style: 'tabs',
    links: dashboards.map(({ id, title }, index) => ({
      id,
      cellValue: 'tab',
      linkTarget: 'parameter',
      linkLabel: title,
      subTarget: `tab${index}`,
      style: 'link',
    })),
  },
});

/** Workbook content (gallery template form). */
export const workbook = (dashboards: readonly Dashboard[]): Item => ({
  version: 'Notebook/1.0',
  items: [tabs(dashboards), ...dashboards.map(group)],
  fallbackResourceIds: [],
  fromTemplateId: 'sentinel-agent-siem',
  $schema: 'https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json',
});
