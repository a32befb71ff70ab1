/**
 * Kibana saved objects: data view, the search behind a list of events, dashboards with Lens panels on ES|QL.
 * @module
 */
import { layout, type Placed } from '../layout.js';
import { measureColumns, splitColumns, type Dashboard, type Panel } from '../model.js';
import { stableId } from '../stable-id.js';
import { DATA_STREAM } from '../../targets/elastic/fields.js';
import { panelKuery } from './condition.js';
import { panelEsql } from './query.js';

type Saved = Readonly<Record<string, unknown>>;

const COLUMNS = 48;
const HEIGHTS = { single: 8, other: 15 };
/** Id of the data view; rules and links name it. */
export const DATA_VIEW_ID = 'ai-governance';
const LENS: Readonly<Record<Panel['chart'], string>> = {
  line: 'lnsXY',
  bar: 'lnsXY',
  percentiles: 'lnsXY',
  table: 'lnsDatatable',
  single: 'lnsMetric',
  events: '',
};

/** A value in a table leads to the events that carry it. Kibana encodes the value. */
const linkTo = (field: string): Saved => ({
  id: 'url',
  params: {
    type: 'a',
    labelTemplate: '{{rawValue}}',
    urlTemplate: `../app/discover#/?_a=(dataSource:(dataViewId:${DATA_VIEW_ID},type:dataView),query:(language:kuery,query:'${field}:"{{value}}"'))`,
  },
});

const LINKED = ['agent.session_id', 'agent.agent_id', 'identity.email', 'integrity.trail_id'];

/** The data view over all governance events. */
export const dataView = (): Saved => ({
  id: DATA_VIEW_ID,
  type: 'index-pattern',
  managed: false,
  coreMigrationVersion: '8.8.0',
  typeMigrationVersion: '8.0.0',
  attributes: {
    title: DATA_STREAM,
    name: 'AI governance events',
    timeFieldName: '@timestamp',
    fields: '[]',
    sourceFilters: '[]',
    fieldFormatMap: JSON.stringify(Object.fromEntries(LINKED.map((field) => [field, linkTo(field)]))),
    runtimeFieldMap: '{}',
    fieldAttrs: '{}',
    allowNoIndex: true,
  },
  references: [],
});

interface LensColumn {
  readonly name: string;
  readonly type: 'date' | 'string' | 'number';
  readonly esType: string;
}

const columnsOf = (panel: Panel): readonly LensColumn[] => [
  ...(panel.bucketMs === undefined ? [] : [{ name: 'time', type: 'date', esType: 'date' } as const]),
  ...splitColumns(panel).map((name) => ({ name, type: 'string', esType: 'keyword' }) as const),
  ...measureColumns(panel.measure).map(
    (name) => ({ name, type: 'number', esType: panel.measure.kind === 'count' ? 'long' : 'double' }) as const,
  ),
];

const visualisation = (panel: Panel, layerId: string): Saved => {
  const measures = measureColumns(panel.measure);
  const splits = splitColumns(panel);
  if (panel.chart === 'single') {
    return { layerId, layerType: 'data', metricAccessor: measures[0], subtitle: panel.description };
  }
  if (panel.chart === 'table') {
    return {
      layerId,
      layerType: 'data',
      columns: [...splits, ...measures].map((columnId) => ({ columnId, isTransposed: false })),
    };
  }
  return {
    legend: { isVisible: true, position: 'right' },
    valueLabels: 'hide',
    preferredSeriesType: panel.chart === 'bar' ? 'bar_stacked' : 'line',
    ...(panel.unit === undefined ? {} : { yTitle: panel.unit }),
    layers: [
      {
        layerId,
        layerType: 'data',
        seriesType: panel.chart === 'bar' ? 'bar_stacked' : 'line',
        xAccessor: panel.bucketMs === undefined ? splits[0] : 'time',
        accessors: measures,
        ...(panel.bucketMs === undefined || splits[0] === undefined ? {} : { splitAccessor: splits[0] }),
      },
    ],
  };
};

const lensAttributes = (dashboard: Dashboard, panel: Panel): Saved => {
  const layerId = stableId(`${dashboard.id}/${panel.id}/layer`);
  const query = { esql: panelEsql(panel) };
  const adHoc = stableId(`esql/${DATA_STREAM}`);
  return {
    title: panel.title,
    description: panel.description,
    visualizationType: LENS[panel.chart],
    type: 'lens',
    references: [],
    state: {
      visualization: visualisation(panel, layerId),
      query,
      filters: [],
      datasourceStates: {
        textBased: {
          layers: {
            [layerId]: {
              index: adHoc,
              query,
              columns: columnsOf(panel).map(({ name, type, esType }) => ({
                columnId: name,
                fieldName: name,
                label: name,
                customLabel: false,
                meta: { type, esType },
                inMetricDimension: type === 'number',
              })),
              timeField: '@timestamp',
            },
          },
        },
      },
      internalReferences: [
        { type: 'index-pattern', id: adHoc, name: `textBasedLanguages-datasource-layer-${layerId}` },
      ],
      adHocDataViews: {
        [adHoc]: {
          id: adHoc,
          title: DATA_STREAM,
          name: DATA_STREAM,
          timeFieldName: '@timestamp',
          sourceFilters: [],
          type: 'esql',
          fieldFormats: {},
          runtimeFieldMap: {},
          allowNoIndex: false,
          allowHidden: false,
        },
      },
    },
  };
};

