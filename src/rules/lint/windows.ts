/**
 * Correlations whose groups or history leave them blind.
 * @module
 */
import type { Rule } from '../ir.js';
import type { RuleDocument } from '../parse/documents.js';
import { canMatch } from '../taxonomy/satisfiable.js';
import { reporter } from './reporter.js';

/** Group parts that an event of the source may lack: it is then not counted at all. */
export const lintGroups = (document: RuleDocument, rule: Rule): void => {
  if (document.kind !== 'correlation' || rule.kind !== 'correlation' || document.draft === undefined) return;
  for (const { rule: counted, groupFields, ref } of rule.correlation.sources) {
    if (counted.kind !== 'detection') continue;
    for (const field of groupFields) {
      if (!canMatch(counted.predicate, [field])) continue;
      document.source.report(document.draft.groupByOffset, {
        code: 'lint.group-missing',
        message: `${ref} matches events without ${field}, which are then not counted`,
        mend: `Add \`${field}|exists: true\` to it, or an alias with another field.`,
      });
    }
  }
};

/** A history that cannot hold what the rule asks of it. */
export const lintHistory = (document: RuleDocument, rule: Rule): void => {
  if (document.kind !== 'correlation' || rule.kind !== 'correlation') return;
  const { correlation } = rule;
  const report = reporter(document, 'correlation', 'history');
  if (correlation.type === 'new_value' && correlation.timespanMs > correlation.historyMs) {
    report('lint.history', 'the window is longer than the history', 'Lengthen the history.');
  }
  if (
    (correlation.type === 'baseline' || correlation.type === 'ratio') &&
    correlation.minActive > correlation.historyBuckets
  ) {
    report(
      'lint.history',
      'min_active is more than the buckets of the history: the rule can never fire',
      `The history has ${String(correlation.historyBuckets)} buckets: lengthen it, or lower min_active.`,
    );
  }
};
