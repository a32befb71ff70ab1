/**
 * YAML documents of a file as detections, correlations and filters, before references are resolved.
 * @module
 */
import type { Position, Predicate } from '../ir.js';
import { readCorrelation, referencesOf, type CorrelationDraft } from './correlation.js';
import { readDetection, type Detection } from './detection.js';
import { readMetadata, type ReadMetadata } from './metadata.js';
import type { Placeholders } from './placeholders.js';
import { childOf, mapOf, refuseOtherKeys, textOf, textsOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap, YamlNode } from './yaml-tree.js';
import { checkCondition, checkSelection, isOwnTaxonomy } from '../taxonomy/check-taxonomy.js';

interface DocumentBase {
  readonly source: SourceFile;
  readonly tree: YamlMap;
  readonly read: ReadMetadata;
}

/** A document with `detection:`. */
export interface DetectionDocument extends DocumentBase {
  readonly kind: 'detection';
  readonly detection: Detection;
}

/** A document with `correlation:`; `draft` is undefined when it is broken. */
export interface CorrelationDocument extends DocumentBase {
  readonly kind: 'correlation';
  readonly section: YamlMap;
  readonly draft: CorrelationDraft | undefined;
  /** References as written, also of a broken correlation: what it counts must not start to alert alone. */
  readonly references: readonly string[];
}

/** A document with `filter:`. */
export interface FilterDocument extends DocumentBase {
  readonly kind: 'filter';
  readonly detection: Detection;
  /** Names or ids of the rules it applies to. `any`: all of the same log source. */
  readonly rules: readonly { readonly ref: string; readonly offset: number }[];
  readonly owner?: string;
  readonly reason?: string;
  readonly expires?: string;
  readonly at: Position;
}

/** Any rule document. */
export type RuleDocument = DetectionDocument | CorrelationDocument | FilterDocument;

const requireLogsource = (base: DocumentBase): void => {
  if (Object.keys(base.read.meta.logsource).length > 0) return;
  base.source.report(base.tree.offset, {
    code: 'logsource.missing',
    severity: 'warning',
    message: 'no logsource',
    mend: 'Sigma requires one, such as `logsource: {product: ai_agent}`.',
  });
};

const readFilter = (base: DocumentBase, section: YamlMap, placeholders: Placeholders): FilterDocument | undefined => {
  const { source, tree } = base;
  const detection = readDetection(source, section, placeholders, ['rules'], selectionCheck(base));
  const rules = childOf(section, 'rules');
  const nodes: readonly YamlNode[] = rules === undefined ? [] : rules.kind === 'list' ? rules.items : [rules];
  const refs = nodes.flatMap((node) =>
    node.kind === 'scalar' && node.value !== null ? [{ ref: node.text, offset: node.offset }] : [],
  );
  if (refs.length === 0) {
    source.report(section.offset, {
      code: 'filter.rules',
      message: 'the filter names no rule',
      mend: 'Add `rules:` with names or ids.',
    });
    return undefined;
  }
  if (detection === undefined) return undefined;
  const exception = base.read.block && mapOf(source, base.read.block, 'exception');
  if (exception !== undefined) refuseOtherKeys(source, exception, ['owner', 'reason', 'expires'], 'an exception');
  const optional = (key: string): Readonly<Record<string, string>> => {
    const value = exception && textOf(source, exception, key);
    return value === undefined ? {} : { [key]: value };
  };
  return {
    ...base,
    kind: 'filter',
    detection,
    rules: refs,
    ...optional('owner'),
    ...optional('reason'),
    ...optional('expires'),
    at: source.position(tree.offset),
  };
};

const selectionCheck = (base: DocumentBase) =>
  isOwnTaxonomy(base)
    ? (name: string, predicate: Predicate, offset: number): void => {
        checkSelection(base.source, name, predicate, offset);
      }
    : undefined;

/** True when no error was reported since there were `before` issues. */
const isClean = (source: SourceFile, before: number): boolean =>
  !source.issues.slice(before).some((issue) => issue.severity === 'error');

const KINDS = ['detection', 'correlation', 'filter'] as const;

const readAny = (source: SourceFile, tree: YamlNode, placeholders: Placeholders): RuleDocument | undefined => {
  if (tree.kind !== 'map') {
    source.report(tree.offset, { code: 'document.not-a-rule', message: 'a rule is a YAML mapping' });
    return undefined;
  }
  if (childOf(tree, 'action') !== undefined) {
    source.report(tree.offset, {
      code: 'document.collection',
      message: 'Sigma 1 collections (action: global) are not read',
      mend: 'Write each rule as a document of its own.',
    });
    return undefined;
  }
  const present = KINDS.filter((kind) => childOf(tree, kind) !== undefined);
  const [kind] = present;
  if (kind === undefined || present.length > 1) {
    source.report(tree.offset, {
      code: 'document.not-a-rule',
      message:
        kind === undefined
          ? 'neither detection nor correlation nor filter'
          : `${present.join(' and ')} in one document`,
      mend: 'A document has exactly one of detection, correlation, filter; --- separates documents.',
    });
    return undefined;
  }
  const read = readMetadata(source, tree);
  const section = mapOf(source, tree, kind);
  if (read === undefined || section === undefined) return undefined;
  const base: DocumentBase = { source, tree, read };
  if (kind === 'correlation') {
    const draft = readCorrelation(source, tree, section, read);
    return {
      ...base,
      kind,
      section,
      draft,
      references: draft?.references.map(({ ref }) => ref) ?? referencesOf(section),
    };
  }
  requireLogsource(base);
  if (kind === 'filter') return readFilter(base, section, placeholders);
  const detection = readDetection(source, section, placeholders, [], selectionCheck(base));
  return detection && { ...base, kind, detection };
};

/**
 * Reads one YAML document. Undefined when it is broken (and reported); a broken correlation is kept without its draft,
 * so that the rules it counts do not start to raise alerts of their own.
 */
export const readDocument = (
  source: SourceFile,
  tree: YamlNode,
  placeholders: Placeholders,
): RuleDocument | undefined => {
  const before = source.issues.length;
  const document = readAny(source, tree, placeholders);
  if (document !== undefined && document.kind !== 'correlation' && isOwnTaxonomy(document) && isClean(source, before)) {
    checkCondition(document);
  }
  if (document === undefined || !source.issues.slice(before).some((issue) => issue.severity === 'error'))
    return document;
  return document.kind === 'correlation' ? { ...document, draft: undefined } : undefined;
};

/** Fields a document asks to be carried: `agent_siem.details`, and Sigma's `fields` of foreign rules. */
export const detailFields = (document: RuleDocument): readonly string[] => {
  const { details } = document.read.meta;
  return details.length > 0 ? details : textsOf(document.source, document.tree, 'fields');
};
