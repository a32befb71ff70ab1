/**
 * Panel to SPL. Tokens of the dashboard's filters stand as `$id|s$`, which Splunk quotes and escapes.
 * @module
 */
import { panelStart } from './condition.js';
import { isMoney, measureColumns, MICRO, NO_VALUE, splitColumns, type Dashboard, type Panel } from '../model.js';

const quoted = (field: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(field) ? field : `'${field}'`);

const measureStage = (panel: Panel, by: string): readonly string[] => {
  const { measure } = panel;
  switch (measure.kind) {
    case 'count':
      return [`stats count AS value${by}`];
    case 'distinct':
      return [`stats dc(${quoted(measure.field)}) AS value${by}`];
    case 'average':
      return [`stats avg(${quoted(measure.field)}) AS value${by}`];
    case 'sum':
      return isMoney(measure.field)
        ? [
            `eval micro=round(${quoted(measure.field)} * ${MICRO})`,
            `stats sum(micro) AS micro${by}`,
            `eval value=micro / ${MICRO}`,
            'fields - micro',
          ]
        : [`stats sum(${quoted(measure.field)}) AS value${by}`];
    case 'percentiles':
      return [`stats ${measure.at.map((at) => `exactperc${at}(${quoted(measure.field)}) AS p${at}`).join(', ')}${by}`];
    case 'gaps': {
      const field = quoted(measure.field);
      return [
        `stats dc(${field}) AS seen, min(${field}) AS lowest, max(${field}) AS highest${by}`,
        'eval absent=highest - lowest + 1 - seen',
      ];
    }
  }
};

const orderStages = (panel: Panel): readonly string[] => {
  const splits = splitColumns(panel);
  if (panel.chart === 'single') return [];
  const keys =
    panel.bucketMs === undefined
      ? [`- ${measureColumns(panel.measure)[0] ?? 'value'}`, ...splits]
      : ['_time', ...splits];
  return [`sort ${panel.limit ?? 0} ${keys.join(', ')}`];
};

const filterStages = (dashboard: Dashboard): readonly string[] =>
  dashboard.filters.map(({ id, field }) => `where $${id}|s$="*" OR ${quoted(field)}=$${id}|s$`);

const eventStages = (panel: Panel): readonly string[] => [
  // Fields by name: eval has no documented way to write to a dotted one.
  `fillnull value="${NO_VALUE}" ${panel.columns.join(' ')}`,
  `sort ${panel.limit ?? 100} - _time, event_id`,
  `table _time, ${panel.columns.join(', ')}`,
];

const numberGuard = (panel: Panel): readonly string[] => {
  const { measure } = panel;
  return measure.kind === 'percentiles' || measure.kind === 'gaps' || measure.kind === 'average'
    ? [`where isnotnull(${quoted(measure.field)})`]
    : [];
};

/** SPL of a panel: one row per time and split value, the columns of the model. */
export const panelSpl = (dashboard: Dashboard, panel: Panel): string => {
  const stages = [...panelStart(panel.predicate), ...filterStages(dashboard), 'dedup event_id', ...numberGuard(panel)];
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
  ].join('\n| ');
};
