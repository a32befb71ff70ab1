// Rows of an executed panel against the reference aggregation.
import { measureColumns, type Panel } from '../../../src/dashboards/model.js';
import type { PanelRow } from '../../../src/dashboards/reference.js';

/** Sums of floats depend on the order of their parts. */
const RELATIVE = 1e-9;

const close = (left: number, right: number): boolean =>
  left === right || Math.abs(left - right) <= RELATIVE * Math.max(1, Math.abs(left), Math.abs(right));

/** Rows that the model expects; `shift` moves percentiles by so many ranks. */
export type Reference = (shift: -1 | 0 | 1) => readonly PanelRow[];

/**
 * Differences, empty when the rows are equal. Percentiles may lie anywhere between the ranks next to the nearest one:
 * engines interpolate.
 */
export const compareRows = (panel: Panel, reference: Reference, actual: readonly PanelRow[]): readonly string[] => {
  const expected = reference(0);
  if (expected.length !== actual.length) return [`${actual.length} rows instead of ${expected.length}`];
  const measures = panel.chart === 'events' ? [] : measureColumns(panel.measure);
  const keys = Object.keys(expected[0] ?? {}).filter((column) => !measures.includes(column));
  const keyOf = (row: PanelRow): string => JSON.stringify(keys.map((column) => row[column] ?? null));
  const problems: string[] = [];
  const left = new Map<string, PanelRow[]>();
  for (const row of actual) left.set(keyOf(row), [...(left.get(keyOf(row)) ?? []), row]);
  const [below, above] = panel.measure.kind === 'percentiles' ? [reference(-1), reference(1)] : [expected, expected];
  for (const [index, row] of expected.entries()) {
    const found = left.get(keyOf(row))?.shift();
    if (found === undefined) {
      problems.push(`no row ${keyOf(row)}`);
      continue;
    }
    for (const column of measures) {
      const value = Number(found[column]);
      const [low, high] = [Number(below[index]?.[column]), Number(above[index]?.[column])];
      const equal = low === high ? close(value, low) : value >= low && value <= high;
      if (!equal) problems.push(`${keyOf(row)} ${column}: ${String(found[column])} instead of ${String(row[column])}`);
    }
  }
  // Equal values may come in any order among themselves.
  const order = panel.bucketMs !== undefined || panel.chart === 'events' ? 'time' : measures[0];
  if (panel.chart !== 'single' && order !== undefined && problems.length === 0) {
    const at = actual.findIndex((row, index) => !close(Number(row[order]), Number(expected[index]?.[order])));
    if (at >= 0 && panel.measure.kind !== 'percentiles') problems.push(`row ${at} is out of order by ${order}`);
  }
  return problems.slice(0, 5);
};
