/**
 * The selections of rules, each by itself: what `rules test --coverage` counts.
 * @module
 */
import type { Position, Predicate } from './ir.js';
import type { RuleDocument } from './parse/documents.js';
import type { ResolvedRule } from './parse/resolve.js';
import { readRuleSet, type RuleFile } from './read-rule-set.js';

/** One selection of a rule that raises alerts, or of a rule that it counts. */
export interface RuleSelection {
  /** The rule whose tests should exercise it. */
  readonly ruleId: string;
  /** The document it stands in: the rule itself, or one that the rule counts. */
  readonly document: string;
  readonly name: string;
  readonly predicate: Predicate;
  readonly at: Position;
}

/** Every selection reached by rules that raise alerts. Exceptions are left out: they hide nothing until they are tuned. */
export const selectionsOf = (files: readonly RuleFile[]): readonly RuleSelection[] => {
  const { documents, resolved } = readRuleSet(files);
  const byName = new Map<string, RuleDocument>();
  for (const document of documents) {
    for (const name of [document.read.meta.name, document.read.meta.id]) {
      if (name !== undefined) byName.set(name, document);
    }
  }
  const reached = (document: RuleDocument, seen: Set<RuleDocument>): readonly RuleDocument[] => {
    if (seen.has(document)) return [];
    seen.add(document);
    if (document.kind !== 'correlation') return [document];
    return document.references.flatMap(({ ref }) => {
      const target = byName.get(ref);
      return target === undefined ? [] : reached(target, seen);
    });
  };
  return resolved.flatMap(({ rule, document }: ResolvedRule) =>
    reached(document, new Set()).flatMap((each) =>
      each.kind !== 'detection'
        ? []
        : [...each.detection.selections.values()].map((selection) => ({
            ruleId: rule.meta.ruleId,
            document: each.read.meta.ruleId,
            name: selection.name,
            predicate: selection.predicate,
            at: each.source.position(selection.offset),
          })),
    ),
  );
};