const searchId = (dashboard: Dashboard, panel: Panel): string => stableId(`${dashboard.id}/${panel.id}/search`);

/** A list of events is a Discover session: a row opens the whole event, a linked value its neighbours. */
const search = (dashboard: Dashboard, panel: Panel): Saved => ({
  id: searchId(dashboard, panel),
  type: 'search',
  managed: false,
  coreMigrationVersion: '8.8.0',
  attributes: {
    title: `${dashboard.title}: ${panel.title}`,
    description: panel.description,
    columns: panel.columns,
    sort: [['@timestamp', 'desc']],
    grid: {},
    hideChart: true,
    isTextBasedQuery: false,
    timeRestore: false,
    kibanaSavedObjectMeta: {
      searchSourceJSON: JSON.stringify({
        query: { language: 'kuery', query: panelKuery(panel.predicate) },
        filter: [],
        indexRefName: 'kibanaSavedObjectMeta.searchSourceJSON.index',
      }),
    },
  },
  references: [{ id: DATA_VIEW_ID, name: 'kibanaSavedObjectMeta.searchSourceJSON.index', type: 'index-pattern' }],
});

const panelEntry = (dashboard: Dashboard, { panel, x, y, width, height }: Placed): Saved => {
  const panelIndex = stableId(`${dashboard.id}/${panel.id}`);
  const common = { panelIndex, gridData: { x, y, w: width, h: height, i: panelIndex }, title: panel.title };
  return panel.chart === 'events'
    ? { ...common, type: 'search', panelRefName: `panel_${panelIndex}`, embeddableConfig: { enhancements: {} } }
    : { ...common, type: 'lens', embeddableConfig: { attributes: lensAttributes(dashboard, panel), enhancements: {} } };
};

const control = (dashboard: Dashboard, index: number): readonly [string, Saved] => {
  const filter = dashboard.filters[index];
  const id = stableId(`${dashboard.id}/control/${filter?.id ?? ''}`);
  return [
    id,
    {
      type: 'optionsListControl',
      order: index,
      grow: true,
      width: 'medium',
      explicitInput: {
        id,
        dataViewId: DATA_VIEW_ID,
        fieldName: filter?.field,
        title: filter?.title,
        selectedOptions: [],
        enhancements: {},
      },
    },
  ];
};

const controlId = (dashboard: Dashboard, index: number): string => control(dashboard, index)[0];

const dashboardObject = (dashboard: Dashboard): Saved => {
  const controls = dashboard.filters.map((_, index) => control(dashboard, index));
  const placed = layout(dashboard.panels, COLUMNS, HEIGHTS);
  return {
    id: stableId(dashboard.id),
    type: 'dashboard',
    managed: false,
    coreMigrationVersion: '8.8.0',
    typeMigrationVersion: '10.2.0',
    attributes: {
      title: dashboard.title,
      description: dashboard.description,
      version: 1,
      timeRestore: true,
      timeFrom: `now-${dashboard.rangeMs / 3_600_000}h`,
      timeTo: 'now',
      refreshInterval: { pause: true, value: 60_000 },
      optionsJSON: JSON.stringify({
        useMargins: true,
        syncColors: false,
        syncCursor: true,
        syncTooltips: false,
        hidePanelTitles: false,
      }),
      panelsJSON: JSON.stringify(placed.map((entry) => panelEntry(dashboard, entry))),
      kibanaSavedObjectMeta: {
        searchSourceJSON: JSON.stringify({ query: { language: 'kuery', query: '' }, filter: [] }),
      },
      controlGroupInput: {
        chainingSystem: 'HIERARCHICAL',
        controlStyle: 'oneLine',
        ignoreParentSettingsJSON: JSON.stringify({
          ignoreFilters: false,
          ignoreQuery: false,
          ignoreTimerange: false,
          ignoreValidations: false,
        }),
        panelsJSON: JSON.stringify(Object.fromEntries(controls)),
        showApplySelections: false,
      },
    },
    references: [
      ...dashboard.filters.map((_, index) => ({
        name: `controlGroup_${controlId(dashboard, index)}:optionsListDataView`,
        type: 'index-pattern',
        id: DATA_VIEW_ID,
      })),
      ...dashboard.panels
        .filter((panel) => panel.chart === 'events')
        .map((panel) => {
          const panelIndex = stableId(`${dashboard.id}/${panel.id}`);
          return { name: `${panelIndex}:panel_${panelIndex}`, type: 'search', id: searchId(dashboard, panel) };
        }),
    ],
  };
};

/** All saved objects of the dashboards, data view first. */
export const savedObjects = (dashboards: readonly Dashboard[]): readonly Saved[] => [
  dataView(),
  ...dashboards.flatMap((dashboard) => [
    ...dashboard.panels.filter((panel) => panel.chart === 'events').map((panel) => search(dashboard, panel)),
    dashboardObject(dashboard),
  ]),
];
