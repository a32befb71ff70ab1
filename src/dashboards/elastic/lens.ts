/**
 * Lens panels on ES|QL: the columns of a query and how a chart shows them.
 * @module
 */
import { measureColumns, splitColumns, type Dashboard, type Panel } from '../model.js';
import { stableId } from '../stable-id.js';
import { DATA_STREAM } from '../../targets/elastic/fields.js';
import { panelEsql } from './query.js';
import type { Saved } from './saved-object.js';

const LENS: Readonly<Record<Panel['chart'], string>> = {
  line: 'lnsXY',
  bar: 'lnsXY',
  percentiles: 'lnsXY',
  table: 'lnsDatatable',
  single: 'lnsMetric',
  events: '',
};

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

/** Attributes of the Lens panel that draws what the ES|QL query of a panel returns; not for a list of events. */
export const lensAttributes = (dashboard: Dashboard, panel: Panel): Saved => {
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
