/**
 * The tests of all documents.
 * @module
 */
import type { RuleTest } from '../ir.js';
import type { RuleDocument } from '../parse/documents.js';
import { entryOf } from '../parse/read-map.js';
import type { ReadRuleSet } from '../read-rule-set.js';
import { readTests } from './read-tests.js';
import type { ReadTestFile } from './test-reader.js';

/** Tests in a document without alerts are not run, and must not look as if they were. */
const refuseTests = (document: RuleDocument): void => {
  const tests = document.read.block && entryOf(document.read.block, 'tests');
  if (tests === undefined) return;
  const { ruleId } = document.read.meta;
  document.source.report(tests.offset, {
    code: 'test.quiet',
    message: `${ruleId} raises no alerts of its own: its tests do not run`,
    mend: 'Move them to the rule that counts it; generate: true there lets it raise alerts too.',
  });
};

/** Tests of the rules that raise alerts. What is wrong with any test, also of a rule with errors, is reported. */
export const readSetTests = (set: ReadRuleSet, readFile: ReadTestFile): readonly RuleTest[] => {
  const alerting = new Set<RuleDocument>(set.resolved.map(({ document }) => document));
  return set.documents.flatMap((document) => {
    if (document.kind === 'filter' || set.quiet.has(document)) {
      refuseTests(document);
      return [];
    }
    const tests = readTests(document, readFile);
    return alerting.has(document) ? tests : [];
  });
};
