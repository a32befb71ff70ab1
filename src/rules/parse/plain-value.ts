/**
 * Values of plain YAML: on one line, or a literal block.
 * @module
 */
import { readFlow } from './plain-flow.js';
import type { Line } from './plain-lines.js';
import { giveUp, matchAt, plainScalar } from './plain-scalar.js';
import type { YamlNode, YamlScalar } from './yaml-tree.js';

/** Text up to a comment or the end of the line. */
const PLAIN = /[^\n]*?(?=[ ]*(?: #[^\n]*)?(?:\n|$))/y;
const SINGLE_QUOTED = /'((?:[^'\n]|'')*)'(?=[ ]*(?: #[^\n]*)?(?:\n|$))/y;
const DOUBLE_QUOTED = /"([^"\\\n]*)"(?=[ ]*(?: #[^\n]*)?(?:\n|$))/y;
const LINE_END = /[ ]*(?: #[^\n]*)?(?:\n|$)/y;
const LITERAL = /\|(-?)(?=[ ]*(?:\n|$))/y;
const INDICATOR = /^(?:-(?: |$)|[?:,[\]{}#&*!|>'"%@`])/;

/** Where the reader stands; `next` is the index of the line it reads. */
export interface Cursor {
  readonly text: string;
  readonly lines: readonly Line[];
  next: number;
}

const isEmpty = (text: string, line: Line): boolean =>
  line.start + line.indent >= line.end || text.charCodeAt(line.start + line.indent) === 35;
/** The next line with content; undefined at the end. */
export const peek = (cursor: Cursor): Line | undefined => {
  const { text, lines } = cursor;
  for (let line = lines[cursor.next]; line !== undefined && isEmpty(text, line); line = lines[cursor.next])
    cursor.next += 1;
  return lines[cursor.next];
};
/** After a value of one line nothing deeper may follow: it would go on there. */
const ended = (cursor: Cursor, indent: number): void => {
  cursor.next += 1;
  const line = peek(cursor);
  if (line !== undefined && line.indent > indent) giveUp();
};

const literal = (cursor: Cursor, strip: boolean, parent: number, offset: number): YamlScalar => {
  const { text, lines } = cursor;
  cursor.next += 1;
  const first = lines[cursor.next];
  if (first === undefined || first.indent <= parent || first.start + first.indent >= first.end) return giveUp();
  const { indent } = first;
  const parts: string[] = [];
  for (let line = lines[cursor.next]; line !== undefined; line = lines[cursor.next]) {
    const blank = line.start + line.indent >= line.end;
    // Blanks at the end of a block, and beyond its indentation, have rules of their own.
    if (blank && line.indent > 0) giveUp();
    if (!blank && line.indent < indent) {
      if (line.indent > parent) giveUp();
      break;
    }
    parts.push(blank ? '' : text.slice(line.start + indent, line.end));
    cursor.next += 1;
  }
  while (parts.at(-1) === '') parts.pop();
  const value = `${parts.join('\n')}${strip ? '' : '\n'}`;
  return { kind: 'scalar', value, text: value, offset };
};

/** The value that begins at an offset; `parent` is the indentation of what holds it. */
export const valueAt = (cursor: Cursor, at: number, parent: number): YamlNode =>
  cursor.text[at] === '[' || cursor.text[at] === '{' ? flowValue(cursor, at, parent) : scalar(cursor, at, parent);

const scalar = (cursor: Cursor, at: number, parent: number): YamlScalar => {
  const { text } = cursor;
  const start = text[at];
  if (start === "'") {
    const quoted = matchAt(text, SINGLE_QUOTED, at) ?? giveUp();
    const value = (quoted[1] ?? '').replaceAll("''", "'");
    ended(cursor, parent);
    return { kind: 'scalar', value, text: value, offset: at };
  }
  if (start === '"') {
    const value = (matchAt(text, DOUBLE_QUOTED, at) ?? giveUp())[1] ?? '';
    ended(cursor, parent);
    return { kind: 'scalar', value, text: value, offset: at };
  }
  if (start === '|') return literal(cursor, (matchAt(text, LITERAL, at) ?? giveUp())[1] === '-', parent, at);
  const value = (matchAt(text, PLAIN, at) ?? giveUp())[0];
  if (value === '' || INDICATOR.test(value) || value.includes(': ') || value.endsWith(':')) giveUp();
  ended(cursor, parent);
  return plainScalar(value, at);
};

const flowValue = (cursor: Cursor, at: number, parent: number): YamlNode => {
  const { text } = cursor;
  const [value, end] = readFlow(text, at);
  if (matchAt(text, LINE_END, end) === null) giveUp();
  ended(cursor, parent);
  return value;
};
