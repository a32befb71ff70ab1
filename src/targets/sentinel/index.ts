/**
 * Microsoft Sentinel: Kusto KQL for every rule.
 * @module
 */
import type { Target } from '../target.js';
import { compileKql } from './compile.js';

/** The target. */
export const sentinel: Target = { name: 'sentinel', compile: compileKql };

export { seriesAnomalies, type SeriesAnomalies } from './anomaly.js';
export { SENTINEL_CAPS, SENTINEL_UNSUPPORTED } from './capabilities.js';
export { compileKql, deployedRange, sentinelSchedule } from './compile.js';
export { columnName, sentinelMapping, TABLE, TABLE_COLUMNS, TIME_COLUMN } from './fields.js';
export type { ColumnType, TableColumn } from './fields.js';
export { resultColumn } from './result-names.js';
export { eventFromRow } from './restore-row.js';
