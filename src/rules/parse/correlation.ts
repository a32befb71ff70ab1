/**
 * The correlation section: Sigma's types, read into everything but the rules they refer to.
 * @module
 */
import { defaultGrid, formatDuration, gridFits, GRIDS } from '../duration.js';
import type { Comparator, Correlation, CorrelationSource, SourceCondition, Threshold } from '../ir.js';
import { namesMatching, type Condition } from './condition.js';
import { readConditionText } from './detection.js';
import { durationOf, type ReadMetadata } from './metadata.js';
import { OWN_TYPES, readOwnCorrelation } from './own-correlations.js';
import { childOf, entryOf, mapOf, numberOf, textOf, textsOf } from './read-map.js';
import type { SourceFile } from './source-file.js';
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

/** What every type has, read once. */
export interface CorrelationHead {
  readonly groupBy: readonly string[];
  readonly timespanMs: number;
  readonly every: number | 'event';
}

const SIGMA_TYPES = [
  'event_count',
  'value_count',
  'value_sum',
  'value_avg',
  'value_percentile',
  'temporal',
  'temporal_ordered',
] as const;
const COMPARATORS: readonly Comparator[] = ['eq', 'neq', 'lt', 'lte', 'gt', 'gte'];

/** Joins a correlation and its sources. */
export const withSources = (shape: CorrelationShape, sources: readonly CorrelationSource[]): Correlation => ({
  ...shape,
  sources,
});

/** Comparisons of a condition mapping. */
export const thresholdsOf = (source: SourceFile, condition: YamlMap): readonly Threshold[] =>
  COMPARATORS.flatMap((comparator) => {
    const node = childOf(condition, comparator);
    if (node === undefined) return [];
    const value = node.kind === 'scalar' && node.text.trim() !== '' ? Number(node.text) : NaN;
    if (Number.isFinite(value)) return [{ comparator, value }];
    source.report(node.offset, { code: 'correlation.threshold', message: `${comparator} takes a number` });
    return [];
  });

/** Reports a condition whose comparisons are missing. */
export const requireThresholds = (source: SourceFile, condition: YamlMap): readonly Threshold[] | undefined => {
  const thresholds = thresholdsOf(source, condition);
  if (thresholds.length > 0) return thresholds;
  source.report(condition.offset, {
    code: 'correlation.threshold',
    message: 'the condition compares nothing',
    mend: `Add one of ${COMPARATORS.join(', ')}.`,
  });
  return undefined;
};

const everyFor = (
  source: SourceFile,
  read: ReadMetadata,
  type: string,
  timespanMs: number,
): number | 'event' | undefined => {
  if (read.every === 'event' || (read.every === undefined && read.foreign && !OWN_TYPES.includes(type))) return 'event';
  // Buckets stand on their own grid.
  if (type === 'baseline' || type === 'new_value') {
    if (GRIDS.includes(timespanMs) && (read.every === undefined || read.every === timespanMs)) return timespanMs;
    source.report(read.everyOffset, {
      code: 'schedule.every',
      message: `the bucket of a ${type} is its grid`,
      mend: `timespan is one of ${GRIDS.map(formatDuration).join(', ')}, and schedule.every is left out.`,
    });
    return undefined;
  }
  const standard = type === 'ratio' ? Math.min(3_600_000, timespanMs) : defaultGrid(timespanMs);
  const every = read.every ?? standard;
  if (every !== undefined && gridFits(every, timespanMs)) return every;
  source.report(read.everyOffset, {
    code: 'schedule.every',
    message: `no instants every ${every === undefined ? 'minute or more' : formatDuration(every)} fit a window of ${formatDuration(timespanMs)}`,
    mend: `schedule.every is one of ${GRIDS.map(formatDuration).join(', ')}; it divides the timespan, at most 60 to one.`,
  });
  return undefined;
};

const toSourceCondition = (condition: Condition, refs: readonly string[]): SourceCondition => {
  switch (condition.kind) {
    case 'name':
      return { kind: 'source', ref: condition.name };
    case 'not':
      return { kind: 'not', part: toSourceCondition(condition.part, refs) };
    case 'of': {
      const parts = namesMatching(condition.pattern, refs).map((ref): SourceCondition => ({ kind: 'source', ref }));
      return { kind: condition.quantity === 'all' ? 'and' : 'or', parts };
    }
    default:
      return { kind: condition.kind, parts: condition.parts.map((part) => toSourceCondition(part, refs)) };
  }
};

