/**
 * `[lists]` and `{mappings}` on one line of plain YAML.
 * @module
 */
import { giveUp, matchAt, plainScalar } from './plain-scalar.js';
import type { YamlEntry, YamlNode } from './yaml-tree.js';

const FLOW_KEY = /[A-Za-z_][\w.|*-]*:(?= )/y;
const FLOW_PLAIN = /[\w./\\](?:[\w./\\*$+=~@()<>;^-]| (?=[\w./\\*$+=~@()<>;^-]))*/y;
const FLOW_SINGLE_QUOTED = /'((?:[^'\n]|'')*)'/y;
const FLOW_DOUBLE_QUOTED = /"([^"\\\n]*)"/y;
const FLOW_SPACE = / */y;
/** Deepest nesting that is read here; the library reads deeper. */
export const MAX_PLAIN_DEPTH = 32;

/** A value in one line's `[` or `{`, and the offset after it. */
export const readFlow = (text: string, at: number, depth = 0): readonly [YamlNode, number] => {
  if (depth > MAX_PLAIN_DEPTH) giveUp();
  const start = text[at];
  if (start === '[' || start === '{') return readCollection(text, at, start, depth + 1);
  if (start === "'" || start === '"') {
    const quoted = matchAt(text, start === "'" ? FLOW_SINGLE_QUOTED : FLOW_DOUBLE_QUOTED, at) ?? giveUp();
    const value = start === "'" ? (quoted[1] ?? '').replaceAll("''", "'") : (quoted[1] ?? '');
    return [{ kind: 'scalar', value, text: value, offset: at }, at + quoted[0].length];
  }
  const [value] = matchAt(text, FLOW_PLAIN, at) ?? giveUp();
  return [plainScalar(value, at), at + value.length];
};

const readCollection = (text: string, open: number, bracket: '[' | '{', depth: number): readonly [YamlNode, number] => {
  const items: YamlNode[] = [];
  const entries: YamlEntry[] = [];
  const keys = new Set<string>();
  const afterSpace = (at: number): number => at + (matchAt(text, FLOW_SPACE, at)?.[0].length ?? 0);
  for (let at = afterSpace(open + 1); ;) {
    let key: string | undefined;
    const offset = at;
    if (bracket === '{') {
      const [head] = matchAt(text, FLOW_KEY, at) ?? giveUp();
      key = head.slice(0, -1);
      if (keys.has(key)) giveUp();
      keys.add(key);
      at = afterSpace(at + head.length);
    }
    const [value, end] = readFlow(text, at, depth);
    if (key === undefined) items.push(value);
    else entries.push({ key, offset, value });
    at = afterSpace(end);
    if (text[at] === (bracket === '[' ? ']' : '}'))
      return [bracket === '[' ? { kind: 'list', items, offset: open } : { kind: 'map', entries, offset: open }, at + 1];
    if (text[at] !== ',') giveUp();
    at = afterSpace(at + 1);
  }
};
