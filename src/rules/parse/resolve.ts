/**
 * References, filters and `generate`: from documents to rules that stand alone.
 * @module
 */
import type { Rule } from '../ir.js';
import { assignFilters } from './assign-filters.js';
import { countedNames, generates } from './counted-names.js';
import type { RuleDocument } from './documents.js';
import { isTarget, MAX_COUNTED_RULES, TOO_MANY, type Target } from './reference-refusal.js';
import { resolveCorrelation, type Resolver } from './resolve-correlation.js';
import { resolveDetection } from './resolve-detection.js';
import { indexByName, namesOf } from './rule-names.js';

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

const resolverOf = (documents: readonly RuleDocument[]): Resolver => {
  const index = indexByName(documents);
  const filters = assignFilters(documents, index);
  const budget = { rules: MAX_COUNTED_RULES };
  const memo = new Map<Target, Rule | undefined>();
  const resolve: Resolver['resolve'] = (document, inherited, chain) => {
    const build = (): Rule | undefined =>
      document.kind === 'detection'
        ? resolveDetection(document, [...(filters.get(document) ?? []), ...inherited])
        : resolveCorrelation(resolver, document, inherited, chain);
    if (chain.length > 0) {
      budget.rules -= 1;
      return budget.rules < 0 ? undefined : build();
    }
    if (!memo.has(document)) {
      budget.rules = MAX_COUNTED_RULES;
      const rule = build();
      memo.set(document, rule);
      if (budget.rules < 0 && document.kind === 'correlation') {
        document.source.report(document.references[0]?.offset ?? document.section.offset, TOO_MANY);
      }
    }
    return memo.get(document);
  };
  const resolver: Resolver = { index, filters, budget, resolve };
  return resolver;
};

/** Resolves all documents. */
export const resolveRules = (documents: readonly RuleDocument[]): Resolution => {
  const resolver = resolverOf(documents);
  const { index } = resolver;
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
    const rule = resolver.resolve(document, [], []);
    return rule === undefined || quiet.has(document) ? [] : [{ rule, document }];
  });
  return { resolved, quiet };
};
