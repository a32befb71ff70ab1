/**
 * A correlation with the rules that it counts.
 * @module
 */
import type { CorrelationSource, Rule } from '../ir.js';
import { checkCorrelation } from '../taxonomy/check-correlation.js';
import type { AssignedFilter } from './assign-filters.js';
import { checkChain } from './chain-fields.js';
import { withSources, type CorrelationDraft, type Reference } from './correlation.js';
import type { CorrelationDocument, RuleDocument } from './documents.js';
import { brokenReference, isTarget, refusalOf, type Target } from './reference-refusal.js';
import { exceptionsAmong } from './resolve-detection.js';
import { namesOf } from './rule-names.js';
import type { SourceFile } from './source-file.js';

/** What all documents share while they are resolved. */
export interface Resolver {
  readonly index: ReadonlyMap<string, RuleDocument>;
  readonly filters: ReadonlyMap<RuleDocument, readonly AssignedFilter[]>;
  /** What one rule may still count through others. */
  readonly budget: { rules: number };
  /** The rule of a document inside a chain of correlations; undefined when it is broken. */
  readonly resolve: (
    document: Target,
    inherited: readonly AssignedFilter[],
    chain: readonly Target[],
  ) => Rule | undefined;
}

const fieldFor = (
  document: CorrelationDocument,
  draft: CorrelationDraft,
  group: string,
  reference: Reference,
  target: Target,
): string | undefined => {
  const alias = draft.aliases.get(group);
  if (alias === undefined) return group;
  const field = [reference.ref, ...namesOf(target)].map((name) => alias.get(name)).find((found) => found !== undefined);
  if (field === undefined) {
    document.source.report(draft.groupByOffset, {
      code: 'correlation.alias',
      message: `alias ${group} says nothing about ${reference.ref}`,
      mend: `Add \`${reference.ref}: <field>\` to the alias.`,
    });
  }
  return field;
};

const hasErrorSince = (source: SourceFile, before: number): boolean =>
  source.issues.slice(before).some((issue) => issue.severity === 'error');

/** Resolves what a correlation counts; everything that is wrong is reported, also of a correlation that is broken. */
export const resolveCorrelation = (
  resolver: Resolver,
  document: CorrelationDocument,
  inherited: readonly AssignedFilter[],
  chain: readonly Target[],
): Rule | undefined => {
  const { draft, source } = document;
  const filters = [...(resolver.filters.get(document) ?? []), ...inherited];
  const sources: CorrelationSource[] = [];
  const before = source.issues.length;
  const seen = new Set<string>();
  for (const reference of document.references) {
    const target = resolver.index.get(reference.ref);
    const refusal = refusalOf({ document, reference, target, chain, seen });
    seen.add(reference.ref);
    if (refusal !== undefined || target === undefined || !isTarget(target)) {
      if (refusal !== undefined) source.report(reference.offset, refusal);
      continue;
    }
    const rule = resolver.resolve(target, filters, [...chain, document]);
    // Said once, by the rule that alerts.
    if (resolver.budget.rules < 0) return undefined;
    if (rule === undefined) source.report(reference.offset, brokenReference(reference));
    if (draft === undefined) continue;
    const groupFields = draft.shape.groupBy.map((group) => fieldFor(document, draft, group, reference, target));
    const known = groupFields.filter((field) => field !== undefined);
    if (rule !== undefined && known.length === groupFields.length) {
      sources.push({ ref: reference.ref, rule, groupFields: known });
    }
  }
  if (draft === undefined) return undefined;
  const correlation = withSources(draft.shape, sources);
  checkChain(document, correlation);
  checkCorrelation(document, correlation);
  return document.broken || hasErrorSince(source, before)
    ? undefined
    : { kind: 'correlation', meta: document.read.meta, correlation, filters: exceptionsAmong(filters) };
};
