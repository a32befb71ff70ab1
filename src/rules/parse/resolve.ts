/**
 * References, filters and `generate`: from documents to rules that stand alone.
 * @module
 */
import type { AppliedFilter, CorrelationSource, DetectionRule, Predicate, Rule } from '../ir.js';
import { withSources, type CorrelationDraft, type Reference } from './correlation.js';
import { checkChain } from './chain-fields.js';
import { checkCorrelation } from '../taxonomy/check-correlation.js';
import { assignFilters, type AssignedFilter } from './assign-filters.js';
import { countedNames, generates } from './counted-names.js';
import { detailFields, type CorrelationDocument, type DetectionDocument, type RuleDocument } from './documents.js';
import { brokenReference, isTarget, MAX_COUNTED_RULES, refusalOf, TOO_MANY, type Target } from './reference-refusal.js';
import { indexByName, namesOf } from './rule-names.js';
import type { SourceFile } from './source-file.js';

interface Resolver {
  readonly index: ReadonlyMap<string, RuleDocument>;
  readonly filters: ReadonlyMap<RuleDocument, readonly AssignedFilter[]>;
  readonly memo: Map<Target, Rule | undefined>;
  /** What one rule may still count through others. */
  readonly budget: { rules: number };
}

/** What a person has written as an exception. */
const exceptionsAmong = (filters: readonly AssignedFilter[]): readonly AppliedFilter[] =>
  filters.filter(({ made }) => made !== true);

const resolveDetection = (document: DetectionDocument, filters: readonly AssignedFilter[]): DetectionRule => {
  const { predicate } = document.detection;
  const folded: Predicate =
    filters.length === 0
      ? predicate
      : { kind: 'and', parts: [predicate, ...filters.map((filter) => filter.predicate)] };
  return {
    kind: 'detection',
    meta: { ...document.read.meta, details: detailFields(document) },
    predicate: folded,
    filters: exceptionsAmong(filters),
  };
};

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
const resolveCorrelation = (
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
    const rule = resolve(resolver, target, filters, [...chain, document]);
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

const resolve = (
  resolver: Resolver,
  document: Target,
  inherited: readonly AssignedFilter[],
  chain: readonly Target[],
): Rule | undefined => {
  const build = (): Rule | undefined =>
    document.kind === 'detection'
      ? resolveDetection(document, [...(resolver.filters.get(document) ?? []), ...inherited])
      : resolveCorrelation(resolver, document, inherited, chain);
  if (chain.length > 0) {
    resolver.budget.rules -= 1;
    return resolver.budget.rules < 0 ? undefined : build();
  }
  if (!resolver.memo.has(document)) {
    resolver.budget.rules = MAX_COUNTED_RULES;
    const rule = build();
    resolver.memo.set(document, rule);
    if (resolver.budget.rules < 0 && document.kind === 'correlation') {
      document.source.report(document.references[0]?.offset ?? document.section.offset, TOO_MANY);
    }
  }
  return resolver.memo.get(document);
};

/** A rule that raises alerts and the document it came from. */
export interface ResolvedRule {
  readonly rule: Rule;
  readonly document: Target;
}

/** What came of all documents. */
export interface Resolution {
  /** Rules that raise alerts. */
  readonly resolved: readonly ResolvedRule[];
  /** Documents that only feed correlations: they are inside those and raise no alerts of their own. */
  readonly quiet: ReadonlySet<RuleDocument>;
}

/** Resolves all documents. */
export const resolveRules = (documents: readonly RuleDocument[]): Resolution => {
  const index = indexByName(documents);
  const resolver: Resolver = {
    index,
    filters: assignFilters(documents, index),
    memo: new Map(),
    budget: { rules: MAX_COUNTED_RULES },
  };
  const kept = documents.filter((document) => namesOf(document).every((name) => index.get(name) === document));
  const quiet = new Set<RuleDocument>();
  const generated = new Set<RuleDocument>();
  // Also of those that are left out: what they count would begin to alert by itself.
  for (const document of documents) {
    if (document.kind !== 'correlation') continue;
    for (const name of countedNames(document)) {
      const target = index.get(name);
      if (target !== undefined) (generates(document) ? generated : quiet).add(target);
    }
  }
  for (const document of generated) quiet.delete(document);
  const resolved = kept.flatMap((document) => {
    if (!isTarget(document)) return [];
    // Resolved even when quiet: correlations that refer to each other in a ring would vanish without a word.
    const rule = resolve(resolver, document, [], []);
    return rule === undefined || quiet.has(document) ? [] : [{ rule, document }];
  });
  return { resolved, quiet };
};
