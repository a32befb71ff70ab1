/**
 * Conditions of temporal correlations: a count of rules or an expression over them.
 * @module
 */
import type { SourceCondition, Threshold } from '../ir.js';
import { namesMatching } from './condition-names.js';
import type { Condition } from './condition.js';
import type { Reference } from './correlation.js';
import { readConditionText } from './read-condition.js';
import { childOf } from './read-map.js';
import { offsetInside, type SourceFile } from './source-file.js';
import { requireThresholds } from './thresholds.js';
import type { YamlMap } from './yaml-tree.js';

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

const namesIn = (condition: Condition): readonly Extract<Condition, { kind: 'name' }>[] =>
  condition.kind === 'name'
    ? [condition]
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
): Temporal | undefined => {
  const node = childOf(section, 'condition');
  if (node === undefined) return { condition: undefined, references };
  const refs = references.map(({ ref }) => ref);
  if (node.kind === 'scalar') {
    const parsed = readConditionText(source, node, new Set(refs));
    if (parsed === undefined) return undefined;
    const named = namesIn(parsed);
    const unknown = refs.length === 0 ? [] : named.filter(({ name }) => !refs.includes(name));
    for (const { name, at } of unknown) {
      source.report(offsetInside(source, node, at), {
        code: 'condition.unknown-rule',
        message: `${name} is not among the rules of the correlation`,
        mend: `Rules: ${refs.join(', ')}.`,
      });
    }
    if (unknown.length > 0) return undefined;
    const all =
      refs.length > 0
        ? references
        : [...new Set(named.map(({ name }) => name))].map((ref) => ({ ref, offset: node.offset }));
    return {
      condition: toSourceCondition(
        parsed,
        all.map(({ ref }) => ref),
      ),
      references: all,
    };
  }
  if (node.kind === 'list') {
    source.report(node.offset, {
      code: 'condition.invalid',
      message: 'the condition of a correlation is no list',
      mend: 'Write `condition: {gte: 2}` or `condition: a and not b`.',
    });
    return undefined;
  }
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
