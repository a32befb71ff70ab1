/**
 * YAML documents of a file as detections, correlations and filters.
 * @module
 */
import { nearest } from '../nearest.js';
import { checkListedFields, isOwnTaxonomy, schemaCheck } from '../taxonomy/schema-check.js';
import { readCorrelation, listedReferences, referencesOf } from './correlation.js';
import { readDetection } from './detection.js';
import type { DocumentBase, RuleDocument } from './documents.js';
import { readMetadata } from './metadata.js';
import type { Placeholders } from './placeholders.js';
import { readFilter } from './read-filter.js';
import type { ItemReader } from './read-item.js';
import { childOf, entryOf, mapOf } from './read-map.js';
import { silent, type SourceFile } from './source-file.js';
import type { YamlMap, YamlNode } from './yaml-tree.js';

const itemReader = (base: DocumentBase, placeholders: Placeholders): ItemReader => ({
  source: base.source,
  placeholders,
  check: isOwnTaxonomy(base) ? schemaCheck(base.source) : undefined,
});

const requireLogsource = (base: DocumentBase): void => {
  if (Object.keys(base.read.meta.logsource).length > 0) return;
  base.source.report(base.tree.offset, {
    code: 'logsource.missing',
    severity: 'warning',
    message: 'no logsource',
    mend: 'Sigma requires one, such as `logsource: {product: ai_agent}`.',
  });
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

const CORRELATION = 'correlation';

/** A correlation that cannot be read: it is still known by what it counts, so that those rules do not start to alert alone. */
const lostCorrelation = (base: DocumentBase): RuleDocument | undefined => {
  const { entries } = base.tree;
  const entry =
    entryOf(base.tree, CORRELATION) ?? entries.find(({ key }) => nearest(key, [CORRELATION], 2) !== undefined);
  if (entry === undefined) return undefined;
  const section: YamlMap =
    entry.value.kind === 'map' ? entry.value : { kind: 'map', entries: [], offset: entry.value.offset };
  const references = referencesOf(section);
  return { ...base, kind: CORRELATION, section, written: entry.value, draft: undefined, broken: true, references };
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
      written: section,
      draft,
      broken: draft === undefined,
      references: draft?.references ?? referencesOf(section),
    };
  }
  if (kind === 'filter') return readFilter(base, section, itemReader(base, placeholders));
  const detection = readDetection(itemReader(base, placeholders), section);
  return detection && { ...base, kind, detection };
};

/** Reads one YAML document. Undefined (and reported) when it is no rule. A document with errors is kept as a broken one. */
export const readDocument = (
  file: SourceFile,
  tree: YamlNode,
  placeholders: Placeholders,
): RuleDocument | undefined => {
  const unreadable = tree.kind === 'map' && tree.unreadable === true;
  const source = unreadable ? silent(file) : file;
  if (tree.kind !== 'map') {
    source.report(tree.offset, {
      code: 'document.not-a-rule',
      message: 'a rule is a YAML mapping',
      mend: 'Begin with `title:`; docs/rules.md has an example.',
    });
    return undefined;
  }
  const kind = kindOf(source, tree);
  if (kind === undefined)
    return lostCorrelation({ source: silent(file), tree, read: readMetadata(silent(file), tree) });
  const before = source.issues.length;
  const base: DocumentBase = { source, tree, read: readMetadata(source, tree) };
  const document = readSection(base, kind, placeholders);
  const sound =
    tree.broken !== true && !unreadable && !source.issues.slice(before).some((issue) => issue.severity === 'error');
  if (sound) return document;
  if (document?.kind === 'correlation') return { ...document, broken: true };
  const filter = childOf(tree, 'filter');
  const rules = filter?.kind === 'map' ? { rules: listedReferences(filter) } : {};
  return (kind === 'correlation' ? lostCorrelation(base) : undefined) ?? { ...base, kind: 'broken', ...rules };
};
