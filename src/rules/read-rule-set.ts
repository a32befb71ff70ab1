/**
 * The one way from texts to documents and rules; parser and lint both go it.
 * @module
 */
import { applyConfig } from './config/apply-config.js';
import type { RuleConfig } from './config/config.js';
import type { RuleDocument } from './parse/documents.js';
import { readDocument } from './parse/read-document.js';
import type { Placeholders } from './parse/placeholders.js';
import { resolveRules, type Resolution } from './parse/resolve.js';
import { sourceFile, type SourceFile } from './parse/source-file.js';
import { parseDocuments } from './parse/yaml-tree.js';

/** A rule file: its name as issues print it, and its text. */
export interface RuleFile {
  readonly file: string;
  readonly text: string;
}

/** Documents and rules of a set of files; issues stand in the sources. */
export interface ReadRuleSet extends Resolution {
  readonly sources: readonly SourceFile[];
  readonly documents: readonly RuleDocument[];
}

/** What else decides how files are read. */
export interface ReadOptions {
  /** Values of the placeholders of the `expand` modifier; they win over the configuration's. */
  readonly placeholders?: Placeholders;
  /** Overrides of parameters (agent-siem.config.yml). */
  readonly config?: RuleConfig;
}

/** Reads files; never throws. */
export const readRuleSet = (files: readonly RuleFile[], options: ReadOptions = {}): ReadRuleSet => {
  const { config } = options;
  const sources = files.map(({ file, text }) => sourceFile(file, text));
  const placeholders = { ...config?.placeholders, ...options.placeholders };
  const parsed = sources.map(parseDocuments);
  const trees = config === undefined ? parsed : applyConfig(config, parsed);
  const documents = sources.flatMap((source, index) =>
    (trees[index] ?? []).flatMap((tree) => readDocument(source, tree, placeholders) ?? []),
  );
  return {
    sources: config === undefined ? sources : [...sources, config.source],
    documents,
    ...resolveRules(documents),
  };
};
