// Lines and stacked bars over time, with axes and a legend.
import { escape, fittedId, moment, number, widthOf } from './text.mjs';

const LEFT = 40;
const BOTTOM = 18;
const LEGEND_LINE = 15;
const SERIES = 12;

/** Series by name: Map of time to value. */
const seriesOf = (rows, measures, splits) => {
  const series = new Map();
  for (const row of rows) {
    for (const measure of measures) {
      const name = splits.length > 0 ? splits.map((split) => row[split]).join(', ') : measure;
      const points = series.get(name) ?? new Map();
      series.set(name, points.set(row.time, row[measure]));
    }
  }
  return [...series].sort(([left], [right]) => (left < right ? -1 : 1));
};

/** The next of 1, 2, 2.5, 5 times a power of ten. */
const roundUp = (value) => {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value - 1e-12) ?? value;
};

/** A line ends where a bucket holds nothing; a bucket alone is a dot. */
const line = (points, at, bucketMs, series) => {
  let path = '';
  const dots = [];
  let last = NaN;
  for (const time of [...points.keys()].sort((left, right) => left - right)) {
    const [x, y] = at(time, points.get(time));
    if (!points.has(time - bucketMs) && !points.has(time + bucketMs))
      dots.push(`<circle class="fill s${series}" cx="${x}" cy="${y}" r="2"/>`);
    else path += `${time - last === bucketMs ? 'L' : 'M'}${x} ${y}`;
    last = time;
  }
  return `<path class="line s${series}" d="${path}"/>${dots.join('')}`;
};

const legend = (names, { x, y, width, height }) => {
  const size = 11;
  const items = [];
  let [left, top] = [x, y];
  for (const [index, name] of names.entries()) {
    const shown = fittedId(name, Math.min(width - 20, 190), size);
    const wide = 14 + widthOf(shown, size) + 10;
    if (left + wide > x + width && left > x) [left, top] = [x, top + LEGEND_LINE];
    if (top + LEGEND_LINE > y + height) break;
    items.push(
      `<rect class="fill s${index % SERIES}" x="${left}" y="${top + 3}" width="9" height="9" rx="2"/><text class="small" x="${left + 14}" y="${top + 11}">${escape(shown)}</text>`,
    );
    left += wide;
  }
  return { svg: items.join(''), shown: items.length };
};

/** SVG of a panel over time within a box. */
export const chart = (panel, rows, measures, splits, range, box) => {
  const series = seriesOf(rows, measures, splits);
  const lines = Math.min(
    3,
    Math.ceil(series.reduce((sum, [name]) => sum + Math.min(210, widthOf(name, 11) + 24), 0) / box.width),
  );
  const height = box.height - lines * LEGEND_LINE - 6;
  const stacked = panel.chart === 'bar';
  const from = Math.floor(range.from / panel.bucketMs) * panel.bucketMs;
  const buckets = Math.ceil((range.to - from) / panel.bucketMs);
  const times = Array.from({ length: buckets }, (_, index) => from + index * panel.bucketMs);
  const valueAt = (points, time) => points.get(time) ?? 0;
  const tops = stacked
    ? times.map((time) => series.reduce((sum, [, points]) => sum + valueAt(points, time), 0))
    : series.flatMap(([, points]) => [...points.values()]);
  const top = roundUp(Math.max(1e-9, ...tops));
  const plot = { x: box.x + LEFT, y: box.y + 6, width: box.width - LEFT, height: height - BOTTOM - 6 };
  const round = (value) => Math.round(value * 10) / 10;
  const slot = plot.width / buckets;
  const x = (time) => plot.x + ((time - from) / panel.bucketMs) * slot;
  const y = (value) => plot.y + plot.height * (1 - value / top);
  const ticks = [0, top / 2, top].map(
    (value) =>
      `<path class="grid" d="M${plot.x} ${round(y(value))}h${plot.width}"/><text class="axis end" x="${plot.x - 6}" y="${round(y(value) + 4)}">${number(value)}</text>`,
  );
  const labels = [
    [from, 'start', plot.x],
    [range.to, 'end', plot.x + plot.width],
  ].map(
    ([time, anchor, left]) =>
      `<text class="axis ${anchor}" x="${left}" y="${plot.y + plot.height + 14}">${moment(time)}</text>`,
  );
  const base = new Map();
  const marks = series.map(([, points], index) => {
    if (!stacked)
      return line(
        points,
        (time, value) => [round(x(time) + slot / 2), round(y(value))],
        panel.bucketMs,
        index % SERIES,
      );
    let path = '';
    for (const [time, value] of points) {
      const below = base.get(time) ?? 0;
      base.set(time, below + value);
      const wide = Math.max(1, slot - (slot > 4 ? 1 : 0));
      path += `M${round(x(time))} ${round(y(below))}h${round(wide)}V${round(y(below + value))}h-${round(wide)}z`;
    }
    return `<path class="fill s${index % SERIES}" d="${path}"/>`;
  });
  const key = legend(
    series.map(([name]) => name),
    { x: box.x, y: box.y + height + 2, width: box.width - 55, height: lines * LEGEND_LINE },
  );
  const rest = series.length - key.shown;
  const more =
    rest > 0
      ? `<text class="small muted end" x="${box.x + box.width}" y="${box.y + box.height - 8}">+${rest} more</text>`
      : '';
  const unit =
    panel.unit === undefined
      ? ''
      : `<text class="axis" x="${plot.x + 4}" y="${plot.y + 9}">${escape(panel.unit)}</text>`;
  return [...ticks, ...labels, ...marks, unit, key.svg, more].join('');
};
