/**
 * A quick reader for the YAML that almost every rule is written in: block mappings and lists, values on one line, literal
 * blocks, `[lists]` and `{mappings}` on one line. It answers only where it is certain to give what the library gives; for
 * anything else, and for anything wrong, it gives up and the library reads the file and words the errors. Three thousand
 * rules would take seconds longer without.
 * @module
 */
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from './yaml-tree.js';

/** The file holds something this reader leaves to the library. */
class GivesUp extends Error {}

const giveUp = (): never => {
  throw GIVES_UP;
};
const GIVES_UP = new GivesUp('left to the library');

interface Line {
  /** Offset of the line's first character, of its content, and of the end of its content. */
  readonly start: number;
  readonly indent: number;
  readonly end: number;
}

/** Tabs, carriage returns, control and unusual characters. */
const UNUSUAL = /[^\n\x20-\x7e\u00a1-\u1fff\u3000-\ud7ff]/;
const MARKER = /^(?:---|\.\.\.|%)/m;
const KEY = /[A-Za-z_][\w.|*-]*:(?=[ \n]|$)/y;
/** Text up to a comment or the end of the line. */
const PLAIN = /[^\n]*?(?=[ ]*(?: #[^\n]*)?(?:\n|$))/y;
const SINGLE_QUOTED = /'((?:[^'\n]|'')*)'(?=[ ]*(?: #[^\n]*)?(?:\n|$))/y;
const DOUBLE_QUOTED = /"([^"\\\n]*)"(?=[ ]*(?: #[^\n]*)?(?:\n|$))/y;
const FLOW_KEY = /[A-Za-z_][\w.|*-]*:(?= )/y;
const FLOW_PLAIN = /[\w./\\](?:[\w./\\*$+=~@()<>;^-]| (?=[\w./\\*$+=~@()<>;^-]))*/y;
const FLOW_SINGLE_QUOTED = /'((?:[^'\n]|'')*)'/y;
const FLOW_DOUBLE_QUOTED = /"([^"\\\n]*)"/y;
const FLOW_SPACE = / */y;
const LINE_END = /[ ]*(?: #[^\n]*)?(?:\n|$)/y;
const LITERAL = /\|(-?)(?=[ ]*(?:\n|$))/y;
const INDICATOR = /^(?:-(?: |$)|[?:,[\]{}#&*!|>'"%@`])/;
const WORD = /^(?:true|True|TRUE|false|False|FALSE)$/;
const NULL = /^(?:~|null|Null|NULL)$/;
const INTEGER = /^-?(?:0|[1-9]\d{0,14})$/;
/** Another number of YAML's core schema. */
const NUMERIC = /^(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|0[ox][\da-fA-F]+|[-+]?\.(?:inf|nan))$/i;
const MAX_DEPTH = 32;
const MAX_LINES = 20_000;

/** Text without quotes, as YAML's core schema takes it. */
const plainScalar = (value: string, offset: number): YamlScalar => {
  if (WORD.test(value)) return { kind: 'scalar', value: value.toLowerCase() === 'true', text: value, offset };
  if (NULL.test(value)) return { kind: 'scalar', value: null, text: '', offset };
  if (INTEGER.test(value)) return { kind: 'scalar', value: Number(value), text: value, offset };
  return NUMERIC.test(value) ? giveUp() : { kind: 'scalar', value, text: value, offset };
};

/** Lines with content, without comments; positions are offsets into the whole text. */
const linesOf = (text: string, from: number, to: number): readonly Line[] => {
  const lines: Line[] = [];
  for (let start = from; start < to;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 || newline > to ? to : newline;
    let at = start;
    while (at < end && text.charCodeAt(at) === 32) at += 1;
    lines.push({ start, indent: at - start, end });
    start = end + 1;
  }
  return lines;
};

/** Reads one document of the text. */
const readDocument = (text: string, from: number, to: number): YamlNode | undefined => {
  const lines = linesOf(text, from, to);
  if (lines.length > MAX_LINES) giveUp();
  let next = 0;

  const isEmpty = (line: Line): boolean =>
    line.start + line.indent >= line.end || text.charCodeAt(line.start + line.indent) === 35;
  /** The next line with content; undefined at the end. */
  const peek = (): Line | undefined => {
    for (let line = lines[next]; line !== undefined && isEmpty(line); line = lines[next]) next += 1;
    return lines[next];
  };
  const match = (expression: RegExp, at: number): RegExpExecArray | null => {
    expression.lastIndex = at;
    return expression.exec(text);
  };
  /** After a value of one line nothing deeper may follow: it would go on there. */
  const ended = (indent: number): void => {
    next += 1;
    const line = peek();
    if (line !== undefined && line.indent > indent) giveUp();
  };

  const literal = (strip: boolean, parent: number, offset: number): YamlScalar => {
    next += 1;
    const first = lines[next];
    if (first === undefined || first.indent <= parent || first.start + first.indent >= first.end) return giveUp();
    const { indent } = first;
    const parts: string[] = [];
    for (let line = lines[next]; line !== undefined; line = lines[next]) {
      const blank = line.start + line.indent >= line.end;
      // Blanks at the end of a block, and beyond its indentation, have rules of their own.
      if (blank && line.indent > 0) giveUp();
      if (!blank && line.indent < indent) {
        if (line.indent > parent) giveUp();
        break;
      }
      parts.push(blank ? '' : text.slice(line.start + indent, line.end));
      next += 1;
    }
    while (parts.at(-1) === '') parts.pop();
    const value = `${parts.join('\n')}${strip ? '' : '\n'}`;
    return { kind: 'scalar', value, text: value, offset };
  };

  const valueAt = (at: number, parent: number): YamlNode =>
    text[at] === '[' || text[at] === '{' ? flowValue(at, parent) : scalar(at, parent);

  const scalar = (at: number, parent: number): YamlScalar => {
    const start = text[at];
    if (start === "'") {
      const quoted = match(SINGLE_QUOTED, at) ?? giveUp();
      const value = (quoted[1] ?? '').replaceAll("''", "'");
      ended(parent);
      return { kind: 'scalar', value, text: value, offset: at };
    }
    if (start === '"') {
      const value = (match(DOUBLE_QUOTED, at) ?? giveUp())[1] ?? '';
      ended(parent);
      return { kind: 'scalar', value, text: value, offset: at };
    }
    if (start === '|') return literal((match(LITERAL, at) ?? giveUp())[1] === '-', parent, at);
    const value = (match(PLAIN, at) ?? giveUp())[0];
    if (value === '' || INDICATOR.test(value) || value.includes(': ') || value.endsWith(':')) giveUp();
    ended(parent);
    return plainScalar(value, at);
  };

  /** A value in one line's `[` or `{`, and the offset after it. */
  const flow = (at: number, depth: number): readonly [YamlNode, number] => {
    if (depth > MAX_DEPTH) giveUp();
    const start = text[at];
    if (start === '[' || start === '{') return flowCollection(at, start, depth + 1);
    if (start === "'" || start === '"') {
      const quoted = match(start === "'" ? FLOW_SINGLE_QUOTED : FLOW_DOUBLE_QUOTED, at) ?? giveUp();
      const value = start === "'" ? (quoted[1] ?? '').replaceAll("''", "'") : (quoted[1] ?? '');
      return [{ kind: 'scalar', value, text: value, offset: at }, at + quoted[0].length];
    }
    const [value] = match(FLOW_PLAIN, at) ?? giveUp();
    return [plainScalar(value, at), at + value.length];
  };

  const flowCollection = (open: number, bracket: '[' | '{', depth: number): readonly [YamlNode, number] => {
    const items: YamlNode[] = [];
    const entries: YamlEntry[] = [];
    const keys = new Set<string>();
    const afterSpace = (at: number): number => at + (match(FLOW_SPACE, at)?.[0].length ?? 0);
    for (let at = afterSpace(open + 1); ;) {
      let key: string | undefined;
      const offset = at;
      if (bracket === '{') {
        const [head] = match(FLOW_KEY, at) ?? giveUp();
        key = head.slice(0, -1);
        if (keys.has(key)) giveUp();
        keys.add(key);
        at = afterSpace(at + head.length);
      }
      const [value, end] = flow(at, depth);
      if (key === undefined) items.push(value);
      else entries.push({ key, offset, value });
      at = afterSpace(end);
      if (text[at] === (bracket === '[' ? ']' : '}'))
        return [
          bracket === '[' ? { kind: 'list', items, offset: open } : { kind: 'map', entries, offset: open },
          at + 1,
        ];
      if (text[at] !== ',') giveUp();
      at = afterSpace(at + 1);
    }
  };

  const flowValue = (at: number, parent: number): YamlNode => {
    const [value, end] = flow(at, 0);
    if (match(LINE_END, end) === null) giveUp();
    ended(parent);
    return value;
  };

  /** What follows `key:` or `- ` on its own lines. `least`: the fewest columns it may be indented. */
  const below = (least: number, depth: number): YamlNode => {
    next += 1;
    const line = peek();
    if (line === undefined || line.indent < least) return giveUp();
    return node(line.start + line.indent, line.indent, depth);
  };

  const map = (first: number, indent: number, depth: number): YamlMap => {
    const entries: YamlEntry[] = [];
    const keys = new Set<string>();
    for (let at = first; ;) {
      const head = (match(KEY, at) ?? giveUp())[0];
      const key = head.slice(0, -1);
      if (keys.has(key)) giveUp();
      keys.add(key);
      let value = at + head.length;
      const end = lines[next]?.end ?? value;
      while (value < end && text[value] === ' ') value += 1;
      if (value < end && text[value] !== '#') entries.push({ key, offset: at, value: valueAt(value, indent) });
      else {
        // A list may stand as far left as its key.
        next += 1;
        const line = peek();
        next -= 1;
        const list = line !== undefined && line.indent === indent && isItem(line);
        entries.push({ key, offset: at, value: below(list ? indent : indent + 1, depth) });
      }
      const line = peek();
      if (line === undefined || line.indent < indent) break;
      if (line.indent > indent || isItem(line)) giveUp();
      at = line.start + indent;
    }
    return { kind: 'map', entries, offset: first };
  };

  const isItem = ({ start, indent }: Line): boolean => text.startsWith('- ', start + indent);

  const list = (first: number, indent: number, depth: number): YamlList => {
    const items: YamlNode[] = [];
    for (;;) {
      const line = lines[next] ?? giveUp();
      let at = line.start + indent + 2;
      while (at < line.end && text[at] === ' ') at += 1;
      if (at >= line.end || text[at] === '#') giveUp();
      items.push(match(KEY, at) === null ? valueAt(at, indent) : map(at, at - line.start, depth + 1));
      const following = peek();
      if (following === undefined || following.indent < indent || !isItem(following)) break;
      if (following.indent > indent) giveUp();
    }
    return { kind: 'list', items, offset: first };
  };

  const node = (at: number, indent: number, depth: number): YamlNode => {
    if (depth > MAX_DEPTH) giveUp();
    return text.startsWith('- ', at) ? list(at, indent, depth + 1) : map(at, indent, depth + 1);
  };

  const line = peek();
  if (line === undefined) return undefined;
  if (line.indent > 0) giveUp();
  const tree = node(line.start, 0, 0);
  if (peek() !== undefined) giveUp();
  return tree;
};

/** Every document of the text, as the library would give them; undefined where that is not certain. */
export const readPlainYaml = (text: string): readonly YamlNode[] | undefined => {
  if (!text.endsWith('\n') || UNUSUAL.test(text)) return undefined;
  try {
    const trees: YamlNode[] = [];
    for (let from = 0; from <= text.length;) {
      const marker = /^---$/m.exec(text.slice(from));
      const to = marker === null ? text.length : from + marker.index;
      if (MARKER.test(text.slice(from, to))) return undefined;
      const tree = readDocument(text, from, to);
      if (tree !== undefined) trees.push(tree);
      if (marker === null) break;
      from = to + 4;
    }
    return trees;
  } catch (error) {
    if (error !== GIVES_UP) throw error;
    return undefined;
  }
};
