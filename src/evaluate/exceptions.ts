/**
 * What exceptions hide: events that a rule would see without them.
 * @module
 */
import type { AppliedFilter, DetectionRule, Predicate, Rule } from '../rules/ir.js';
import type { EventObject } from './field-value.js';
import { compilePredicate } from './predicate.js';

/** One exception of one rule over some events. */
export interface ExceptionEffect {
  readonly rule_id: string;
  readonly name: string;
  readonly title: string;
  readonly owner?: string;
  readonly reason?: string;
  readonly expires?: string;
  /** Events the rule would have looked at. */
  readonly matched: number;
  /** Those of them that this exception takes away. Equal to `matched`: it hides everything. */
  readonly closed: number;
}

const detectionsOf = (rule: Rule): readonly DetectionRule[] =>
  rule.kind === 'detection' ? [rule] : rule.correlation.sources.flatMap((source) => detectionsOf(source.rule));

/** The detection as it was before any exception was folded into it. */
const unfiltered = (rule: DetectionRule): Predicate => {
  const { predicate, filters } = rule;
  if (filters.length === 0 || predicate.kind !== 'and') return predicate;
  const folded = new Set(filters.map((filter) => filter.predicate));
  return { kind: 'and', parts: predicate.parts.filter((part) => !folded.has(part)) };
};

interface Probe {
  readonly filter: AppliedFilter;
  readonly ruleId: string;
  readonly passes: (event: EventObject) => boolean;
  matched: number;
  closed: number;
}

/** Counts, for every exception of the rules, the events it takes away. Copies are not removed here. */
export const exceptionEffects = (
  rules: readonly Rule[],
  events: Iterable<EventObject | undefined>,
): readonly ExceptionEffect[] => {
  const watched = rules.flatMap((rule) => {
    const probes = new Map<string, Probe>();
    const detections = detectionsOf(rule)
      .filter((detection) => detection.filters.length > 0)
      .map((detection) => ({
        matches: compilePredicate(unfiltered(detection)),
        probes: detection.filters.map((filter) => {
          // Names need not differ; places do.
          const place = JSON.stringify([filter.at.file, filter.at.line]);
          const probe = probes.get(place) ?? {
            filter,
            ruleId: rule.meta.ruleId,
            passes: compilePredicate(filter.predicate),
            matched: 0,
            closed: 0,
          };
          probes.set(place, probe);
          return probe;
        }),
      }));
    return detections.length === 0 ? [] : [{ detections, probes }];
  });
  for (const event of events) {
    if (event === undefined) continue;
    for (const { detections } of watched) {
      const seen = new Set<Probe>();
      for (const { matches, probes } of detections) {
        if (!matches(event)) continue;
        for (const probe of probes) seen.add(probe);
      }
      for (const probe of seen) {
        probe.matched += 1;
        if (!probe.passes(event)) probe.closed += 1;
      }
    }
  }
  return watched.flatMap(({ probes }) =>
    [...probes.values()].map(({ filter, ruleId, matched, closed }) => ({
      rule_id: ruleId,
      name: filter.name,
      title: filter.title,
      ...(filter.owner === undefined ? {} : { owner: filter.owner }),
      ...(filter.reason === undefined ? {} : { reason: filter.reason }),
      ...(filter.expires === undefined ? {} : { expires: filter.expires }),
      matched,
      closed,
    })),
  );
};
