// Rows of a panel as a table: the columns and rows that fit, and how many there are.
import { escape, fitted, fittedId, moment, number, widthOf } from './text.mjs';

const LINE = 19;
const SIZE = 11.5;
/** Least width of a column of text, and of numbers. */
const LEAST = { text: 90, number: 46 };
/** Room for a day and an hour. */
const TIME = 92;

/** Height that shows all rows of a table. */
export const tableHeight = (rows) => (rows.length + 1) * LINE + 6;

/** SVG of a table within a box; `names` are the columns, measures to the right. */
export const table = (rows, names, box) => {
  const numeric = (name) => name !== 'time' && typeof rows[0]?.[name] === 'number';
  let room = box.width;
  const columns = names.filter((name) => {
    room -= numeric(name) ? LEAST.number : LEAST.text;
    return room >= 0;
  });
  // A column is as wide as its longest value asks, a time as wide as it is.
  const texts = (name) => [
    name.split('.').at(-1),
    ...rows.slice(0, 30).map((row) => (numeric(name) ? number(row[name]) : row[name])),
  ];
  const asked = columns.map((name) =>
    name === 'time' ? 0 : Math.min(200, 18 + Math.max(...texts(name).map((text) => widthOf(text, SIZE)))),
  );
  // Numbers stand whole; texts share what is left.
  const whole = columns.map((name, index) => (name === 'time' ? TIME : numeric(name) ? asked[index] : 0));
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const texted = asked.map((value, index) => (whole[index] === 0 ? value : 0));
  const shared = (box.width - sum(whole)) / sum(texted);
  const widths = columns.map((_, index) => whole[index] || texted[index] * shared);
  const left = widths.map((_, index) => box.x + sum(widths.slice(0, index)));
  const lines =
    Math.floor((box.height - LINE) / LINE) -
    (rows.length * LINE > box.height - LINE || columns.length < names.length ? 1 : 0);
  const shown = rows.slice(0, lines);
  const cell = (text, name, index, y, kind) => {
    const room = (widths[index] ?? 0) - 10;
    const at = numeric(name)
      ? `class="${kind} end" x="${Math.round(left[index] + widths[index] - 4)}"`
      : `class="${kind}" x="${Math.round(left[index])}"`;
    return `<text ${at} y="${y}">${escape((/_id$/.test(name) ? fittedId : fitted)(text, room, SIZE))}</text>`;
  };
  const head = columns.map((name, index) => cell(name.split('.').at(-1), name, index, box.y + 13, 'head'));
  const body = shown.map((row, at) => {
    const y = box.y + LINE + 14 + at * LINE;
    const cells = columns.map((name, index) => {
      const value = row[name];
      return cell(name === 'time' ? moment(value) : numeric(name) ? number(value) : value, name, index, y, 'cell');
    });
    return `<path class="grid" d="M${box.x} ${y - 14.5}h${box.width}"/>${cells.join('')}`;
  });
  const notes = [
    ...(shown.length < rows.length ? [`${shown.length} of ${rows.length} rows`] : []),
    ...(columns.length < names.length ? [`${columns.length} of ${names.length} columns`] : []),
  ];
  const note =
    notes.length === 0
      ? ''
      : `<text class="small muted" x="${box.x}" y="${box.y + box.height - 3}">${notes.join(', ')}</text>`;
  return [...head, ...body, note].join('');
};
