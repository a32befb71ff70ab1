/**
 * YAML as a small tree with offsets. Hostile files (alias bombs, huge, deep, duplicate keys) end in an issue.
 * @module
 */
import { readPlainYaml } from './plain-yaml.js';
import type { SourceFile } from './source-file.js';
import { parseAnyYaml } from './yaml-library.js';

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
  /** A whole document in which something is wrong (and reported): it is checked to its end and then left out. */
  readonly broken?: true;
  /** A whole document that the configuration has written, not a person. */
  readonly made?: true;
  /** A whole document with an error of syntax, or a hostile one (reported): good for its name and for what it refers to, no more. */
  readonly unreadable?: true;
}

/** Any node. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

/** Largest rule file, in UTF-16 units. */
export const MAX_RULE_FILE = 1_000_000;
/** Every document of the file, the unreadable ones too. What is wrong is reported on the source. Never throws. */
export const parseDocuments = (source: SourceFile): readonly YamlNode[] => {
  if (source.text.length > MAX_RULE_FILE) {
    source.report(0, {
      code: 'yaml.too-large',
      message: `larger than ${String(MAX_RULE_FILE)} characters`,
      mend: 'Split the file: one rule a file.',
    });
    return [];
  }
  return readPlainYaml(source.text) ?? parseAnyYaml(source);
};

/** Every document of the file that can be read; what cannot is reported on the source. Never throws. */
export const parseYaml = (source: SourceFile): readonly YamlNode[] =>
  parseDocuments(source).filter((tree) => tree.kind !== 'map' || tree.unreadable !== true);
