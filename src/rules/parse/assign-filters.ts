/**
 * Which filters apply to which rules.
 * @module
 */
import type { AppliedFilter } from '../ir.js';
import type { FilterDocument, RuleDocument } from './documents.js';

const sameLogsource = (filter: RuleDocument, rule: RuleDocument): boolean =>
  rule.kind !== 'detection' ||
  ['category', 'product', 'service'].every((key) => {
    const wanted = filter.read.meta.logsource[key];
    return wanted === undefined || wanted === rule.read.meta.logsource[key];
  });

/** A filter on its way into rules. One that the configuration has made is part of their logic, no exception. */
export interface AssignedFilter extends AppliedFilter {
  readonly made?: true;
}

const assignedFilter = (filter: FilterDocument): AssignedFilter => ({
  name: filter.read.meta.ruleId,
  title: filter.read.meta.title,
  predicate: filter.detection.predicate,
  at: filter.at,
  ...(filter.tree.made === true ? { made: true } : {}),
  ...(filter.owner === undefined ? {} : { owner: filter.owner }),
  ...(filter.reason === undefined ? {} : { reason: filter.reason }),
  ...(filter.expires === undefined ? {} : { expires: filter.expires }),
});

/** Which filters apply to which document. */
export const assignFilters = (
  documents: readonly RuleDocument[],
  index: ReadonlyMap<string, RuleDocument>,
): ReadonlyMap<RuleDocument, readonly AssignedFilter[]> => {
  const assigned = new Map<RuleDocument, AssignedFilter[]>();
  const assign = (target: RuleDocument, filter: AssignedFilter): void => {
    const present = assigned.get(target);
    if (present === undefined) assigned.set(target, [filter]);
    else if (!present.includes(filter)) present.push(filter);
  };
  for (const document of documents) {
    if (document.kind !== 'filter' && document.kind !== 'broken') continue;
    const filter = document.kind === 'filter' ? assignedFilter(document) : undefined;
    for (const { ref, offset } of document.rules ?? []) {
      if (ref === 'any') {
        const targets = documents
          .filter(({ kind }) => kind === 'detection')
          .filter((each) => sameLogsource(document, each));
        if (targets.length === 0) {
          document.source.report(offset, {
            code: 'filter.logsource',
            severity: 'warning',
            message: 'no rule has the logsource of the filter: it applies to none',
            mend: 'Look for a slip in it, or give the files of those rules too.',
          });
        }
        for (const target of targets) if (filter !== undefined) assign(target, filter);
        continue;
      }
      const target = index.get(ref);
      if (target === undefined || target.kind === 'filter') {
        document.source.report(offset, {
          code: 'filter.unknown-rule',
          severity: 'warning',
          message: `the filter applies to ${ref}, which is not among the rules`,
          mend: 'Give the file of that rule too, or mend the name.',
        });
      } else if (!sameLogsource(document, target)) {
        document.source.report(offset, {
          code: 'filter.logsource',
          severity: 'warning',
          message: `the filter has another logsource than ${ref} and does not apply to it`,
          mend: `Write the logsource of ${ref}.`,
        });
      } else if (filter !== undefined) assign(target, filter);
    }
  }
  return assigned;
};
