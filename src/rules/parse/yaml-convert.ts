/**
 * The library's nodes as our small tree. Everything that is wrong is reported; what is hostile is left out.
 * @module
 */
import { isAlias, isMap, isScalar, isSeq, type Alias, type Document } from 'yaml';
import type { SourceFile } from './source-file.js';
import { MAX_DEPTH } from './yaml-depth.js';
import { fault, offsetOf, type AnyNode, type Reading } from './yaml-reading.js';
import { convertScalar, empty, keyText } from './yaml-scalar.js';
import type { YamlEntry, YamlNode } from './yaml-tree.js';

/** Most nodes of one document once aliases are followed. */
const MAX_NODES = 100_000;
/** Said wherever the nesting is looked at. */
export const TOO_DEEP = `nested deeper than ${String(MAX_DEPTH)} levels`;
/** Its mend. */
export const FLATTEN = 'Flatten it; nested fields are written with dots.';

/** Entries of what `<<` names. */
const mergedEntries = (reading: Reading, value: YamlNode, at: number): readonly YamlEntry[] =>
  (value.kind === 'list' ? value.items : [value]).flatMap((map) => {
    if (map.kind === 'map') return map.entries;
    fault(reading, at, 'yaml.merge', '<< merges mappings only', 'Merge a mapping or a list of mappings.');
    return [];
  });

const convertEntries = (
  reading: Reading,
  node: { readonly items: readonly { readonly key: unknown; readonly value: unknown }[] },
  offset: number,
  depth: number,
): readonly YamlEntry[] => {
  const entries: YamlEntry[] = [];
  const merged: YamlEntry[] = [];
  const seen = new Set<string>();
  for (const pair of node.items) {
    const key = pair.key as AnyNode;
    const name = keyText(reading, key, offset);
    const at = offsetOf(key, offset);
    const value = convert(reading, pair.value as AnyNode, at, depth + 1);
    if (name === undefined) continue;
    if (name === '<<' && !(value.kind === 'scalar' && typeof value.value === 'string')) {
      for (const entry of mergedEntries(reading, value, at)) merged.push(entry);
    } else if (seen.has(name)) {
      fault(
        reading,
        at,
        'yaml.duplicate-key',
        `the key ${name} stands twice`,
        'Remove one; several values of a field are a list.',
      );
    } else {
      seen.add(name);
      entries.push({ key: name, offset: at, value });
    }
  }
  for (const entry of merged) {
    if (seen.has(entry.key)) continue;
    seen.add(entry.key);
    entries.push(entry);
  }
  return entries;
};

const convertAlias = (reading: Reading, node: Alias, offset: number, depth: number): YamlNode => {
  const target = node.resolve(reading.document) as AnyNode | undefined;
  if (target === undefined || reading.open.has(target)) {
    const message =
      target === undefined ? `no anchor &${node.source}` : `*${node.source} stands inside what it refers to`;
    fault(reading, offset, 'yaml.alias', message, 'Write the value out.');
    return empty(offset);
  }
  return convert(reading, target, offset, depth + 1);
};

const convertOpen = (reading: Reading, node: AnyNode, offset: number, depth: number): YamlNode => {
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(reading, item as AnyNode, offset, depth + 1));
    return { kind: 'list', offset, items };
  }
  if (isMap(node)) return { kind: 'map', offset, entries: convertEntries(reading, node, offset, depth) };
  const text = isScalar(node) ? reading.source.text.slice(offset, node.range[1]) : '';
  return convertScalar(reading, isScalar(node) ? node.value : null, text, offset);
};

const refuse = (reading: Reading, offset: number, code: 'yaml.too-large' | 'yaml.too-deep'): void => {
  if (reading.refused.has(code)) return;
  reading.refused.add(code);
  const large = code === 'yaml.too-large';
  const message = large ? `more than ${String(MAX_NODES)} values once aliases are followed` : TOO_DEEP;
  reading.source.report(offset, { code, message, mend: large ? 'Split the file, and write values out.' : FLATTEN });
};

const convert = (reading: Reading, node: AnyNode, fallback: number, depth: number): YamlNode => {
  const offset = offsetOf(node, fallback);
  reading.nodes += 1;
  const large = reading.nodes > MAX_NODES;
  if (large) refuse(reading, offset, 'yaml.too-large');
  if (depth > MAX_DEPTH) refuse(reading, offset, 'yaml.too-deep');
  // What stands in the file itself has an end; only aliases multiply.
  if (depth > MAX_DEPTH || (large && isAlias(node))) return empty(offset);
  if (isAlias(node)) return convertAlias(reading, node, offset, depth);
  reading.open.add(node);
  const converted = convertOpen(reading, node, offset, depth);
  reading.open.delete(node);
  return converted;
};

/** One document; undefined when it is empty or refused. A mapping in which something is wrong says so. */
export const convertDocument = (source: SourceFile, document: Document.Parsed): YamlNode | undefined => {
  const reading: Reading = { source, document, open: new Set(), faults: new Set(), refused: new Set(), nodes: 0 };
  const tree = convert(reading, document.contents, 0, 0);
  if (tree.kind === 'scalar' && tree.value === null) return undefined;
  if (reading.refused.size > 0) return tree.kind === 'map' ? { ...tree, unreadable: true } : undefined;
  return tree.kind === 'map' && reading.faults.size > 0 ? { ...tree, broken: true } : tree;
};
