/**
 * The library's nodes as our small tree. Everything that is wrong is reported; what is hostile is left out.
 * @module
 */
import { isAlias, isMap, isScalar, isSeq, type Alias, type Document, type ParsedNode } from 'yaml';
import type { SourceFile } from './source-file.js';
import { MAX_DEPTH } from './yaml-depth.js';
import type { YamlEntry, YamlNode, YamlScalar } from './yaml-tree.js';

/** Most nodes of one document once aliases are followed. */
const MAX_NODES = 100_000;
/** Faults of one document that are worth reading. */
const MAX_FAULTS = 20;
/** Said wherever the nesting is looked at. */
export const TOO_DEEP = `nested deeper than ${String(MAX_DEPTH)} levels`;
/** Its mend. */
export const FLATTEN = 'Flatten it; nested fields are written with dots.';

type AnyNode = ParsedNode | null;

interface Reading {
  readonly source: SourceFile;
  readonly document: Document.Parsed;
  /** Nodes whose inside is being read: an alias to one of them has no end. */
  readonly open: Set<AnyNode>;
  /** Offsets of the faults so far; an alias brings the same one again. */
  readonly faults: Set<number>;
  /** What of the document was left out as hostile (and reported, once each). */
  readonly refused: Set<'yaml.too-large' | 'yaml.too-deep'>;
  nodes: number;
}

const offsetOf = (node: AnyNode, fallback: number): number => node?.range[0] ?? fallback;

const fault = (reading: Reading, offset: number, code: string, message: string, mend: string): void => {
  if (reading.faults.has(offset) || reading.faults.size >= MAX_FAULTS) return;
  reading.faults.add(offset);
  reading.source.report(offset, { code, message, mend });
};

const empty = (offset: number): YamlScalar => ({ kind: 'scalar', value: null, text: '', offset });

const convertScalar = (reading: Reading, value: unknown, text: string, offset: number): YamlScalar => {
  if (typeof value === 'string') return { kind: 'scalar', value, text: value, offset };
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    fault(reading, offset, 'yaml.number', 'an integer beyond 2^53 loses digits', 'Put it in quotes.');
  } else if (typeof value === 'number' && !Number.isFinite(value)) {
    fault(reading, offset, 'yaml.number', 'not a finite number', 'Put it in quotes if it is text.');
  } else if (typeof value === 'number' || typeof value === 'boolean') return { kind: 'scalar', value, text, offset };
  else if (value !== null && value !== undefined) {
    fault(reading, offset, 'yaml.value', 'a value of this YAML type has no meaning in a rule', 'Put it in quotes.');
  }
  return empty(offset);
};

/** Text of a key; undefined (and reported) when it has none. */
const keyText = (reading: Reading, node: AnyNode, fallback: number): string | undefined => {
  if (isScalar(node)) {
    const { value } = node;
    return typeof value === 'string' ? value : reading.source.text.slice(node.range[0], node.range[1]);
  }
  fault(reading, offsetOf(node, fallback), 'yaml.key', 'a key must be plain text', 'Write the key as text.');
  return undefined;
};

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
