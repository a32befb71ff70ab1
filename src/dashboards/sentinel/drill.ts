/**
 * Drill-down in the workbook: a clicked row puts a key into a parameter, and a list below shows the events behind it. The
 * key is a hash: a parameter is pasted into the query text, where an event's own value must not stand.
 * @module
 */
import { NO_VALUE, splitColumns, type Dashboard, type Panel } from '../model.js';
import { TABLE as SENTINEL_TABLE, TIME_COLUMN } from '../../targets/sentinel/index.js';
import { sentinelColumn } from './condition.js';

/** Column of a row that the click exports. */
export const DRILL_COLUMN = 'DrillKey';
/** Parameter that holds it, one for each dashboard. */
export const drillParameter = (dashboard: Dashboard): string => `drill_${dashboard.id}`;
/** Most events listed. */
const LISTED = 100;

/** Whether a row of the panel leads to its events. */
export const drills = (panel: Panel): boolean =>
  panel.drilldown !== undefined && (panel.chart === 'table' || panel.chart === 'events');

const key = (field: string, value: string): string => `strcat('${field}|', hash_sha256(${value}))`;

/** Stage that gives each row its key; none where the panel has no drill-down. */
export const drillStages = (panel: Panel): readonly string[] => {
  const field = panel.drilldown?.field;
  if (field === undefined || !drills(panel)) return [];
  const column = sentinelColumn(field);
  const shown =
    panel.chart === 'events'
      ? `iff(isempty(${column}), '${NO_VALUE}', ${column})`
      : (splitColumns(panel)[panel.split.indexOf(field)] ?? column);
  return [`extend ${DRILL_COLUMN} = ${key(field, shown)}`];
};

/** Fields that rows of the dashboard lead by. */
export const drillFields = (dashboard: Dashboard): readonly string[] => [
  ...new Set(
    dashboard.panels.filter(drills).flatMap(({ drilldown }) => (drilldown === undefined ? [] : [drilldown.field])),
  ),
];

const COLUMNS = [
  'event_id',
  'event_type',
  'agent.agent_id',
  'agent.session_id',
  'identity.email',
  'tool_call.tool_name',
  'governance.result',
  'governance.matched_rule',
  'governance.reason',
];

/** Events behind the clicked row, newest first, each once. */
export const drillKql = (dashboard: Dashboard): string => {
  const clicked = `'{${drillParameter(dashboard)}}'`;
  const conditions = drillFields(dashboard).map((field) => {
    const column = sentinelColumn(field);
    return `${clicked} == ${key(field, `iff(isempty(${column}), '${NO_VALUE}', ${column})`)}`;
  });
  const columns = COLUMNS.map(sentinelColumn);
  return [
    SENTINEL_TABLE,
    `where ${conditions.join(' or ')}`,
    `summarize copies = count() by ${[TIME_COLUMN, ...columns].join(', ')}`,
    `order by ${TIME_COLUMN} desc, ${sentinelColumn('event_id')} asc`,
    `take ${LISTED}`,
    `project ${[TIME_COLUMN, ...columns].join(', ')}`,
  ].join('\n| ');
};
