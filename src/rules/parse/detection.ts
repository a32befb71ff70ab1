/**
 * The detection section: selections and the condition over them, as one predicate.
 * @module
 */
import type { Predicate } from '../ir.js';
import { ConditionProblem, namesMatching, parseCondition, type Condition } from './condition.js';
import { readItem } from './modifiers.js';
import type { Placeholders } from './placeholders.js';
import type { SourceFile } from './source-file.js';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './yaml-tree.js';

/** A read detection (or the selections and condition of a filter). */
export interface Detection {
  readonly predicate: Predicate;
  /** Each selection by name, for checks and coverage. */
  readonly selections: ReadonlyMap<string, Selection>;
  /** The condition as written; a list of conditions joined with `or`. */
  readonly condition: Condition;
}

/** One selection. */
export interface Selection {
  readonly name: string;
  readonly predicate: Predicate;
  readonly offset: number;
  /** Whether the condition reaches it. */
  readonly used: boolean;
}

const joined = (kind: 'and' | 'or', parts: readonly Predicate[]): Predicate => {
  const [only, ...others] = parts;
  return only !== undefined && others.length === 0 ? only : { kind, parts };
};

/** All or nothing: a selection with a broken part would match more than was meant. */
const complete = (parts: readonly (Predicate | undefined)[]): readonly Predicate[] | undefined => {
  const present = parts.filter((part) => part !== undefined);
  return present.length === parts.length ? present : undefined;
};

const readSelection = (
  source: SourceFile,
  name: string,
  node: YamlNode,
  placeholders: Placeholders,
): Predicate | undefined => {
  if (node.kind === 'map') {
    if (node.entries.length === 0) {
      source.report(node.offset, { code: 'detection.empty', message: `selection ${name} is empty` });
      return undefined;
    }
    const parts = complete(
      node.entries.map((entry) =>
        readItem(source, { text: entry.key, offset: entry.offset }, entry.value, placeholders),
      ),
    );
    return parts && joined('and', parts);
  }
  if (node.kind === 'scalar') {
    if (node.value === null) {
      source.report(node.offset, { code: 'detection.empty', message: `selection ${name} is empty` });
      return undefined;
    }
    return readItem(source, { text: '', offset: node.offset }, node, placeholders);
  }
  if (node.items.length === 0) {
    source.report(node.offset, { code: 'detection.empty', message: `selection ${name} is empty` });
    return undefined;
  }
  const parts = complete(
    node.items.map((item) => {
      if (item.kind === 'list') {
        source.report(item.offset, { code: 'detection.nested', message: 'a list inside a list of a selection' });
        return undefined;
      }
      return readSelection(source, name, item, placeholders);
    }),
  );
  return parts && joined('or', parts);
};

