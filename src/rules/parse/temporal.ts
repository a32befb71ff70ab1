/**
 * Conditions of temporal correlations: a count of rules or an expression over them.
 * @module
 */
import type { SourceCondition } from '../ir.js';
import { namesMatching } from './condition-names.js';
import { ConditionProblem, parseCondition, type Condition } from './condition.js';
import type { Reference } from './correlation.js';
import { readConditionText } from './read-condition.js';
import { childOf, refuseOtherKeys } from './read-map.js';
import { offsetInside, type SourceFile } from './source-file.js';
import { canHold, countCondition, MAX_COUNTED_SOURCES, toSourceCondition } from './temporal-condition.js';
import { requireThresholds, THRESHOLD_KEYS } from './thresholds.js';
import type { YamlMap } from './yaml-tree.js';

type Mention = Extract<Condition, { kind: 'name' | 'of' }>;

/** Names and patterns, in their order. */
const mentionsIn = (condition: Condition): readonly Mention[] =>
  condition.kind === 'name' || condition.kind === 'of'
    ? [condition]
    : condition.kind === 'not'
      ? mentionsIn(condition.part)
      : condition.parts.flatMap(mentionsIn);

/** The rules that the text of a condition names, where it can be read. */
export const rulesInCondition = (section: YamlMap): readonly Reference[] => {
  const node = childOf(section, 'condition');
  if (node?.kind !== 'scalar') return [];
  try {
    const names = mentionsIn(parseCondition(node.text)).flatMap((each) => (each.kind === 'name' ? [each.name] : []));
    return [...new Set(names)].map((ref) => ({ ref, offset: node.offset }));
  } catch (error) {
    if (error instanceof ConditionProblem) return [];
    throw error;
  }
};

/** A read condition; undefined: all rules. */
export interface Temporal {
  readonly condition: SourceCondition | undefined;
  readonly references: readonly Reference[];
}

/** Reads the condition; the rules come from it when `rules` is left out. Undefined when it is broken. */
export const readTemporal = (
  source: SourceFile,
  section: YamlMap,
  references: readonly Reference[],
  foreign: boolean,
): Temporal | undefined => {
  const node = childOf(section, 'condition');
  if (node === undefined) return { condition: undefined, references };
  const refs = references.map(({ ref }) => ref);
  if (node.kind === 'scalar') {
    const parsed = readConditionText(source, node, new Set(refs));
    if (parsed === undefined) return undefined;
    const mentions = mentionsIn(parsed);
    const all = refs.length > 0 ? references : rulesInCondition(section);
    const names = all.map(({ ref }) => ref);
    const unknown = mentions.filter((each) =>
      each.kind === 'name' ? !names.includes(each.name) : namesMatching(each.pattern, names).length === 0,
    );
    for (const each of unknown) {
      source.report(offsetInside(source, node, each.at), {
        code: 'condition.unknown-rule',
        message:
          each.kind === 'name'
            ? `${each.name} is not among the rules of the correlation`
            : `no rule of the correlation matches ${each.pattern}`,
        mend: `Rules: ${names.join(', ')}.`,
      });
    }
    if (unknown.length > 0) return undefined;
    const condition = toSourceCondition(parsed, names);
    if (!canHold(condition, names)) {
      source.report(node.offset, {
        code: 'correlation.never',
        message: 'no rules can occur so that the condition holds: the correlation could never fire',
        mend: 'Look for a rule that is both wanted and excluded.',
      });
      return undefined;
    }
    return { condition, references: all };
  }
  if (node.kind === 'list') {
    source.report(node.offset, {
      code: 'condition.invalid',
      message: 'the condition of a correlation is no list',
      mend: 'Write `condition: {gte: 2}` or `condition: a and not b`.',
    });
    return undefined;
  }
  refuseOtherKeys(source, node, THRESHOLD_KEYS, 'the condition of a temporal correlation', foreign);
  const thresholds = requireThresholds(source, node, 'rules');
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
