/**
 * YAML as a small tree with offsets. Hostile files (alias bombs, huge, deep, duplicate keys) end in an issue.
 * @module
 */
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Document, type ParsedNode } from 'yaml';
import { readPlainYaml } from './plain-yaml.js';
import type { SourceFile } from './source-file.js';

/** A plain value. `text` is what stands in the file for numbers and booleans, the value for strings. */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly text: string;
  readonly offset: number;
}

/** A sequence. */
export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly offset: number;
}

/** One `key: value`. */
export interface YamlEntry {
  readonly key: string;
  readonly offset: number;
  readonly value: YamlNode;
}

/** A mapping, in the order of the file. */
export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  readonly offset: number;
}

/** Any node. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

/** Largest rule file, in UTF-16 units. */
export const MAX_RULE_FILE = 1_000_000;
/** Most nodes of one document once aliases are followed. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 64;
/** Errors of one document that are worth reading. */
const MAX_SYNTAX_ERRORS = 20;
const TOO_DEEP = `nested deeper than ${String(MAX_DEPTH)} levels`;

class Refused extends Error {
  constructor(
    readonly offset: number,
    readonly code: string,
    message: string,
    readonly mend?: string,
  ) {
    super(message);
  }
}

interface Budget {
  nodes: number;
}

type AnyNode = ParsedNode | null;

const offsetOf = (node: AnyNode, fallback: number): number => node?.range[0] ?? fallback;

const convertScalar = (value: unknown, text: string, offset: number): YamlScalar => {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new Refused(offset, 'yaml.number', 'an integer beyond 2^53 loses digits', 'Put it in quotes.');
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Refused(offset, 'yaml.number', 'not a finite number', 'Put it in quotes if it is text.');
  }
  if (typeof value === 'string') return { kind: 'scalar', value, text: value, offset };
  if (typeof value === 'number' || typeof value === 'boolean') return { kind: 'scalar', value, text, offset };
  if (value === null || value === undefined) return { kind: 'scalar', value: null, text: '', offset };
  throw new Refused(offset, 'yaml.value', 'a value of this YAML type has no meaning in a rule', 'Put it in quotes.');
};

const keyText = (source: SourceFile, node: AnyNode, fallback: number): string => {
  if (!isScalar(node)) {
    throw new Refused(offsetOf(node, fallback), 'yaml.key', 'a key must be plain text');
  }
  const { value } = node;
  return typeof value === 'string' ? value : source.text.slice(node.range[0], node.range[1]);
};

const convert = (
  source: SourceFile,
  document: Document.Parsed,
  node: AnyNode,
  fallback: number,
  depth: number,
  budget: Budget,
): YamlNode => {
  const offset = offsetOf(node, fallback);
  budget.nodes += 1;
  if (budget.nodes > MAX_NODES) {
    throw new Refused(offset, 'yaml.too-large', `more than ${String(MAX_NODES)} values once aliases are followed`);
  }
  if (depth > MAX_DEPTH) throw new Refused(offset, 'yaml.too-deep', TOO_DEEP);
  const inner = (child: AnyNode, at: number): YamlNode => convert(source, document, child, at, depth + 1, budget);
  if (isAlias(node)) {
    const target = node.resolve(document) as AnyNode | undefined;
    if (target === undefined) throw new Refused(offset, 'yaml.alias', `no anchor &${node.source}`);
    return inner(target, offset);
  }
  if (isSeq(node)) {
    return { kind: 'list', offset, items: node.items.map((item) => inner(item as AnyNode, offset)) };
  }
  if (isMap(node)) {
    const entries: YamlEntry[] = [];
    const merged: YamlEntry[] = [];
    for (const pair of node.items) {
      const key = pair.key as AnyNode;
      const name = keyText(source, key, offset);
      const at = offsetOf(key, offset);
      const value = inner(pair.value, at);
      if (name === '<<' && value.kind !== 'scalar') {
        const maps = value.kind === 'map' ? [value] : value.items;
        for (const map of maps) {
          if (map.kind !== 'map') throw new Refused(at, 'yaml.merge', '<< merges mappings only');
          merged.push(...map.entries);
        }
      } else entries.push({ key: name, offset: at, value });
    }
    const seen = new Set<string>();
    for (const entry of entries) {
      if (seen.has(entry.key))
        throw new Refused(entry.offset, 'yaml.duplicate-key', `the key ${entry.key} stands twice`);
      seen.add(entry.key);
    }
    for (const entry of merged) {
      if (seen.has(entry.key)) continue;
      seen.add(entry.key);
      entries.push(entry);
    }
    return { kind: 'map', offset, entries };
  }
  const value = isScalar(node) ? node.value : null;
  return convertScalar(value, isScalar(node) ? source.text.slice(offset, node.range[1]) : '', offset);
};

/** Messages of the YAML parser are one sentence; what follows is its own picture of the place. */
const firstSentence = (message: string): string => (message.split('\n', 1)[0] ?? '').replace(/[.:]\s*$/, '');

const reportRefusal = (source: SourceFile, error: unknown): void => {
  if (error instanceof Refused) {
    source.report(error.offset, { code: error.code, message: error.message, mend: error.mend });
  } else if (error instanceof RangeError) {
    source.report(0, { code: 'yaml.too-deep', message: TOO_DEEP });
  } else {
    source.report(0, { code: 'yaml.syntax', message: error instanceof Error ? error.message : 'not YAML' });
  }
};

/** Quick look before the recursive parser runs: a run of opening brackets this long is an attack, not a rule. */
const DEEP_FLOW = /(?:[[{]\s*){64}/;

/**
 * Every document of the file that can be read; what cannot is reported on the source. Never throws.
 */
export const parseYaml = (source: SourceFile): readonly YamlNode[] => {
  if (source.text.length > MAX_RULE_FILE) {
    source.report(0, {
      code: 'yaml.too-large',
      message: `larger than ${String(MAX_RULE_FILE)} characters`,
      mend: 'Split the file: one rule a file.',
    });
    return [];
  }
  const deep = DEEP_FLOW.exec(source.text);
  if (deep !== null) {
    source.report(deep.index, { code: 'yaml.too-deep', message: TOO_DEEP });
    return [];
  }
  return readPlainYaml(source.text) ?? parseAnyYaml(source);
};

/** The same by the library alone, which reads all of YAML and words what is wrong. */
export const parseAnyYaml = (source: SourceFile): readonly YamlNode[] => {
  const trees: YamlNode[] = [];
  try {
    // Own check of keys: the library's compares all pairs, which takes minutes for a hundred thousand keys.
    const documents = parseAllDocuments(source.text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
    if (!Array.isArray(documents)) return [];
    for (const document of documents) {
      for (const error of document.errors.slice(0, MAX_SYNTAX_ERRORS)) {
        const deep = error.message.startsWith('Maximum call stack');
        source.report(error.pos[0], {
          code: deep ? 'yaml.too-deep' : 'yaml.syntax',
          message: deep ? TOO_DEEP : firstSentence(error.message),
        });
      }
      // A document with a syntax error is still not a rule: half a condition widens.
      if (document.errors.length > 0 || document.contents === null) continue;
      try {
        const tree = convert(source, document, document.contents, 0, 0, { nodes: 0 });
        if (tree.kind !== 'scalar' || tree.value !== null) trees.push(tree);
      } catch (error) {
        reportRefusal(source, error);
      }
    }
  } catch (error) {
    reportRefusal(source, error);
  }
  return trees;
};
