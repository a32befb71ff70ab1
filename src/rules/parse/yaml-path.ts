/**
 * Dotted paths into a YAML document, such as `correlation.condition.gte`.
 * @module
 */
import type { YamlNode } from './yaml-tree.js';

/** Node at a dotted path; keys that hold dots themselves are found too, the longest first. */
export const nodeAtPath = (root: YamlNode, path: string): YamlNode | undefined => {
  if (path === '') return root;
  if (root.kind === 'list') {
    const [head = '', ...rest] = path.split('.');
    const item = /^\d{1,4}$/.test(head) ? root.items[Number(head)] : undefined;
    return item && nodeAtPath(item, rest.join('.'));
  }
  if (root.kind !== 'map') return undefined;
  const entry = root.entries
    .filter(({ key }) => path === key || path.startsWith(`${key}.`))
    .sort((a, b) => b.key.length - a.key.length)[0];
  return entry && nodeAtPath(entry.value, path.slice(entry.key.length + 1));
};
