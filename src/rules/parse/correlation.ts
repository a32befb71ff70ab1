/**
 * The correlation section: Sigma's types, read into everything but the rules they refer to.
 * @module
 */
import type { Correlation, CorrelationSource } from '../ir.js';
import { readAliases } from './aliases.js';
import { everyFor } from './grid.js';
import type { ReadMetadata } from './metadata.js';
import { durationOf } from './read-duration.js';
import { OWN_TYPES, readOwnCorrelation } from './own-correlations.js';
import { booleanOf, childOf, entryOf, textItems, textOf, textsOf } from './read-map.js';
import { readSigmaShape, SIGMA_TYPES } from './sigma-correlation.js';
import type { SourceFile } from './source-file.js';
import { rulesInCondition } from './temporal.js';
import type { YamlMap, YamlNode } from './yaml-tree.js';

type WithoutSources<T> = T extends unknown ? Omit<T, 'sources'> : never;

/** A correlation that still lacks its sources. */
export type CorrelationShape = WithoutSources<Correlation>;

/** A name or id by which a correlation refers to a rule. */
export interface Reference {
  readonly ref: string;
  readonly offset: number;
}

/** A read correlation section. */
export interface CorrelationDraft {
  readonly shape: CorrelationShape;
  readonly references: readonly Reference[];
  /** Alias to the field for each reference. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly groupByOffset: number;
  /** Whether the referred rules raise alerts of their own too. */
  readonly generate: boolean;
}

/** One day: every grid divides it, and so do most histories. */
const STAND_IN_TIMESPAN_MS = 86_400_000;

/** What every type has, read once. */
export interface CorrelationHead {
  readonly groupBy: readonly string[];
  readonly timespanMs: number;
  readonly every: number | 'event';
}

/** Joins a correlation and its sources. */
export const withSources = (shape: CorrelationShape, sources: readonly CorrelationSource[]): Correlation => ({
  ...shape,
  sources,
});

const readReferences = (source: SourceFile, section: YamlMap): readonly Reference[] => {
  const node = childOf(section, 'rules');
  if (node === undefined) return [];
  const nodes: readonly YamlNode[] = node.kind === 'list' ? node.items : [node];
  return nodes.flatMap((item) => {
    if (item.kind === 'scalar' && item.value !== null) return [{ ref: item.text, offset: item.offset }];
    source.report(item.offset, {
      code: 'correlation.rules',
      message: 'rules holds names or ids of rules',
      mend: 'Write `rules: [my_rule]`.',
    });
    return [];
  });
};

/** Fields of the group, each once. */
const groupByOf = (source: SourceFile, section: YamlMap): readonly string[] => {
  const fields = textsOf(source, section, 'group-by');
  const warn = (offset: number, message: string, mend: string): void => {
    source.report(offset, { code: 'correlation.group-by', severity: 'warning', message, mend });
  };
  const written = entryOf(section, 'group-by');
  const isEmpty =
    written !== undefined &&
    (written.value.kind === 'scalar'
      ? written.value.value === null
      : written.value.kind === 'list' && written.value.items.length === 0);
  if (isEmpty)
    warn(
      written.offset,
      'group-by names no field: everything is counted together',
      'Name the fields, or remove the key.',
    );
  const seen = new Set<string>();
  for (const { text, offset } of textItems(section, 'group-by')) {
    if (seen.has(text)) warn(offset, `${text} stands twice in group-by`, 'Remove one.');
    seen.add(text);
  }
  return [...new Set(fields)];
};

/** Names in the `rules` of a section, whatever else is wrong with it. */
export const listedReferences = (section: YamlMap): readonly Reference[] =>
  textItems(section, 'rules').map(({ text, offset }) => ({ ref: text, offset }));

/** References of a correlation section, readable even when the rest of it is broken. */
export const referencesOf = (section: YamlMap): readonly Reference[] => {
  const listed = listedReferences(section);
  return listed.length > 0 ? listed : rulesInCondition(section);
};

/**
 * Reads a correlation section. Undefined when its type or what the type needs cannot be read; of any other fault (all are
 * reported) there is a draft all the same, so that the rest of it is still checked.
 */
export const readCorrelation = (
  source: SourceFile,
  document: YamlMap,
  section: YamlMap,
  read: ReadMetadata,
): CorrelationDraft | undefined => {
  const type = textOf(source, section, 'type');
  const sigmaType = SIGMA_TYPES.find((name) => name === type);
  if (type === undefined || (sigmaType === undefined && !OWN_TYPES.includes(type))) {
    source.report(entryOf(section, 'type')?.value.offset ?? section.offset, {
      code: 'correlation.type',
      message: type === undefined ? 'the correlation has no type' : 'no such correlation type',
      mend: `Types: ${[...SIGMA_TYPES, ...OWN_TYPES].join(', ')}.`,
    });
    return undefined;
  }
  const listed = readReferences(source, section);
  const written = durationOf(source, section, 'timespan');
  if (written === undefined && entryOf(section, 'timespan') === undefined) {
    source.report(section.offset, {
      code: 'correlation.timespan',
      message: 'the correlation has no timespan',
      mend: 'Add `timespan: 10m`.',
    });
  }
  // What stands below is read with a stand-in, so that everything that is wrong is reported at once.
  const timespanMs = written ?? STAND_IN_TIMESPAN_MS;
  const every =
    written === undefined
      ? undefined
      : everyFor(source, read, type, timespanMs, childOf(section, 'timespan')?.offset ?? section.offset);
  const head: CorrelationHead = {
    groupBy: groupByOf(source, section),
    timespanMs,
    every: every ?? timespanMs,
  };
  const own = sigmaType === undefined ? readOwnCorrelation(source, section, type, head) : undefined;
  const sigma =
    sigmaType === undefined ? undefined : readSigmaShape(source, section, sigmaType, head, listed, read.foreign);
  const shape = sigma?.shape ?? own;
  const references = sigma?.references ?? listed;
  if (references.length === 0 && (shape !== undefined || rulesInCondition(section).length === 0)) {
    source.report(childOf(section, 'rules')?.offset ?? section.offset, {
      code: 'correlation.rules',
      message: 'the correlation refers to no rule',
      mend: 'Add `rules: [my_rule]`.',
    });
  }
  const aliases = readAliases(source, section, head.groupBy);
  const generate = booleanOf(source, section, 'generate') ?? booleanOf(source, document, 'generate') ?? false;
  if (shape === undefined) return undefined;
  return {
    shape,
    references,
    aliases,
    groupByOffset: entryOf(section, 'group-by')?.value.offset ?? section.offset,
    generate,
  };
};
