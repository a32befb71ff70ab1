/**
 * The detection section: selections and the condition over them, as one predicate.
 * @module
 */
import type { Predicate } from '../ir.js';
import { ConditionProblem, namesMatching, parseCondition, type Condition } from './condition.js';
import { readItem, type ItemReader } from './read-item.js';
import { BROKEN, joinRead, OPEN, type ReadPredicate } from './schema-check.js';
import { offsetInside, type SourceFile } from './source-file.js';
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

const emptySelection = (source: SourceFile, name: string, node: YamlNode): ReadPredicate => {
  source.report(node.offset, {
    code: 'detection.empty',
    message: `selection ${name} is empty`,
    mend: 'Give it a field, or remove it.',
  });
  return BROKEN;
};

const readSelection = (reader: ItemReader, name: string, node: YamlNode): ReadPredicate => {
  const { source } = reader;
  if (node.kind === 'map') {
    if (node.entries.length === 0) return emptySelection(source, name, node);
    return joinRead(
      'and',
      node.entries.map((entry) => readItem(reader, { text: entry.key, offset: entry.offset }, entry.value)),
    );
  }
  if (node.kind === 'scalar') {
    if (node.value === null) return emptySelection(source, name, node);
    return readItem(reader, { text: '', offset: node.offset }, node);
  }
  if (node.items.length === 0) return emptySelection(source, name, node);
  return joinRead(
    'or',
    node.items.map((item) => {
      if (item.kind !== 'list') return readSelection(reader, name, item);
      source.report(item.offset, {
        code: 'detection.nested',
        message: 'a list inside a list of a selection',
        mend: 'Write one list of mappings or of keywords.',
      });
      return BROKEN;
    }),
  );
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
  source.report(entry.value.offset, {
    code: 'condition.invalid',
    message: 'a condition is text, or a list of texts',
    mend: 'Write `condition: selection`.',
  });
  return [];
};

const CONDITION_FORM = 'Write it as `a and not (b or 1 of c_*)`.';

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
      mend: error.mend ?? CONDITION_FORM,
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
      const [only, ...others] = parts;
      if (only !== undefined && others.length === 0) return only;
      return { kind: condition.quantity === 'all' ? 'and' : 'or', parts };
    }
  }
};

/** Keys of a detection (or filter) section that are not selections. */
const NOT_SELECTIONS: readonly string[] = ['condition', 'timeframe'];

/**
 * Reads selections and condition of a `detection:` section, or of a `filter:` section with `others` = ['rules'].
 * Undefined when anything in it is broken: a part of a detection is never evaluated. Everything that is wrong is
 * reported at once: what cannot be read of a selection is left open, and the rest of it is still checked.
 */
export const readDetection = (
  reader: ItemReader,
  section: YamlMap,
  others: readonly string[] = [],
): Detection | undefined => {
  const { source, check } = reader;
  const predicates = new Map<string, Predicate>();
  const offsets = new Map<string, number>();
  let broken = false;
  for (const entry of section.entries) {
    if (NOT_SELECTIONS.includes(entry.key) || others.includes(entry.key)) continue;
    const read = readSelection(reader, entry.key, entry.value);
    // What a selection that can never match does to the condition is not named beside it.
    const possible = check?.selection(entry.key, read.predicate, entry.offset) !== false;
    predicates.set(entry.key, possible ? read.predicate : OPEN);
    offsets.set(entry.key, entry.offset);
    broken ||= read.broken;
  }
  const names = new Set(predicates.keys());
  const entry = section.entries.find(({ key }) => key === 'condition');
  const scalars = conditionScalars(source, entry, section);
  const reached = new Set<string>();
  const conditions: Condition[] = [];
  for (const scalar of scalars) {
    const condition = readConditionText(source, scalar, names);
    if (condition !== undefined && resolveNames(source, scalar, condition, names, reached)) conditions.push(condition);
    else broken = true;
  }
  const [first, ...rest] = conditions;
  if (first === undefined) return undefined;
  const condition: Condition = rest.length === 0 ? first : { kind: 'or', parts: conditions };
  const predicate = predicateOf(condition, predicates);
  if (conditions.length === scalars.length) check?.condition(predicate, entry?.value.offset ?? section.offset);
  if (broken) return undefined;
  return {
    predicate,
    condition,
    selections: new Map(
      [...predicates].map(([name, each]) => [
        name,
        { name, predicate: each, offset: offsets.get(name) ?? section.offset, used: reached.has(name) },
      ]),
    ),
  };
};
