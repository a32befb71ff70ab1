/**
 * References, filters and `generate`: from documents to rules that stand alone.
 * @module
 */
import type { AppliedFilter, CorrelationSource, DetectionRule, Predicate, Rule } from '../ir.js';
import { withSources, type CorrelationDraft, type Reference } from './correlation.js';
import { checkCorrelation, isOwnTaxonomy } from '../taxonomy/check-taxonomy.js';
import { detailFields, type CorrelationDocument, type FilterDocument, type RuleDocument } from './documents.js';

type Target = Exclude<RuleDocument, FilterDocument>;

const MAX_CHAIN = 16;

const namesOf = (document: RuleDocument): readonly string[] =>
  [document.read.meta.name, document.read.meta.id].filter((name) => name !== undefined);

/** Rules by name and id; a name used twice is reported and its second rule left out. */
const indexOf = (documents: readonly RuleDocument[]): ReadonlyMap<string, RuleDocument> => {
  const index = new Map<string, RuleDocument>();
  for (const document of documents) {
    const taken = namesOf(document).find((name) => index.has(name));
    if (taken === undefined) {
      namesOf(document).forEach((name) => index.set(name, document));
      continue;
    }
    const first = index.get(taken)?.read.meta.at;
    document.source.report(document.tree.offset, {
      code: 'id.duplicate',
      message: `${taken} is taken by ${first === undefined ? 'another rule' : `${first.file}:${String(first.line)}`}; this document is left out`,
      mend: 'Give every document its own id and name.',
    });
  }
  return index;
};

const sameLogsource = (filter: FilterDocument, rule: Target): boolean =>
  rule.kind === 'correlation' ||
  ['category', 'product', 'service'].every((key) => {
    const wanted = filter.read.meta.logsource[key];
    return wanted === undefined || wanted === rule.read.meta.logsource[key];
  });

const appliedFilter = (filter: FilterDocument): AppliedFilter => ({
  name: filter.read.meta.ruleId,
  title: filter.read.meta.title,
  predicate: filter.detection.predicate,
  at: filter.at,
  ...(filter.owner === undefined ? {} : { owner: filter.owner }),
  ...(filter.reason === undefined ? {} : { reason: filter.reason }),
  ...(filter.expires === undefined ? {} : { expires: filter.expires }),
});

/** Which filters apply to which document. */
const assignFilters = (
  documents: readonly RuleDocument[],
  index: ReadonlyMap<string, RuleDocument>,
): ReadonlyMap<RuleDocument, readonly AppliedFilter[]> => {
  const assigned = new Map<RuleDocument, AppliedFilter[]>();
  const assign = (target: RuleDocument, filter: AppliedFilter): void => {
    const present = assigned.get(target);
    if (present === undefined) assigned.set(target, [filter]);
    else if (!present.includes(filter)) present.push(filter);
  };
  for (const document of documents) {
    if (document.kind !== 'filter') continue;
    const filter = appliedFilter(document);
    for (const { ref, offset } of document.rules) {
      if (ref === 'any') {
        for (const target of documents) {
          if (target.kind === 'detection' && sameLogsource(document, target)) assign(target, filter);
        }
        continue;
      }
      const target = index.get(ref);
      if (target === undefined || target.kind === 'filter') {
        document.source.report(offset, {
          code: 'filter.unknown-rule',
          severity: 'warning',
          message: `the filter applies to ${ref}, which is not among the rules`,
        });
      } else if (!sameLogsource(document, target)) {
        document.source.report(offset, {
          code: 'filter.logsource',
          severity: 'warning',
          message: `the filter has another logsource than ${ref} and does not apply to it`,
        });
      } else assign(target, filter);
    }
  }
  return assigned;
};

interface Resolver {
  readonly index: ReadonlyMap<string, RuleDocument>;
  readonly filters: ReadonlyMap<RuleDocument, readonly AppliedFilter[]>;
  readonly memo: Map<Target, Rule | undefined>;
}

