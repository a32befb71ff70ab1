/**
 * Detections and filters: what is written and does nothing, or too much.
 * @module
 */
import type { Predicate } from '../ir.js';
import type { DetectionDocument, FilterDocument } from '../parse/documents.js';
import { checkRegex, isRegexProblem } from '../regex/check-regex.js';

const eachMatch = (
  predicate: Predicate,
  visit: (match: Extract<Predicate, { kind: 'match' | 'keyword' }>) => void,
): void => {
  if (predicate.kind === 'and' || predicate.kind === 'or')
    predicate.parts.forEach((part) => {
      eachMatch(part, visit);
    });
  else if (predicate.kind === 'not') eachMatch(predicate.part, visit);
  else if (predicate.kind === 'match' || predicate.kind === 'keyword') visit(predicate);
};

/** Selections and regular expressions. */
export const lintDetection = (document: DetectionDocument | FilterDocument): void => {
  const { source, detection } = document;
  for (const selection of detection.selections.values()) {
    if (!selection.used) {
      source.report(selection.offset, {
        code: 'lint.unused-selection',
        severity: 'warning',
        message: `the condition does not use selection ${selection.name}`,
        mend: 'Use it, or remove it.',
      });
    }
    eachMatch(selection.predicate, ({ test, at }) => {
      if (test.op !== 'regex') return;
      const checked = checkRegex(test.source);
      if (isRegexProblem(checked) || !checked.nestedRepeat) return;
      source.report(at === undefined ? selection.offset : source.offset(at), {
        code: 'lint.regex',
        message: 'a repetition inside a repetition: engines that backtrack can hang on it',
        mend: 'Repeat one thing only, such as [ab]+ for (a+|b+)+.',
      });
    });
  }
};
