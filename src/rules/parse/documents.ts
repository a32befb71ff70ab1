/**
 * YAML documents of a file as detections, correlations and filters, before references are resolved.
 * @module
 */
import type { Position } from '../ir.js';
import { readCorrelation, referencesOf, type CorrelationDraft, type Reference } from './correlation.js';
import { readDetection, type Detection } from './detection.js';
import { readMetadata, type ReadMetadata } from './metadata.js';
import type { Placeholders } from './placeholders.js';
import type { ItemReader } from './read-item.js';
import { childOf, entryOf, mapOf, refuseOtherKeys, textOf, textsOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
import type { YamlMap, YamlNode } from './yaml-tree.js';
import { checkListedFields, isOwnTaxonomy, schemaCheck } from '../taxonomy/schema-check.js';

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
  readonly references: readonly Reference[];
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

/** A document with errors: its name is taken, and what refers to it is told so. */
export interface BrokenDocument extends DocumentBase {
  readonly kind: 'broken';
}

/** Any rule document. */
export type RuleDocument = DetectionDocument | CorrelationDocument | FilterDocument | BrokenDocument;

const requireLogsource = (base: DocumentBase): void => {
  if (Object.keys(base.read.meta.logsource).length > 0) return;
  base.source.report(base.tree.offset, {
    code: 'logsource.missing',
    severity: 'warning',
    message: 'no logsource',
    mend: 'Sigma requires one, such as `logsource: {product: ai_agent}`.',
  });
};

const itemReader = (base: DocumentBase, placeholders: Placeholders): ItemReader => ({
  source: base.source,
  placeholders,
  check: isOwnTaxonomy(base) ? schemaCheck(base.source) : undefined,
});

/** Names or ids of the rules a filter is for. */
const readFilterRules = (source: SourceFile, section: YamlMap): FilterDocument['rules'] => {
  const rules = childOf(section, 'rules');
  const nodes: readonly YamlNode[] = rules === undefined ? [] : rules.kind === 'list' ? rules.items : [rules];
  const refs = nodes.flatMap((node) =>
    node.kind === 'scalar' && node.value !== null ? [{ ref: node.text, offset: node.offset }] : [],
  );
  if (refs.length === 0) {
    source.report(rules?.offset ?? section.offset, {
      code: 'filter.rules',
      message: 'the filter names no rule',
      mend: 'Add `rules:` with names or ids.',
    });
  }
  return refs;
};

const readFilter = (base: DocumentBase, section: YamlMap, placeholders: Placeholders): FilterDocument | undefined => {
  const { source, tree } = base;
  const detection = readDetection(itemReader(base, placeholders), section, ['rules']);
  const rules = readFilterRules(source, section);
  const exception = base.read.block && mapOf(source, base.read.block, 'exception');
  if (exception !== undefined) refuseOtherKeys(source, exception, ['owner', 'reason', 'expires'], 'an exception');
  const optional = (key: string): Readonly<Record<string, string>> => {
    const value = exception && textOf(source, exception, key);
    return value === undefined ? {} : { [key]: value };
  };
  const [owner, reason, expires] = [optional('owner'), optional('reason'), optional('expires')];
  if (detection === undefined || rules.length === 0) return undefined;
  return {
    ...base,
    kind: 'filter',
    detection,
    rules,
    ...owner,
    ...reason,
    ...expires,
    at: source.position(tree.offset),
  };
};

const KINDS = ['detection', 'correlation', 'filter'] as const;

/** What the document is; undefined (and reported) when it is no rule. */
const kindOf = (source: SourceFile, tree: YamlMap): (typeof KINDS)[number] | undefined => {
  const action = entryOf(tree, 'action');
  if (action !== undefined) {
    source.report(action.offset, {
      code: 'document.collection',
      message: 'Sigma 1 collections (action: global) are not read',
      mend: 'Write each rule as a document of its own.',
    });
    return undefined;
  }
  const present = KINDS.flatMap((kind) => entryOf(tree, kind) ?? []);
  const [first, second] = present;
  if (first !== undefined && second === undefined) return KINDS.find((kind) => kind === first.key);
  source.report(second?.offset ?? tree.offset, {
    code: 'document.not-a-rule',
    message:
      first === undefined
        ? 'neither detection nor correlation nor filter'
        : `${present.map(({ key }) => key).join(' and ')} in one document`,
    mend: 'A document has exactly one of detection, correlation, filter; --- separates documents.',
  });
  return undefined;
};

const readSection = (
  base: DocumentBase,
  kind: (typeof KINDS)[number],
  placeholders: Placeholders,
): RuleDocument | undefined => {
  const { source, tree, read } = base;
  if (isOwnTaxonomy(base)) checkListedFields(base);
  if (kind !== 'correlation') requireLogsource(base);
  const section = mapOf(source, tree, kind);
  if (section === undefined) return undefined;
  if (kind === 'correlation') {
    const draft = readCorrelation(source, tree, section, read);
    return {
      ...base,
      kind,
      section,
      draft,
      references: draft?.references ?? referencesOf(section),
    };
  }
  if (kind === 'filter') return readFilter(base, section, placeholders);
  const detection = readDetection(itemReader(base, placeholders), section);
  return detection && { ...base, kind, detection };
};

/** Reads one YAML document. Undefined (and reported) when it is no rule. A document with errors is kept as a broken one. */
export const readDocument = (
  source: SourceFile,
  tree: YamlNode,
  placeholders: Placeholders,
): RuleDocument | undefined => {
  if (tree.kind !== 'map') {
    source.report(tree.offset, {
      code: 'document.not-a-rule',
      message: 'a rule is a YAML mapping',
      mend: 'Begin with `title:`; docs/rules.md has an example.',
    });
    return undefined;
  }
  const kind = kindOf(source, tree);
  if (kind === undefined) return undefined;
  const before = source.issues.length;
  const base: DocumentBase = { source, tree, read: readMetadata(source, tree) };
  const document = readSection(base, kind, placeholders);
  const sound = tree.broken !== true && !source.issues.slice(before).some((issue) => issue.severity === 'error');
  if (sound) return document;
  // A broken correlation is still known by what it counts, so that those rules do not start to alert alone.
  return document?.kind === 'correlation' ? { ...document, draft: undefined } : { ...base, kind: 'broken' };
};

/** Fields a document asks to be carried: `agent_siem.details`, and Sigma's `fields` of foreign rules. */
export const detailFields = (document: RuleDocument): readonly string[] => {
  const { details } = document.read.meta;
  return details.length > 0 ? details : textsOf(document.source, document.tree, 'fields');
};
