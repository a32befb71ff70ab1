/**
 * A quick reader for the YAML that almost every rule is written in: block mappings and lists, values on one line, literal
 * blocks, `[lists]` and `{mappings}` on one line. It answers only where it is certain to give what the library gives; for
 * anything else, and for anything wrong, it gives up and the library reads the file and words the errors. Three thousand
 * rules would take seconds longer without.
 * @module
 */
import { MAX_PLAIN_DEPTH } from './plain-flow.js';
import { linesOf, type Line } from './plain-lines.js';
import { GIVES_UP, giveUp, matchAt } from './plain-scalar.js';
import { peek, valueAt, type Cursor } from './plain-value.js';
import type { YamlEntry, YamlList, YamlMap, YamlNode } from './yaml-tree.js';

/** Tabs, carriage returns, control and unusual characters. */
const UNUSUAL = /[^\n\x20-\x7e\u00a1-\u1fff\u3000-\ud7ff]/;
const MARKER = /^(?:---|\.\.\.|%)/m;
const KEY = /[A-Za-z_][\w.|*-]*:(?=[ \n]|$)/y;
const MAX_LINES = 20_000;

/** Reads one document of the text. */
const readDocument = (text: string, from: number, to: number): YamlNode | undefined => {
  const lines = linesOf(text, from, to);
  if (lines.length > MAX_LINES) giveUp();
  const cursor: Cursor = { text, lines, next: 0 };

  /** What follows `key:` or `- ` on its own lines. `least`: the fewest columns it may be indented. */
  const below = (least: number, depth: number): YamlNode => {
    cursor.next += 1;
    const line = peek(cursor);
    if (line === undefined || line.indent < least) return giveUp();
    return node(line.start + line.indent, line.indent, depth);
  };

  const map = (first: number, indent: number, depth: number): YamlMap => {
    const entries: YamlEntry[] = [];
    const keys = new Set<string>();
    for (let at = first; ;) {
      const head = (matchAt(text, KEY, at) ?? giveUp())[0];
      const key = head.slice(0, -1);
      if (keys.has(key)) giveUp();
      keys.add(key);
      let value = at + head.length;
      const end = lines[cursor.next]?.end ?? value;
      while (value < end && text[value] === ' ') value += 1;
      if (value < end && text[value] !== '#') entries.push({ key, offset: at, value: valueAt(cursor, value, indent) });
      else {
        // A list may stand as far left as its key.
        cursor.next += 1;
        const line = peek(cursor);
        cursor.next -= 1;
        const list = line !== undefined && line.indent === indent && isItem(line);
        entries.push({ key, offset: at, value: below(list ? indent : indent + 1, depth) });
      }
      const line = peek(cursor);
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
      const line = lines[cursor.next] ?? giveUp();
      let at = line.start + indent + 2;
      while (at < line.end && text[at] === ' ') at += 1;
      if (at >= line.end || text[at] === '#') giveUp();
      items.push(matchAt(text, KEY, at) === null ? valueAt(cursor, at, indent) : map(at, at - line.start, depth + 1));
      const following = peek(cursor);
      if (following === undefined || following.indent < indent || !isItem(following)) break;
      if (following.indent > indent) giveUp();
    }
    return { kind: 'list', items, offset: first };
  };

  const node = (at: number, indent: number, depth: number): YamlNode => {
    if (depth > MAX_PLAIN_DEPTH) giveUp();
    return text.startsWith('- ', at) ? list(at, indent, depth + 1) : map(at, indent, depth + 1);
  };

  const line = peek(cursor);
  if (line === undefined) return undefined;
  if (line.indent > 0) giveUp();
  const tree = node(line.start, 0, 0);
  if (peek(cursor) !== undefined) giveUp();
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