const resolveDetection = (
  document: Extract<Target, { kind: 'detection' }>,
  filters: readonly AppliedFilter[],
): DetectionRule => {
  const { predicate } = document.detection;
  const folded: Predicate =
    filters.length === 0
      ? predicate
      : { kind: 'and', parts: [predicate, ...filters.map((filter) => filter.predicate)] };
  return {
    kind: 'detection',
    meta: { ...document.read.meta, details: detailFields(document) },
    predicate: folded,
    filters,
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

const resolveCorrelation = (
  resolver: Resolver,
  document: CorrelationDocument,
  inherited: readonly AppliedFilter[],
  chain: readonly Target[],
): Rule | undefined => {
  const { draft, source } = document;
  if (draft === undefined) return undefined;
  const filters = [...(resolver.filters.get(document) ?? []), ...inherited];
  const sources: CorrelationSource[] = [];
  let broken = false;
  const refuse = (reference: Reference, code: string, message: string): void => {
    source.report(reference.offset, { code, message });
    broken = true;
  };
  for (const reference of draft.references) {
    const target = resolver.index.get(reference.ref);
    if (target === undefined || target.kind === 'filter') {
      refuse(reference, 'reference.unknown', `no rule is named ${reference.ref}`);
      continue;
    }
    if (chain.includes(target) || target === document || chain.length >= MAX_CHAIN) {
      refuse(reference, 'reference.cycle', `${reference.ref} refers back to this correlation`);
      continue;
    }
    if (sources.some((each) => each.ref === reference.ref)) {
      refuse(reference, 'reference.duplicate', `${reference.ref} stands twice`);
      continue;
    }
    if (draft.shape.type === 'late_count' && target.kind === 'correlation') {
      refuse(reference, 'correlation.late', `${reference.ref} is a correlation: only events arrive, firings do not`);
      continue;
    }
    const rule = resolve(resolver, target, filters, [...chain, document]);
    const groupFields = draft.shape.groupBy.map((group) => fieldFor(document, draft, group, reference, target));
    const known = groupFields.filter((field) => field !== undefined);
    if (rule === undefined)
      refuse(reference, 'reference.broken', `${reference.ref} cannot be used (see its own issues)`);
    else if (known.length < groupFields.length) broken = true;
    else sources.push({ ref: reference.ref, rule, groupFields: known });
  }
  if (broken) return undefined;
  const correlation = withSources(draft.shape, sources);
  if (isOwnTaxonomy(document)) {
    const before = source.issues.length;
    checkCorrelation(document, correlation);
    if (source.issues.slice(before).some((issue) => issue.severity === 'error')) return undefined;
  }
  return { kind: 'correlation', meta: document.read.meta, correlation, filters };
};

const resolve = (
  resolver: Resolver,
  document: Target,
  inherited: readonly AppliedFilter[],
  chain: readonly Target[],
): Rule | undefined => {
  const build = (): Rule | undefined =>
    document.kind === 'detection'
      ? resolveDetection(document, [...(resolver.filters.get(document) ?? []), ...inherited])
      : resolveCorrelation(resolver, document, inherited, chain);
  if (inherited.length > 0 || chain.length > 0) return build();
  if (!resolver.memo.has(document)) resolver.memo.set(document, build());
  return resolver.memo.get(document);
};

/** A rule that raises alerts and the document it came from. */
export interface ResolvedRule {
  readonly rule: Rule;
  readonly document: Target;
}

/** Resolves all documents. Rules that only feed correlations are inside those and not in the list. */
export const resolveRules = (documents: readonly RuleDocument[]): readonly ResolvedRule[] => {
  const index = indexOf(documents);
  const resolver: Resolver = { index, filters: assignFilters(documents, index), memo: new Map() };
  const kept = documents.filter((document) => namesOf(document).every((name) => index.get(name) === document));
  const quiet = new Set<RuleDocument>();
  const generated = new Set<RuleDocument>();
  for (const document of kept) {
    if (document.kind !== 'correlation') continue;
    for (const ref of document.references) {
      const target = index.get(ref);
      if (target !== undefined) (document.draft?.generate === true ? generated : quiet).add(target);
    }
  }
  return kept.flatMap((document) => {
    if (document.kind === 'filter') return [];
    // Resolved even when quiet: correlations that refer to each other in a ring would vanish without a word.
    const rule = resolve(resolver, document, [], []);
    const alerts = !quiet.has(document) || generated.has(document);
    return rule === undefined || !alerts ? [] : [{ rule, document }];
  });
};