const namesIn = (condition: Condition): readonly string[] =>
  condition.kind === 'name'
    ? [condition.name]
    : condition.kind === 'not'
      ? namesIn(condition.part)
      : condition.kind === 'of'
        ? []
        : condition.parts.flatMap(namesIn);

const holds = ({ comparator, value }: Threshold, count: number): boolean => {
  switch (comparator) {
    case 'eq':
      return count === value;
    case 'neq':
      return count !== value;
    case 'lt':
      return count < value;
    case 'lte':
      return count <= value;
    case 'gt':
      return count > value;
    case 'gte':
      return count >= value;
  }
};

const MAX_COUNTED_SOURCES = 10;

/** `gte: 2` over three rules as a boolean expression; undefined when it means all of them; null when it cannot hold. */
export const countCondition = (
  refs: readonly string[],
  thresholds: readonly Threshold[],
): SourceCondition | undefined | null => {
  const counts = refs.map((_, index) => index + 1).filter((count) => thresholds.every((each) => holds(each, count)));
  const least = counts[0];
  if (least === undefined) return null;
  if (least === refs.length) return undefined;
  const atLeast = counts.length === refs.length - least + 1;
  const parts: SourceCondition[] = [];
  for (let set = 1; set < 2 ** refs.length; set += 1) {
    const inside = refs.filter((_, index) => ((set >> index) & 1) === 1);
    if (atLeast ? inside.length !== least : !counts.includes(inside.length)) continue;
    const outside = atLeast ? [] : refs.filter((ref) => !inside.includes(ref));
    parts.push({
      kind: 'and',
      parts: [
        ...inside.map((ref): SourceCondition => ({ kind: 'source', ref })),
        ...outside.map((ref): SourceCondition => ({ kind: 'not', part: { kind: 'source', ref } })),
      ],
    });
  }
  return { kind: 'or', parts };
};

interface Temporal {
  readonly condition: SourceCondition | undefined;
  readonly references: readonly Reference[];
}

const readTemporal = (source: SourceFile, section: YamlMap, references: readonly Reference[]): Temporal | undefined => {
  const node = childOf(section, 'condition');
  if (node === undefined) return { condition: undefined, references };
  const refs = references.map(({ ref }) => ref);
  if (node.kind === 'scalar') {
    const parsed = readConditionText(source, node, new Set(refs));
    if (parsed === undefined) return undefined;
    const named = namesIn(parsed);
    const unknown = refs.length === 0 ? undefined : named.find((name) => !refs.includes(name));
    if (unknown !== undefined) {
      source.report(node.offset, {
        code: 'condition.unknown-rule',
        message: `${unknown} is not among the rules of the correlation`,
        mend: `Rules: ${refs.join(', ')}.`,
      });
      return undefined;
    }
    const all = refs.length > 0 ? references : [...new Set(named)].map((ref) => ({ ref, offset: node.offset }));
    return {
      condition: toSourceCondition(
        parsed,
        all.map(({ ref }) => ref),
      ),
      references: all,
    };
  }
  if (node.kind === 'list') {
    source.report(node.offset, { code: 'condition.invalid', message: 'the condition of a correlation is no list' });
    return undefined;
  }
  const thresholds = requireThresholds(source, node);
  if (thresholds === undefined) return undefined;
  const condition = refs.length > MAX_COUNTED_SOURCES ? null : countCondition(refs, thresholds);
  if (condition === null) {
    source.report(node.offset, {
      code: 'correlation.threshold',
      message: `no count of ${String(refs.length)} rules meets the condition`,
      mend: `A count condition compares 1 to ${String(MAX_COUNTED_SOURCES)} rules.`,
    });
    return undefined;
  }
  return { condition, references };
};

const readReferences = (source: SourceFile, section: YamlMap): readonly Reference[] => {
  const node = childOf(section, 'rules');
  if (node === undefined) return [];
  const nodes: readonly YamlNode[] = node.kind === 'list' ? node.items : [node];
  return nodes.flatMap((item) => {
    if (item.kind === 'scalar' && item.value !== null) return [{ ref: item.text, offset: item.offset }];
    source.report(item.offset, { code: 'correlation.rules', message: 'rules holds names or ids of rules' });
    return [];
  });
};

