/**
 * Panel to Kusto. Workbook parameters stand as `{Name}`; `*` means all.
 * @module
 */
import { TABLE as SENTINEL_TABLE } from '../../targets/sentinel/index.js';
import { panelCondition, sentinelColumn } from './condition.js';
import { drillStages } from './drill.js';
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

/** Column of the time axis; `time` is a word of the language. */
export const BUCKET = 'bucket';
const COPIES = 'copies = count()';

const perEvent = (panel: Panel): string | undefined => {
  const { measure } = panel;
  if (measure.kind === 'count' || measure.kind === 'rate') return undefined;
  const column = sentinelColumn(measure.field);
  return isMoney(measure.field) ? `tolong(round(${column} * ${MICRO}))` : column;
};

const measureStages = (panel: Panel, by: readonly string[]): readonly string[] => {
  const { measure } = panel;
  const byText = by.length === 0 ? '' : ` by ${by.join(', ')}`;
  const byValue = ` by ${['v', ...by].join(', ')}`;
  switch (measure.kind) {
    case 'count':
      return [`summarize value = count()${byText}`];
    case 'rate':
      return [`summarize value = count()${byText}`, `extend value = todouble(value) / ${bucketSeconds(panel)}`];
    case 'distinct':
      // Two stages: dcount is an estimate. A missing string is the empty one.
      return [`where isnotempty(v)`, `summarize ${COPIES}${byValue}`, `summarize value = count()${byText}`];
    case 'average':
      return [`summarize value = avg(v)${byText}`];
    case 'sum':
      return [
        `summarize v = sum(v)${byText}`,
        `extend value = coalesce(todouble(v), 0.0)${isMoney(measure.field) ? ` / ${MICRO}` : ''}`,
        'project-away v',
      ];
    case 'percentiles':
      return [`summarize ${measure.at.map((at) => `p${at} = percentile(v, ${at})`).join(', ')}${byText}`];
    case 'gaps':
      return [
        `summarize ${COPIES}${byValue}`,
        `summarize seen = count(), lowest = min(v), highest = max(v)${byText}`,
        'extend absent = highest - lowest + 1 - seen',
      ];
  }
};

/** Stage for each filter of the dashboard. */
const filterStages = (dashboard: Dashboard): readonly string[] =>
  dashboard.filters.map(({ id, field }) => `where '{${id}}' == '*' or ${sentinelColumn(field)} == '{${id}}'`);

const orderStages = (panel: Panel, names: readonly string[]): readonly string[] => {
  if (panel.chart === 'single') return [];
  const first = measureColumns(panel.measure)[0] ?? 'value';
  const keys =
    panel.bucketMs === undefined
      ? [`${first} desc`, ...names.map((name) => `${name} asc`)]
      : [`${BUCKET} asc`, ...names.map((name) => `${name} asc`)];
  return [`order by ${keys.join(', ')}`, ...(panel.limit === undefined ? [] : [`take ${panel.limit}`])];
};

const eventStages = (panel: Panel): readonly string[] => {
  const columns = panel.columns.map(sentinelColumn);
  const keys = [...new Set(['EventTime', sentinelColumn('event_id'), ...columns])];
  return [
    `summarize ${COPIES} by ${keys.join(', ')}`,
    `order by EventTime desc, ${sentinelColumn('event_id')} asc`,
    `take ${panel.limit ?? 100}`,
    `project EventTime, ${columns.join(', ')}`,
    ...drillStages(panel),
  ];
};

const span = (ms: number): string => (ms % 3_600_000 === 0 ? `${ms / 3_600_000}h` : `${ms / 60_000}m`);

/** Kusto text of a panel: a row per time and split value, columns as in the model, the time as `bucket`. */
export const panelKql = (dashboard: Dashboard, panel: Panel): string => {
  const head = [SENTINEL_TABLE, `where ${panelCondition(panel.predicate)}`, ...filterStages(dashboard)];
  if (panel.chart === 'events') return [...head, ...eventStages(panel)].join('\n| ');
  const names = splitColumns(panel);
  const value = perEvent(panel);
  const keys = [...(panel.bucketMs === undefined ? [] : [BUCKET]), ...names];
  const computed = [
    ...(panel.bucketMs === undefined ? [] : [`${BUCKET} = bin(EventTime, ${span(panel.bucketMs)})`]),
    ...panel.split.map((field, index) => {
      const column = sentinelColumn(field);
      return `${names[index] ?? field} = iff(isempty(${column}), '${NO_VALUE}', ${column})`;
    }),
    ...(value === undefined ? [] : [`v = ${value}`]),
  ];
  const needsNumber = ['percentiles', 'gaps', 'average'].includes(panel.measure.kind);
  return [
    ...head,
    ...(computed.length === 0 ? [] : [`extend ${computed.join(', ')}`]),
    ...(needsNumber ? ['where isnotnull(v)'] : []),
    `summarize ${value === undefined ? COPIES : 'v = max(v)'} by ${[sentinelColumn('event_id'), ...keys].join(', ')}`,
    ...measureStages(panel, keys),
    ...orderStages(panel, names),
    ...drillStages(panel),
  ].join('\n| ');
};
