/**
 * The reading of one YAML document: what has been seen of it, and the faults reported so far.
 * @module
 */
import type { Document, ParsedNode } from 'yaml';
import type { SourceFile } from './source-file.js';

/** Faults of one document that are worth reading. */
const MAX_FAULTS = 20;

/** A node of the library. */
export type AnyNode = ParsedNode | null;

/** State of one reading. */
export interface Reading {
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

/** Where a node stands. */
export const offsetOf = (node: AnyNode, fallback: number): number => node?.range[0] ?? fallback;

/** Reports a fault once a place. */
export const fault = (reading: Reading, offset: number, code: string, message: string, mend: string): void => {
  if (reading.faults.has(offset) || reading.faults.size >= MAX_FAULTS) return;
  reading.faults.add(offset);
  reading.source.report(offset, { code, message, mend });
};
