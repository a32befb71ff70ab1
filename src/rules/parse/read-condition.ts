/**
 * The condition of a detection: from its text to a predicate over the selections.
 * @module
 */
import type { Predicate } from '../ir.js';
import { namesMatching } from './condition-names.js';
import { ConditionProblem, parseCondition, type Condition } from './condition.js';
import { offsetInside, type SourceFile } from './source-file.js';
import type { YamlEntry, YamlMap, YamlScalar } from './yaml-tree.js';

/** The texts of a condition; reported when there are none. */
export const conditionScalars = (
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

/** Adds the names a condition reaches; unknown ones are reported. */
export const resolveNames = (
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

/** A condition over selections as one predicate. */
export const predicateOf = (condition: Condition, selections: ReadonlyMap<string, Predicate>): Predicate => {
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
