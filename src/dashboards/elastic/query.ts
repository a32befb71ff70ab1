/**
 * Panel to ES|QL. Kibana adds the time range and the dashboard's filters to the request itself.
 * @module
 */
import { DATA_STREAM } from '../../targets/elastic/fields.js';
import { panelCondition } from './condition.js';
import { bucketSeconds, isMoney, measureColumns, MICRO, NO_VALUE, splitColumns, type Panel } from '../model.js';

/** Kibana shows at most this many rows of an ES|QL panel. */
const MAX_ROWS = 10_000;

/** Value of one event for the measure: copies of an event share it, so MAX over copies is the value itself. */
const perEvent = (panel: Panel): string | undefined => {
  const { measure } = panel;
  if (measure.kind === 'count' || measure.kind === 'rate') return undefined;
  return isMoney(measure.field) ? `TO_LONG(ROUND(${measure.field} * ${MICRO}))` : measure.field;
};

const measureStages = (panel: Panel, by: string): readonly string[] => {
  const { measure } = panel;
  switch (measure.kind) {
    case 'count':
      return [`STATS value = COUNT(*)${by}`];
    case 'rate':
      return [`STATS value = COUNT(*)${by}`, `EVAL value = TO_DOUBLE(value) / ${bucketSeconds(panel)}`];
    case 'distinct':
      // Two stages: COUNT_DISTINCT is an estimate.
      return [
        `STATS copies = COUNT(*) BY v${by === '' ? '' : `, ${by.slice(4)}`}`,
        'WHERE v IS NOT NULL',
        `STATS value = COUNT(*)${by}`,
      ];
    case 'average':
      return [`STATS value = AVG(v)${by}`];
    case 'sum':
      return [
        `STATS value = SUM(v)${by}`,
        `EVAL value = COALESCE(TO_DOUBLE(value), 0.0)${isMoney(measure.field) ? ` / ${MICRO}` : ''}`,
      ];
    case 'percentiles':
      return [`STATS ${measure.at.map((at) => `p${at} = PERCENTILE(v, ${at})`).join(', ')}${by}`];
    case 'gaps':
      return [
        `STATS copies = COUNT(*) BY v${by === '' ? '' : `, ${by.slice(4)}`}`,
        `STATS seen = COUNT(*), lowest = MIN(v), highest = MAX(v)${by}`,
        'EVAL absent = highest - lowest + 1 - seen',
      ];
  }
};

const span = (ms: number): string => `${ms} milliseconds`;

const orderStages = (panel: Panel, names: readonly string[]): readonly string[] => {
  const first = measureColumns(panel.measure)[0] ?? 'value';
  const keys = panel.bucketMs === undefined ? [`${first} DESC`, ...names] : ['time', ...names];
  return [
    ...(keys.length > 0 && panel.chart !== 'single' ? [`SORT ${keys.join(', ')}`] : []),
    `LIMIT ${panel.limit ?? MAX_ROWS}`,
  ];
};

const eventStages = (panel: Panel): readonly string[] => [
  `STATS copies = COUNT(*) BY ${[...new Set(['@timestamp', 'event_id', ...panel.columns])].join(', ')}`,
  'SORT @timestamp DESC, event_id',
  `LIMIT ${panel.limit ?? 100}`,
  `KEEP @timestamp, ${panel.columns.join(', ')}`,
];

/** ES|QL of a panel: a row per time and split value, columns as in the model (`time` is a date). */
export const panelEsql = (panel: Panel): string => {
  const head = [`FROM ${DATA_STREAM}`, `WHERE ${panelCondition(panel.predicate)}`];
  if (panel.chart === 'events') return [...head, ...eventStages(panel)].join('\n| ');
  const names = splitColumns(panel);
  const value = perEvent(panel);
  const keys = [...(panel.bucketMs === undefined ? [] : ['time']), ...names];
  const by = keys.length === 0 ? '' : ` BY ${keys.join(', ')}`;
  const computed = [
    ...(panel.bucketMs === undefined ? [] : [`time = DATE_TRUNC(${span(panel.bucketMs)}, @timestamp)`]),
    ...panel.split.map((field, index) => `${names[index] ?? field} = COALESCE(${field}, "${NO_VALUE}")`),
    ...(value === undefined ? [] : [`v = ${value}`]),
  ];
  const needsNumber = ['percentiles', 'gaps', 'average'].includes(panel.measure.kind);
  return [
    ...head,
    ...(computed.length === 0 ? [] : [`EVAL ${computed.join(', ')}`]),
    ...(needsNumber ? ['WHERE v IS NOT NULL'] : []),
    `STATS ${value === undefined ? 'copies = COUNT(*)' : 'v = MAX(v)'} BY ${['event_id', ...keys].join(', ')}`,
    ...measureStages(panel, by),
    ...orderStages(panel, names),
  ].join('\n| ');
};
