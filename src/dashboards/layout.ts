/**
 * Where each panel stands: one flow of rows for every SIEM.
 * @module
 */
import type { Panel } from './model.js';

/** A panel and its place on a grid of `columns`; the same unit for width and height. */
export interface Placed {
  readonly panel: Panel;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Thirds for single values, the whole row for lists of events, halves for the rest. */
const shareOf = (panel: Panel): number => {
  if (panel.chart === 'single') return 3;
  return panel.chart === 'events' ? 1 : 2;
};

/** Places panels from left to right, a new row where the next does not fit. */
export const layout = (
  panels: readonly Panel[],
  columns: number,
  heights: { readonly single: number; readonly other: number },
): readonly Placed[] => {
  const placed: Placed[] = [];
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  for (const panel of panels) {
    const width = Math.floor(columns / shareOf(panel));
    const height = panel.chart === 'single' ? heights.single : heights.other;
    const breaks = x + width > columns || (rowHeight > 0 && rowHeight !== height);
    if (breaks) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    placed.push({ panel, x, y, width, height });
    x += width;
    rowHeight = height;
  }
  return placed;
};
