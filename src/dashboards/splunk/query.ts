/**
 * Panel to SPL. Tokens of the dashboard's filters stand as `$id|s$`, which Splunk quotes and escapes.
 * @module
 */
import { panelStart } from './condition.js';
import {
  bucketSeconds,
  isMoney,
  measureColumns,
  MICRO,
  NO_VALUE,
  splitColumns,
  type Dashboard,
  type Panel,
} from '../model.js';

const quoted = (field: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(field) ? field : `'${field}'`);

const measureStage = (panel: Panel, by: string): readonly string[] => {
  const { measure } = panel;
  switch (measure.kind) {
    case 'count':
      return [`stats count AS value${by}`];
    case 'rate':
      return [`stats count AS value${by}`, `eval value=value / ${bucketSeconds(panel)}`];
    case 'distinct':
      return [`stats dc(v) AS value${by}`];
    case 'average':
      return [`stats avg(v) AS value${by}`];
    case 'sum':
      return isMoney(measure.field)
        ? [`eval micro=round(v * ${MICRO})`, `stats sum(micro) AS micro${by}`, `eval value=micro / ${MICRO}`]
        : [`stats sum(v) AS value${by}`];
    case 'percentiles':
      return [`stats ${measure.at.map((at) => `exactperc${at}(v) AS p${at}`).join(', ')}${by}`];
    case 'gaps':
      return [
        `stats dc(v) AS seen, min(v) AS lowest, max(v) AS highest${by}`,
        'eval absent=highest - lowest + 1 - seen',
      ];
  }
};

/** `sort 0`: without it Splunk cuts at 10,000 rows. */
const orderStages = (panel: Panel): readonly string[] => {
  if (panel.chart === 'single') return [];
  const splits = splitColumns(panel).map((name) => `+${name}`);
  const first = panel.bucketMs === undefined ? `-${measureColumns(panel.measure)[0] ?? 'value'}` : '+_time';
  return [`sort 0 ${[first, ...splits].join(', ')}`, ...(panel.limit === undefined ? [] : [`head ${panel.limit}`])];
};

const filterStages = (dashboard: Dashboard): readonly string[] =>
  dashboard.filters.map(({ id, field }) => `where $${id}|s$="*" OR ${quoted(field)}=$${id}|s$`);

const eventStages = (panel: Panel): readonly string[] => [
  // Into short names and back: eval has no documented way to write to a field with a dot.
  `eval ${panel.columns.map((column, index) => `c${index}=coalesce(${quoted(column)}, "${NO_VALUE}")`).join(', ')}`,
  'sort 0 -_time, +event_id',
  `head ${panel.limit ?? 100}`,
  `table _time, ${panel.columns.map((_, index) => `c${index}`).join(', ')}`,
  `rename ${panel.columns.map((column, index) => `c${index} AS ${column}`).join(', ')}`,
];

/** The measured field under a plain name: functions of stats take no quoted field. */
const valueStages = (panel: Panel): readonly string[] => {
  const { measure } = panel;
  if (measure.kind === 'count' || measure.kind === 'rate') return [];
  const value = `eval v=${quoted(measure.field)}`;
  return measure.kind === 'percentiles' || measure.kind === 'gaps' || measure.kind === 'average'
    ? [value, 'where isnotnull(v)']
    : [value];
};

/** SPL of a panel: one row per time and split value, the columns of the model. */
export const panelSpl = (dashboard: Dashboard, panel: Panel): string => {
  const stages = [...panelStart(panel.predicate), ...filterStages(dashboard), 'dedup event_id', ...valueStages(panel)];
  if (panel.chart === 'events') return [...stages, ...eventStages(panel)].join('\n| ');
  const names = splitColumns(panel);
  const seconds = (panel.bucketMs ?? 0) / 1000;
  const keys = [...(panel.bucketMs === undefined ? [] : ['_time']), ...names];
  const by = keys.length === 0 ? '' : ` BY ${keys.join(', ')}`;
  return [
    ...stages,
    // Not `bin`: its day begins at the viewer's midnight.
    ...(panel.bucketMs === undefined ? [] : [`eval _time=floor(_time / ${seconds}) * ${seconds}`]),
    ...panel.split.map((field, index) => `eval ${names[index] ?? field}=coalesce(${quoted(field)}, "${NO_VALUE}")`),
    ...measureStage(panel, by),
    ...orderStages(panel),
    ...(panel.chart === 'single' ? [] : [`table ${[...keys, ...measureColumns(panel.measure)].join(', ')}`]),
  ].join('\n| ');
};
