/**
 * Dashboard Studio: view XML with its JSON definition.
 * @module
 */
import { layout } from '../layout.js';
import { measureColumns, splitColumns, type Dashboard, type Panel } from '../model.js';
import { panelSpl } from './query.js';

type Definition = Readonly<Record<string, unknown>>;

const WIDTH = 1200;
const HEIGHTS = { single: 150, other: 320 };

const VISUALISATIONS: Readonly<Record<Panel['chart'], string>> = {
  line: 'splunk.line',
  bar: 'splunk.column',
  table: 'splunk.table',
  percentiles: 'splunk.line',
  single: 'splunk.singlevalue',
  events: 'splunk.table',
};

/** Series become columns for charts; the rows themselves are the base search. */
const chainQuery = (panel: Panel): string | undefined => {
  if (panel.bucketMs === undefined || panel.split.length === 0) return undefined;
  return `| xyseries _time ${splitColumns(panel)[0] ?? 'series'} ${measureColumns(panel.measure)[0] ?? 'value'}`;
};

const dataSources = (dashboard: Dashboard, panel: Panel): readonly (readonly [string, Definition])[] => {
  const base: readonly [string, Definition] = [
    `ds_${panel.id}`,
    {
      type: 'ds.search',
      name: panel.title,
      options: {
        query: panelSpl(dashboard, panel),
        queryParameters: { earliest: '$global_time.earliest$', latest: '$global_time.latest$' },
      },
    },
  ];
  const query = chainQuery(panel);
  if (query === undefined) return [base];
  return [
    base,
    [
      `ds_${panel.id}_series`,
      { type: 'ds.chain', name: `${panel.title}, by series`, options: { extend: base[0], query } },
    ],
  ];
};

const chartOptions = (panel: Panel): Definition => {
  switch (panel.chart) {
    case 'line':
    case 'percentiles':
      return {
        xAxisVisibility: 'show',
        yAxisTitleText: panel.unit ?? 'events',
        nullValueDisplay: 'gaps',
        legendDisplay: 'right',
      };
    case 'bar':
      return { stackMode: 'stacked', yAxisTitleText: panel.unit ?? 'events', legendDisplay: 'right' };
    case 'table':
    case 'events':
      return { count: 10 };
    case 'single':
      return { sparklineDisplay: 'off', trendDisplay: 'off' };
  }
};

/** A click opens the events behind it; the clicked value is quoted by Splunk's own filter. */
const drilldown = (panel: Panel): Definition => {
  if (panel.drilldown === undefined) return {};
  const { field } = panel.drilldown;
  const value = panel.chart === 'table' || panel.chart === 'events' ? `row.${clickColumn(panel, field)}.value` : 'name';
  const search = encodeURIComponent(`search \`ai_governance_index\` sourcetype="ai:governance:v1" "${field}"=`);
  return {
    eventHandlers: [
      {
        type: 'drilldown.customUrl',
        options: {
          url: `/app/agent_siem/search?q=${search}$${value}|s|u$&earliest=$global_time.earliest|u$&latest=$global_time.latest|u$`,
          newTab: true,
        },
      },
    ],
  };
};

const clickColumn = (panel: Panel, field: string): string =>
  panel.chart === 'events' ? field : (splitColumns(panel)[panel.split.indexOf(field)] ?? field);

const visualisation = (panel: Panel): Definition => ({
  type: VISUALISATIONS[panel.chart],
  title: panel.title,
  description: panel.description,
  dataSources: { primary: chainQuery(panel) === undefined ? `ds_${panel.id}` : `ds_${panel.id}_series` },
  options: chartOptions(panel),
  ...drilldown(panel),
});

const days = (ms: number): string => (ms % 86_400_000 === 0 ? `-${ms / 86_400_000}d` : `-${ms / 3_600_000}h`);

/** Definition that Dashboard Studio reads. */
export const studioDefinition = (dashboard: Dashboard): Definition => {
  const inputs: readonly (readonly [string, Definition])[] = [
    [
      'input_time',
      {
        type: 'input.timerange',
        title: 'Time',
        options: { token: 'global_time', defaultValue: `${days(dashboard.rangeMs)},now` },
      },
    ],
    ...dashboard.filters.map(({ id, title }): readonly [string, Definition] => [
      `input_${id}`,
      { type: 'input.text', title: `${title} (* for all)`, options: { token: id, defaultValue: '*' } },
    ]),
  ];
  return {
    title: dashboard.title,
    description: dashboard.description,
    inputs: Object.fromEntries(inputs),
    defaults: {},
    dataSources: Object.fromEntries(dashboard.panels.flatMap((panel) => dataSources(dashboard, panel))),
    visualizations: Object.fromEntries(dashboard.panels.map((panel) => [`viz_${panel.id}`, visualisation(panel)])),
    layout: {
      globalInputs: inputs.map(([id]) => id),
      tabs: { items: [{ layoutId: 'layout_1', label: dashboard.title }] },
      layoutDefinitions: {
        layout_1: {
          type: 'grid',
          options: { width: WIDTH },
          structure: layout(dashboard.panels, WIDTH, HEIGHTS).map(({ panel, x, y, width, height }) => ({
            item: `viz_${panel.id}`,
            type: 'block',
            position: { x, y, w: width, h: height },
          })),
        },
      },
    },
  };
};

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** View XML of an app's default/data/ui/views. */
export const studioXml = (dashboard: Dashboard): string => {
  // The end of a CDATA section inside JSON text is written as an escape of the same string.
  const json = JSON.stringify(studioDefinition(dashboard), null, 2).replaceAll(']]>', ']]\\u003e');
  return `<dashboard version="2" theme="light">
  <!-- Generated by agent-siem pack build. -->
  <label>${xml(dashboard.title)}</label>
  <description>${xml(dashboard.description)}</description>
  <definition><![CDATA[
${json}
]]></definition>
</dashboard>
`;
};
