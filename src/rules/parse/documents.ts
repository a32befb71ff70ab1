/**
 * Rule documents before references are resolved.
 * @module
 */
import type { Position } from '../ir.js';
import type { CorrelationDraft, Reference } from './correlation.js';
import type { Detection } from './detection.js';
import type { ReadMetadata } from './metadata.js';
import { textsOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap, YamlNode } from './yaml-tree.js';

/** What every document has. */
export interface DocumentBase {
  readonly source: SourceFile;
  readonly tree: YamlMap;
  readonly read: ReadMetadata;
}

/** A document with `detection:`. */
export interface DetectionDocument extends DocumentBase {
  readonly kind: 'detection';
  readonly detection: Detection;
}

/** A document with `correlation:`; `draft` is undefined when it cannot be read. */
export interface CorrelationDocument extends DocumentBase {
  readonly kind: 'correlation';
  readonly section: YamlMap;
  /** What stands where the section belongs, of whatever shape. */
  readonly written: YamlNode;
  readonly draft: CorrelationDraft | undefined;
  /** Something in it is wrong (and reported): what it refers to is checked, and no rule comes of it. */
  readonly broken: boolean;
  /** References as written, also of a broken correlation: what it counts must not start to alert alone. */
  readonly references: readonly Reference[];
}

/** A document with `filter:`. */
export interface FilterDocument extends DocumentBase {
  readonly kind: 'filter';
  readonly detection: Detection;
  /** Names or ids of the rules it applies to. `any`: all of the same log source. */
  readonly rules: readonly Reference[];
  readonly owner?: string;
  readonly reason?: string;
  readonly expires?: string;
  readonly at: Position;
}

/** A document with errors: its name is taken, and what refers to it is told so. */
export interface BrokenDocument extends DocumentBase {
  readonly kind: 'broken';
  /** Of a filter: what it names, so that a slip there is said too. */
  readonly rules?: readonly Reference[];
}

/** Any rule document. */
export type RuleDocument = DetectionDocument | CorrelationDocument | FilterDocument | BrokenDocument;

/** Fields a document asks to be carried: `agent_siem.details`, and Sigma's `fields` of foreign rules. */
export const detailFields = (document: RuleDocument): readonly string[] => {
  const { details } = document.read.meta;
  return details.length > 0 ? details : textsOf(document.source, document.tree, 'fields');
};