const readAliases = (source: SourceFile, section: YamlMap): CorrelationDraft['aliases'] => {
  const aliases = mapOf(source, section, 'aliases');
  return new Map(
    (aliases?.entries ?? []).flatMap(({ key, offset, value }) => {
      if (value.kind === 'map') {
        return [
          [
            key,
            new Map(
              value.entries.flatMap((entry) =>
                entry.value.kind === 'scalar' ? [[entry.key, entry.value.text] as const] : [],
              ),
            ),
          ] as const,
        ];
      }
      source.report(offset, { code: 'correlation.alias', message: `alias ${key} maps rules to fields` });
      return [];
    }),
  );
};

const readSigmaShape = (
  source: SourceFile,
  section: YamlMap,
  type: (typeof SIGMA_TYPES)[number],
  head: CorrelationHead,
  references: readonly Reference[],
): { readonly shape: CorrelationShape; readonly references: readonly Reference[] } | undefined => {
  if (type === 'temporal' || type === 'temporal_ordered') {
    const temporal = readTemporal(source, section, references);
    if (temporal === undefined) return undefined;
    const { condition } = temporal;
    return {
      references: temporal.references,
      shape: { type, ...head, ...(condition === undefined ? {} : { condition }) },
    };
  }
  const condition = mapOf(source, section, 'condition');
  if (condition === undefined) {
    if (entryOf(section, 'condition') === undefined) {
      source.report(section.offset, { code: 'condition.missing', message: `${type} needs a condition` });
    }
    return undefined;
  }
  const thresholds = requireThresholds(source, condition);
  const fields = textsOf(source, condition, 'field');
  if (type !== 'event_count' && (fields.length === 0 || (type !== 'value_count' && fields.length > 1))) {
    source.report(condition.offset, { code: 'correlation.field', message: `${type} needs one field in its condition` });
    return undefined;
  }
  if (thresholds === undefined) return undefined;
  const base = { type, ...head, condition: thresholds, fields: type === 'event_count' ? [] : fields };
  if (type !== 'value_percentile') return { shape: base, references };
  const percentile = numberOf(source, condition, 'percentile');
  if (percentile === undefined) {
    source.report(condition.offset, {
      code: 'correlation.percentile',
      severity: 'warning',
      message: 'no percentile: read as 50, the median',
      mend: 'Add `percentile: 50` to the condition.',
    });
  } else if (percentile < 0 || percentile > 100) {
    source.report(condition.offset, { code: 'correlation.percentile', message: 'percentile is between 0 and 100' });
    return undefined;
  }
  return { shape: { ...base, percentile: percentile ?? 50 }, references };
};

/** References of a correlation section, readable even when the rest of it is broken. */
export const referencesOf = (section: YamlMap): readonly string[] => {
  const node = childOf(section, 'rules');
  const nodes = node === undefined ? [] : node.kind === 'list' ? node.items : [node];
  return nodes.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
};

/** Reads a correlation section. Undefined when anything in it is broken. */
export const readCorrelation = (
  source: SourceFile,
  document: YamlMap,
  section: YamlMap,
  read: ReadMetadata,
): CorrelationDraft | undefined => {
  const before = source.issues.length;
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
  const timespanMs = durationOf(source, section, 'timespan');
  if (timespanMs === undefined) {
    if (entryOf(section, 'timespan') === undefined) {
      source.report(section.offset, { code: 'correlation.timespan', message: 'the correlation has no timespan' });
    }
    return undefined;
  }
  const every = everyFor(source, read, type, timespanMs);
  if (every === undefined) return undefined;
  const head: CorrelationHead = { groupBy: textsOf(source, section, 'group-by'), timespanMs, every };
  const own = sigmaType === undefined ? readOwnCorrelation(source, section, type, head) : undefined;
  const sigma = sigmaType === undefined ? undefined : readSigmaShape(source, section, sigmaType, head, listed);
  const shape = sigma?.shape ?? own;
  const references = sigma?.references ?? listed;
  if (shape !== undefined && references.length === 0) {
    source.report(section.offset, { code: 'correlation.rules', message: 'the correlation refers to no rule' });
    return undefined;
  }
  const aliases = readAliases(source, section);
  const generate = childOf(section, 'generate') ?? childOf(document, 'generate');
  const broken = source.issues.slice(before).some((issue) => issue.severity === 'error');
  if (shape === undefined || broken) return undefined;
  return {
    shape,
    references,
    aliases,
    groupByOffset: entryOf(section, 'group-by')?.value.offset ?? section.offset,
    generate: generate?.kind === 'scalar' && generate.value === true,
  };
};
