// Draws a terminal transcript (ANSI colours on stdin) as an SVG on stdout, readable in light and dark.
// Usage: FORCE_COLOR=1 agent-siem start --once | node scripts/render-transcript.mjs > docs/story.svg
import { readFileSync } from 'node:fs';

const CHARACTER = 8.4;
const LINE = 19;
const PADDING = 18;
const CLASSES = { 1: 'bold', 2: 'dim', 31: 'red', 32: 'green', 33: 'yellow', 36: 'cyan' };

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const spans = (line) => {
  const out = [];
  let classes = [];
  let column = 0;
  for (const piece of line.split(/(\u001b\[[0-9;]*m)/)) {
    const code = /^\u001b\[([0-9;]*)m$/.exec(piece)?.[1];
    if (code !== undefined)
      classes = code === '0' || code === '' ? [] : [...classes, ...code.split(';').map((part) => CLASSES[part])];
    else if (piece !== '') {
      const x = (PADDING + column * CHARACTER).toFixed(1);
      const style = classes.length === 0 ? '' : ` class="${classes.filter(Boolean).join(' ')}"`;
      const length = [...piece].length;
      // textLength keeps the columns aligned whatever monospace font the reader has.
      out.push(`<tspan x="${x}" textLength="${(length * CHARACTER).toFixed(1)}"${style}>${escape(piece)}</tspan>`);
      column += length;
    }
  }
  return { svg: out.join(''), columns: column };
};

const lines = readFileSync(0, 'utf8').replace(/\n+$/, '').split('\n').map(spans);
const width = Math.ceil(Math.max(...lines.map((line) => line.columns)) * CHARACTER + 2 * PADDING);
const height = lines.length * LINE + 2 * PADDING;
const body = lines
  .map(({ svg }, index) => `<text y="${PADDING + 14 + index * LINE}" xml:space="preserve">${svg}</text>`)
  .join('\n');
process.stdout
  .write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Terminal transcript of agent-siem start">
<style>
  .ground { fill: #f6f8fa; stroke: #d0d7de } text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; white-space: pre }
  .bold { font-weight: 600 } .dim { fill: #59636e } .red { fill: #c0202b } .green { fill: #116329 } .yellow { fill: #7d4e00 } .cyan { fill: #0a5a83 }
  @media (prefers-color-scheme: dark) { .ground { fill: #0d1117; stroke: #30363d } text { fill: #e6edf3 } .dim { fill: #9198a1 } .red { fill: #ff7b72 } .green { fill: #56d364 } .yellow { fill: #e3b341 } .cyan { fill: #79c0ff } }
</style>
<rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${body}
</svg>
`);
