/**
 * Where a field stands in a correlation.
 * @module
 */
import type { CorrelationDocument } from './documents.js';
import { childOf } from './read-map.js';
import type { YamlNode } from './yaml-tree.js';

/** Where a text stands below a node. */
const offsetOfText = (node: YamlNode | undefined, text: string): number | undefined => {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') return node.text === text ? node.offset : undefined;
  const children = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  for (const child of children) {
    const found = offsetOfText(child, text);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Where a field stands in the first of some keys of the section, else the section itself. */
export const placeOf = ({ section }: CorrelationDocument, field: string, ...keys: readonly string[]): number => {
  for (const key of keys) {
    const found = offsetOfText(childOf(section, key), field);
    if (found !== undefined) return found;
  }
  return section.offset;
};
