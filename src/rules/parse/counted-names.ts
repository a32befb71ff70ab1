/**
 * What a correlation counts, as far as it can be told: the rules that it names feed it and raise no alerts of their own,
 * also where the correlation has errors and is left out.
 * @module
 */
import type { CorrelationDocument } from './documents.js';
import { childOf, truthOf } from './read-map.js';
import type { YamlMap, YamlNode } from './yaml-tree.js';

/** Every text below a node, names of keys included (aliases name rules there). */
const textsIn = (node: YamlNode): readonly string[] => {
  if (node.kind === 'scalar') return node.value === null ? [] : [node.text];
  return node.kind === 'list'
    ? node.items.flatMap(textsIn)
    : node.entries.flatMap(({ key, value }) => [key, ...textsIn(value)]);
};

/** Names and ids of rules that a correlation counts; where none can be read, every text in it may be one. */
export const countedNames = ({ references, broken, written }: CorrelationDocument): readonly string[] =>
  references.length > 0 || !broken ? references.map(({ ref }) => ref) : textsIn(written);

const isTrue = (map: YamlMap): boolean => {
  const node = childOf(map, 'generate');
  return node?.kind === 'scalar' && truthOf(node) === true;
};

/** Whether what a correlation counts raises alerts too. */
export const generates = ({ draft, section, tree }: CorrelationDocument): boolean =>
  draft?.generate ?? (isTrue(section) || isTrue(tree));
