/**
 * Small edits of YAML trees; each answers with a new tree.
 * @module
 */
import { childOf } from '../parse/read-map.js';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../parse/yaml-tree.js';

/** A scalar that stands where another value stood. */
export const scalar = (value: string | number, offset: number): YamlScalar => ({
  kind: 'scalar',
  value,
  text: String(value),
  offset,
});

/** Text of a key. */
export const textAt = (map: YamlMap, key: string): string | undefined => {
  const node = childOf(map, key);
  return node?.kind === 'scalar' ? node.text : undefined;
};

/** A tree with one scalar, found by identity, replaced. */
export const replaceNode = (root: YamlNode, target: YamlNode, replacement: YamlNode): YamlNode => {
  if (root === target) return replacement;
  if (root.kind === 'list') return { ...root, items: root.items.map((item) => replaceNode(item, target, replacement)) };
  if (root.kind === 'map') {
    return {
      ...root,
      entries: root.entries.map((entry) => ({ ...entry, value: replaceNode(entry.value, target, replacement) })),
    };
  }
  return root;
};

/** A mapping with one key set. */
export const withEntry = (map: YamlMap, key: string, value: YamlNode): YamlMap => {
  const entry: YamlEntry = { key, offset: value.offset, value };
  const others = map.entries.filter((each) => each.key !== key);
  return { ...map, entries: [...others, entry] };
};

/** A mapping whose keys all stand at one place. */
export const map = (offset: number, entries: Readonly<Record<string, YamlNode>>): YamlMap => ({
  kind: 'map',
  offset,
  entries: Object.entries(entries).map(([key, value]) => ({ key, offset, value })),
});

/** A list whose items all stand at one place. */
export const list = (offset: number, values: readonly string[]): YamlNode => ({
  kind: 'list',
  offset,
  items: values.map((value) => scalar(value, offset)),
});
