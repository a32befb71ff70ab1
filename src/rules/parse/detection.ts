/**
 * The detection section: selections and the condition over them, as one predicate.
 * @module
 */
import type { Predicate } from '../ir.js';
import type { Condition } from './condition.js';
import { conditionScalars, predicateOf, readConditionText, resolveNames } from './read-condition.js';
import type { ItemReader } from './read-item.js';
import { readSelection } from './read-selection.js';
import { OPEN } from './schema-check.js';
import type { YamlMap } from './yaml-tree.js';

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
  const timeframe = section.entries.find(({ key }) => key === 'timeframe');
  if (timeframe !== undefined) {
    source.report(timeframe.offset, {
      code: 'detection.timeframe',
      severity: 'warning',
      message: 'timeframe has no effect: Sigma 2 counts with correlations',
      mend: 'Write a correlation with `timespan:`, or remove it.',
    });
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
