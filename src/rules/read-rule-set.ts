/**
 * The one way from texts to documents and rules; parser and lint both go it.
 * @module
 */
import { readDocument, type RuleDocument } from './parse/documents.js';
import type { Placeholders } from './parse/placeholders.js';
import { resolveRules, type ResolvedRule } from './parse/resolve.js';
import { sourceFile, type SourceFile } from './parse/source-file.js';
import { parseYaml } from './parse/yaml-tree.js';

/** A rule file: its name as issues print it, and its text. */
export interface RuleFile {
  readonly file: string;
  readonly text: string;
}

/** Documents and rules of a set of files; issues stand in the sources. */
export interface ReadRuleSet {
  readonly sources: readonly SourceFile[];
  readonly documents: readonly RuleDocument[];
  readonly resolved: readonly ResolvedRule[];
}

/** Reads files; never throws. */
export const readRuleSet = (files: readonly RuleFile[], placeholders: Placeholders = {}): ReadRuleSet => {
  const sources = files.map(({ file, text }) => sourceFile(file, text));
  const documents = sources.flatMap((source) =>
    parseYaml(source).flatMap((tree) => readDocument(source, tree, placeholders) ?? []),
  );
  return { sources, documents, resolved: resolveRules(documents) };
};
