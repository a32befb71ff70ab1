// A picture of each dashboard from the fixture events: node test/engines/pack/preview.mjs DIR. The model's own rows and
// layout, drawn plainly; no SIEM's renderer. Needs a Chromium on the PATH for .png, else leaves .html.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { panelEvents } from './events.mjs';

const root = join(import.meta.dirname, '../../..');
const built = (path) => import(join(root, 'dist', path));
const COLOURS = ['#0b64dd', '#e07b00', '#2a9d4a', '#b03a9b', '#c23b3b', '#5b6b7f', '#12a5a5', '#8a6d00', '#6a4fd0', '#333'];
const escape = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const table = (rows) => {
  const names = Object.keys(rows[0] ?? {});
  const cell = (name, value) => (name === 'time' ? new Date(value).toISOString() : escape(value));
  const head = names.map((name) => `<th>${escape(name)}</th>`).join('');
  const body = rows.slice(0, 10).map((row) => `<tr>${names.map((name) => `<td>${cell(name, row[name])}</td>`).join('')}</tr>`);
  return `<table><tr>${head}</tr>${body.join('')}</table>`;
};

/** Series by name: [time, value] pairs. */
const seriesOf = (panel, rows, measures, splits) => {
  const series = new Map();
  for (const row of rows) {
    for (const measure of measures) {
      const name = splits.length > 0 ? splits.map((split) => row[split]).join(', ') : measure;
      series.set(name, [...(series.get(name) ?? []), [row.time, row[measure]]]);
    }
  }
  return [...series];
};

const chart = (panel, rows, measures, splits) => {
  const [width, height] = [560, 190];
  const series = seriesOf(panel, rows, measures, splits);
  const times = [...new Set(rows.map(({ time }) => time))].sort((left, right) => left - right);
  const stacked = panel.chart === 'bar';
  const totals = times.map((time) => series.reduce((sum, [, points]) => sum + (points.find(([at]) => at === time)?.[1] ?? 0), 0));
  const top = Math.max(1e-9, ...(stacked ? totals : rows.flatMap((row) => measures.map((measure) => row[measure]))));
  const x = (time) => 40 + ((time - times[0]) / Math.max(1, times.at(-1) - times[0])) * (width - 60);
  const y = (value) => height - 20 - (value / top) * (height - 40);
  const base = new Map(times.map((time) => [time, 0]));
  const marks = series.map(([, points], index) => {
    const colour = COLOURS[index % COLOURS.length];
    if (!stacked) return `<polyline fill="none" stroke="${colour}" points="${points.map(([time, value]) => `${x(time)},${y(value)}`).join(' ')}"/>`;
    return points
      .map(([time, value]) => {
        const from = base.get(time);
        base.set(time, from + value);
        const wide = Math.max(2, (width - 60) / times.length - 1);
        return `<rect x="${x(time) - wide / 2}" y="${y(from + value)}" width="${wide}" height="${y(from) - y(from + value)}" fill="${colour}"/>`;
      })
      .join('');
  });
  const legend = series.map(([name], index) => `<span style="color:${COLOURS[index % COLOURS.length]}">&#9632; ${escape(name)}</span>`).join(' ');
  return `<svg width="${width}" height="${height}"><text x="2" y="24">${top.toPrecision(3)} ${panel.unit ?? ''}</text><line x1="40" y1="${height - 20}" x2="${width - 20}" y2="${height - 20}" stroke="#999"/>${marks.join('')}</svg><div class="legend">${legend}</div>`;
};

const [{ loadDashboards }, { aggregatePanel }, { compilePredicate }, { measureColumns, splitColumns }, { layout }] = await Promise.all(
  ['dashboards/parse.js', 'dashboards/reference.js', 'evaluate/index.js', 'dashboards/model.js', 'dashboards/layout.js'].map(built),
);
const events = panelEvents(2000, Date.parse('2026-04-10T00:00:00Z'));
const out = process.argv[2] ?? 'preview';
mkdirSync(out, { recursive: true });
for (const dashboard of loadDashboards(join(root, 'dashboards'))) {
  const placed = layout(dashboard.panels, 1200, { single: 130, other: 300 });
  const boxes = placed.map(({ panel, x, y, width, height }) => {
    const rows = aggregatePanel(panel, events, (predicate, event) => compilePredicate(predicate)(event));
    const content =
      panel.chart === 'single' ? `<div class="big">${rows[0]?.value}</div>` : panel.bucketMs === undefined ? table(rows) : chart(panel, rows, measureColumns(panel.measure), splitColumns(panel));
    return `<section style="left:${x}px;top:${y}px;width:${width - 12}px;height:${height - 12}px"><h2>${escape(panel.title)}</h2>${content}</section>`;
  });
  const tall = Math.max(...placed.map(({ y, height }) => y + height)) + 90;
  const style = 'body{font:13px sans-serif;margin:16px;background:#f4f5f7}main{position:relative}section{position:absolute;background:#fff;border:1px solid #ddd;padding:6px;box-sizing:border-box;overflow:hidden}h2{font-size:14px;margin:0 0 4px}table{border-collapse:collapse;font-size:11px}td,th{padding:2px 8px;text-align:left;border-bottom:1px solid #eee}.big{font-size:48px}.legend{font-size:11px}';
  const file = join(out, `${dashboard.id}.html`);
  writeFileSync(file, `<!doctype html><meta charset="utf-8"><style>${style}</style><h1>${escape(dashboard.title)}</h1><main>${boxes.join('')}</main>`);
  const browser = spawnSync('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--window-size=1240,${tall}`, `--screenshot=${join(out, `${dashboard.id}.png`)}`, pathToFileURL(file).href], { stdio: 'ignore' });
  process.stdout.write(`${file}${browser.status === 0 ? ' and .png' : ''}\n`);
}
