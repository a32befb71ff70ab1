/**
 * Datadog dashboard: the body of its API. Counts include copies of an event: Datadog cannot remove them.
 * @module
 */
import { AgentSiemError } from '../../error.js';
import { layout, type Placed } from '../layout.js';
import { bucketSeconds, type Dashboard, type Panel } from '../model.js';
import { panelSearch } from './search.js';

type Body = Readonly<Record<string, unknown>>;

const COLUMNS = 12;
const HEIGHTS = { single: 2, other: 4 };
/** Most series or rows a log query may ask for. */
const MAX_GROUPS = 100;

/** Percentiles that log queries know; the fiftieth is called median. */
const PERCENTILES: Readonly<Record<number, string>> = {
  50: 'median',
  75: 'pc75',
  90: 'pc90',
  95: 'pc95',
  98: 'pc98',
  99: 'pc99',
};

const percentile = (at: number): string => {
  const name = PERCENTILES[at];
  if (name === undefined)
    throw new AgentSiemError(`Datadog has no percentile ${at}`, { code: 'dashboard.unsupported' });
  return name;
};

const compute = (panel: Panel): readonly Body[] => {
  const interval = panel.bucketMs === undefined ? {} : { interval: panel.bucketMs };
  const { measure } = panel;
  switch (measure.kind) {
    case 'count':
    case 'rate':
      return [{ aggregation: 'count', ...interval }];
    case 'distinct':
      return [{ aggregation: 'cardinality', metric: `@${measure.field}`, ...interval }];
    case 'sum':
      return [{ aggregation: 'sum', metric: `@${measure.field}`, ...interval }];
    case 'average':
      return [{ aggregation: 'avg', metric: `@${measure.field}`, ...interval }];
    case 'percentiles':
      return measure.at.map((at) => ({ aggregation: percentile(at), metric: `@${measure.field}`, ...interval }));
    case 'gaps':
      return ['max', 'min', 'cardinality'].map((aggregation) => ({ aggregation, metric: `@${measure.field}` }));
  }
};

const aliases = (panel: Panel): readonly string[] =>
  panel.measure.kind === 'percentiles' ? panel.measure.at.map((at) => `p${at}`) : ['value'];

const queries = (dashboard: Dashboard, panel: Panel): readonly Body[] =>
  compute(panel).map((computed, index) => ({
    data_source: 'logs',
    name: `query${index + 1}`,
    indexes: ['*'],
    storage: 'hot',
    search: { query: panelSearch(dashboard, panel) },
    compute: computed,
    group_by: panel.split.map((field) => ({
      facet: `@${field}`,
      limit: Math.min(panel.limit ?? MAX_GROUPS, MAX_GROUPS),
      sort: {
        aggregation: computed['aggregation'],
        order: 'desc',
        ...(computed['metric'] === undefined ? {} : { metric: computed['metric'] }),
      },
    })),
  }));

const formulas = (panel: Panel): readonly Body[] => {
  if (panel.measure.kind === 'gaps') {
    return [
      {
        formula: 'query1 - query2 + 1 - query3',
        alias: 'absent',
        limit: { count: panel.limit ?? MAX_GROUPS, order: 'desc' },
      },
      { formula: 'query3', alias: 'seen' },
      { formula: 'query2', alias: 'lowest' },
      { formula: 'query1', alias: 'highest' },
    ];
  }
  const unit = panel.measure.kind === 'rate' ? ` / ${bucketSeconds(panel)}` : '';
  return compute(panel).map((_, index) => ({
    formula: `query${index + 1}${unit}`,
    alias: aliases(panel)[index],
    ...(panel.limit === undefined || panel.bucketMs !== undefined
      ? {}
      : { limit: { count: panel.limit, order: 'desc' } }),
  }));
};

const definition = (dashboard: Dashboard, panel: Panel): Body => {
  const common = { title: panel.title, title_size: '16', title_align: 'left' };
  switch (panel.chart) {
    case 'events':
      return {
        ...common,
        type: 'list_stream',
        requests: [
          {
            response_format: 'event_list',
            columns: [
              { field: 'timestamp', width: 'auto' },
              ...panel.columns.map((column) => ({ field: `@${column}`, width: 'auto' })),
            ],
            query: {
              data_source: 'logs_stream',
              query_string: panelSearch(dashboard, panel),
              indexes: [],
              sort: { column: 'timestamp', order: 'desc' },
            },
          },
        ],
      };
    case 'table':
      return {
        ...common,
        type: 'query_table',
        has_search_bar: 'auto',
        requests: [{ response_format: 'scalar', queries: queries(dashboard, panel), formulas: formulas(panel) }],
      };
    case 'single':
      return {
        ...common,
        type: 'query_value',
        autoscale: true,
        precision: 0,
        requests: [{ response_format: 'scalar', queries: queries(dashboard, panel), formulas: formulas(panel) }],
      };
    case 'line':
    case 'bar':
    case 'percentiles':
      return {
        ...common,
        type: 'timeseries',
        show_legend: true,
        legend_layout: 'auto',
        requests: [
          {
            response_format: 'timeseries',
            display_type: panel.chart === 'bar' ? 'bars' : 'line',
            queries: queries(dashboard, panel),
            formulas: formulas(panel),
          },
        ],
      };
  }
};

const widget = (dashboard: Dashboard, { panel, x, y, width, height }: Placed): Body => ({
  definition: definition(dashboard, panel),
  layout: { x, y, width, height },
});

/** Body of POST /api/v1/dashboard. */
export const datadogDashboard = (dashboards: readonly Dashboard[]): Body => {
  const [first] = dashboards;
  const filters = new Map(dashboards.flatMap(({ filters: own }) => own.map((filter) => [filter.id, filter])));
  let top = 0;
  const groups = dashboards.map((dashboard) => {
    const placed = layout(dashboard.panels, COLUMNS, HEIGHTS);
    const height = Math.max(0, ...placed.map((entry) => entry.y + entry.height)) + 1;
    const group = {
      definition: {
        type: 'group',
        title: dashboard.title,
        layout_type: 'ordered',
        show_title: true,
        widgets: placed.map((entry) => widget(dashboard, entry)),
      },
      layout: { x: 0, y: top, width: COLUMNS, height },
    };
    top += height;
    return group;
  });
  return {
    title: first?.title ?? 'AI agent governance',
    description: `${first?.description ?? ''} Made by agent-siem pack build.`.trim(),
    layout_type: 'ordered',
    reflow_type: 'fixed',
    template_variables: [...filters.values()].map(({ id, field }) => ({
      name: id,
      prefix: `@${field}`,
      available_values: [],
      defaults: ['*'],
    })),
    notify_list: [],
    widgets: groups,
  };
};
