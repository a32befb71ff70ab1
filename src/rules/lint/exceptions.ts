/**
 * Exceptions: who answers for them, until when, and whether they hide too much or nothing.
 * @module
 */
import { isDay } from '../calendar-day.js';
import { isOver } from '../expired-exceptions.js';
import type { Rule } from '../ir.js';
import type { FilterDocument } from '../parse/documents.js';
import type { ReadRuleSet } from '../read-rule-set.js';
import { isOwnTaxonomy } from '../taxonomy/schema-check.js';
import { canMatch } from '../taxonomy/satisfiable.js';
import { reporter } from './reporter.js';

const lintOwner = (document: FilterDocument): void => {
  if ([document.owner, document.reason].every((text) => text !== undefined && text.trim() !== '')) return;
  reporter(document, 'agent_siem', 'exception')(
    'lint.exception',
    'an exception has an owner and a reason',
    'Add agent_siem.exception: {owner, reason, expires}.',
  );
};

const lintEnd = (document: FilterDocument, today: string): void => {
  const { expires } = document;
  const report = reporter(document, 'agent_siem', 'exception', 'expires');
  if (expires === undefined) report('lint.exception', 'an exception ends', 'Add expires: YYYY-MM-DD.', 'warning');
  else if (isDay(expires) && isOver(expires, today)) {
    const mend = 'Remove it, or review it and set a new date.';
    report('lint.expired', `the exception ended on ${expires}`, mend, 'warning');
  }
};

const detectionsIn = (rule: Rule): readonly Extract<Rule, { kind: 'detection' }>[] =>
  rule.kind === 'detection' ? [rule] : rule.correlation.sources.flatMap((source) => detectionsIn(source.rule));

const lintEffect = (document: FilterDocument, set: ReadRuleSet): void => {
  const report = reporter(document, 'filter', 'condition');
  const { file, line } = document.at;
  for (const { rule, document: target } of set.resolved) {
    if (!isOwnTaxonomy(target)) continue;
    for (const detection of detectionsIn(rule)) {
      const filter = detection.filters.find(({ at }) => at.file === file && at.line === line);
      if (filter === undefined) continue;
      const own = detection.predicate.kind === 'and' ? detection.predicate.parts[0] : undefined;
      if (own !== undefined && canMatch(own) && !canMatch({ kind: 'and', parts: [own, filter.predicate] })) {
        report(
          'lint.hides-all',
          `the exception hides every event of ${detection.meta.ruleId}`,
          'Write the condition as `not <selection>`, and the selection narrower.',
        );
      } else if (!canMatch({ kind: 'not', part: filter.predicate })) {
        const mend = 'Look at its condition, or remove it.';
        report('lint.hides-nothing', 'the exception lets everything pass', mend, 'warning');
      }
    }
  }
};

/** Checks one filter; owner, reason and end are not asked of other people's. */
export const lintException = (document: FilterDocument, set: ReadRuleSet, today: string): void => {
  if (!document.read.foreign && document.tree.made !== true) {
    lintOwner(document);
    lintEnd(document, today);
  }
  lintEffect(document, set);
};