/** Offset of a place inside a scalar: exact for text that stands in the file as it is, else the scalar's start. */
export const offsetInside = (source: SourceFile, scalar: YamlScalar, at: number): number => {
  const quote = /^['"]/.test(source.text.charAt(scalar.offset)) ? 1 : 0;
  const start = scalar.offset + quote;
  return source.text.startsWith(scalar.text, start) ? start + at : scalar.offset;
};

const conditionScalars = (
  source: SourceFile,
  entry: YamlEntry | undefined,
  section: YamlMap,
): readonly YamlScalar[] => {
  if (entry === undefined) {
    source.report(section.offset, {
      code: 'condition.missing',
      message: 'no condition',
      mend: 'Add `condition: selection`.',
    });
    return [];
  }
  const nodes = entry.value.kind === 'list' ? entry.value.items : [entry.value];
  const scalars = nodes.filter((node): node is YamlScalar => node.kind === 'scalar' && node.value !== null);
  if (scalars.length === nodes.length && scalars.length > 0) return scalars;
  source.report(entry.value.offset, { code: 'condition.invalid', message: 'a condition is text, or a list of texts' });
  return [];
};

/** Reports a condition that cannot be read at its place. */
export const readConditionText = (
  source: SourceFile,
  scalar: YamlScalar,
  names: ReadonlySet<string>,
): Condition | undefined => {
  try {
    return parseCondition(scalar.text, names);
  } catch (error) {
    if (!(error instanceof ConditionProblem)) throw error;
    source.report(offsetInside(source, scalar, error.at), {
      code: 'condition.invalid',
      message: `condition: ${error.message}`,
      mend: error.mend,
    });
    return undefined;
  }
};

/** Names a condition reaches; unknown ones are reported. */
const resolveNames = (
  source: SourceFile,
  scalar: YamlScalar,
  condition: Condition,
  names: ReadonlySet<string>,
  reached: Set<string>,
): boolean => {
  switch (condition.kind) {
    case 'and':
    case 'or':
      // Every part is looked at, so that every unknown name is reported.
      return condition.parts.map((part) => resolveNames(source, scalar, part, names, reached)).every(Boolean);
    case 'not':
      return resolveNames(source, scalar, condition.part, names, reached);
    case 'name':
      if (names.has(condition.name)) {
        reached.add(condition.name);
        return true;
      }
      source.report(offsetInside(source, scalar, condition.at), {
        code: 'condition.unknown-selection',
        message: `no selection ${condition.name}`,
        mend: `Selections: ${[...names].join(', ')}.`,
      });
      return false;
    case 'of': {
      const found = namesMatching(condition.pattern, names);
      found.forEach((name) => reached.add(name));
      if (found.length > 0) return true;
      source.report(offsetInside(source, scalar, condition.at), {
        code: 'condition.unknown-selection',
        message: `no selection matches ${condition.pattern}`,
        mend: `Selections: ${[...names].join(', ')}.`,
      });
      return false;
    }
  }
};

const predicateOf = (condition: Condition, selections: ReadonlyMap<string, Predicate>): Predicate => {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return { kind: condition.kind, parts: condition.parts.map((part) => predicateOf(part, selections)) };
    case 'not':
      return { kind: 'not', part: predicateOf(condition.part, selections) };
    case 'name':
      return selections.get(condition.name) ?? { kind: 'false' };
    case 'of': {
      const parts = namesMatching(condition.pattern, selections.keys()).map(
        (name): Predicate => selections.get(name) ?? { kind: 'false' },
      );
      return joined(condition.quantity === 'all' ? 'and' : 'or', parts);
    }
  }
};

/** Keys of a detection (or filter) section that are not selections. */
const NOT_SELECTIONS: readonly string[] = ['condition', 'timeframe'];

/**
 * Reads selections and condition of a `detection:` section, or of a `filter:` section with `others` = ['rules'].
 * Undefined when anything in it is broken: a part of a detection is never evaluated. `check` sees every selection that
 * can be read, also when the condition cannot: all errors of a file are reported at once.
 */
export const readDetection = (
  source: SourceFile,
  section: YamlMap,
  placeholders: Placeholders,
  others: readonly string[] = [],
  check: (name: string, predicate: Predicate, offset: number) => void = () => undefined,
): Detection | undefined => {
  const predicates = new Map<string, Predicate>();
  const offsets = new Map<string, number>();
  let broken = false;
  for (const entry of section.entries) {
    if (NOT_SELECTIONS.includes(entry.key) || others.includes(entry.key)) continue;
    const predicate = readSelection(source, entry.key, entry.value, placeholders);
    offsets.set(entry.key, entry.offset);
    if (predicate === undefined) broken = true;
    else check(entry.key, predicate, entry.offset);
    predicates.set(entry.key, predicate ?? { kind: 'false' });
  }
  const names = new Set(predicates.keys());
  const scalars = conditionScalars(
    source,
    section.entries.find((entry) => entry.key === 'condition'),
    section,
  );
  const reached = new Set<string>();
  const conditions: Condition[] = [];
  for (const scalar of scalars) {
    const condition = readConditionText(source, scalar, names);
    if (condition !== undefined && resolveNames(source, scalar, condition, names, reached)) conditions.push(condition);
    else broken = true;
  }
  const [first, ...rest] = conditions;
  if (broken || first === undefined) return undefined;
  const condition: Condition = rest.length === 0 ? first : { kind: 'or', parts: conditions };
  return {
    predicate: predicateOf(condition, predicates),
    condition,
    selections: new Map(
      [...predicates].map(([name, predicate]) => [
        name,
        { name, predicate, offset: offsets.get(name) ?? section.offset, used: reached.has(name) },
      ]),
    ),
  };
};
