/**
 * What the people need who get the alert, and who answer for the rule.
 * @module
 */
import { parseDuration } from '../duration.js';
import type { RuleTest } from '../ir.js';
import type { RuleDocument } from '../parse/documents.js';
import { entryOf } from '../parse/read-map.js';
import { SOURCES } from '../parse/metadata.js';
import { placeOfItem, reporter } from './reporter.js';

/** Fewest tests of a rule. */
export const MIN_TESTS = 3;

const BLOCK = 'agent_siem';

const lintSources = (document: RuleDocument): void => {
  const { sources } = document.read.meta;
  const mend = `Add agent_siem.sources: those of ${SOURCES.join(', ')} whose events can meet the rule.`;
  if (sources.length === 0) reporter(document, BLOCK)('lint.sources', 'no sources', mend);
  for (const source of sources) {
    if (SOURCES.includes(source)) continue;
    document.source.report(placeOfItem(document, document.read.block, 'sources', source), {
      code: 'lint.sources',
      message: `no source ${source}`,
      mend: `Sources: ${SOURCES.join(', ')}.`,
    });
  }
};

/** Whether the values that stand in the rule are what its parameters say; tuned values differ on purpose. */
export const lintParameters = (document: RuleDocument): void => {
  for (const { name, min, max, value: given, default: standard } of document.read.meta.parameters) {
    const report = reporter(document, BLOCK, 'parameters', name);
    if (given !== standard) {
      const message = `the default of parameter ${name} is ${String(standard)}, and the rule has ${String(given)}`;
      report('lint.parameter', message, 'Write the same in both places, or leave default out.');
    }
    const value = typeof given === 'number' ? given : parseDuration(given);
    if (value === undefined || (value >= (min ?? value) && value <= (max ?? value))) continue;
    report(
      'lint.parameter',
      `the value of parameter ${name}, ${String(given)}, is outside its bounds`,
      'Widen the bounds, or change the value.',
    );
  }
};

/** What whoever gets the alert needs. */
export const lintOperations = (document: RuleDocument): void => {
  const { meta } = document.read;
  const report = reporter(document);
  const block = reporter(document, BLOCK);
  if (meta.version === '0.0.0') block('lint.version', 'no version', 'Add agent_siem.version: 1.0.0.');
  if (meta.description === undefined) {
    report('lint.description', 'no description', 'Say in a sentence what happened when it fires, and why it matters.');
  }
  if (meta.runbook === undefined) block('lint.runbook', 'no runbook', 'Add numbered steps under agent_siem.runbook.');
  else if (!/^\s*1\. /.test(meta.runbook)) {
    reporter(document, BLOCK, 'runbook')('lint.runbook', 'the runbook has no numbered steps', 'Begin with "1. ".');
  }
  if (meta.falsePositives.length === 0) {
    report('lint.false-positives', 'no falsepositives', 'Say what else looks like this.');
  }
  if (meta.tags.length === 0) report('lint.tags', 'no tags', 'Tag the rule, such as owasp.asi02.');
  if (meta.compliance.length === 0) block('lint.compliance', 'no compliance controls', 'Add agent_siem.compliance.');
  if (entryOf(document.tree, 'level') === undefined) {
    report('lint.level', 'no level: alerts say medium', 'Add `level:`, from informational to critical.', 'warning');
  }
  lintSources(document);
};

/** A firing, a negative, a benign twin. */
export const lintTests = (document: RuleDocument, tests: readonly RuleTest[]): void => {
  const report = reporter(document, BLOCK, 'tests');
  const own = tests.filter((test) => test.ruleId === document.read.meta.ruleId);
  if (own.length < MIN_TESTS) {
    report(
      'lint.tests',
      `${String(own.length)} ${own.length === 1 ? 'test' : 'tests'}, at least ${String(MIN_TESTS)} are needed`,
      'A firing, a missing field, a benign twin.',
    );
    return;
  }
  if (!own.some((test) => test.expect.length > 0)) {
    report('lint.tests', 'no test in which the rule fires', 'Add a case with `expect: 1`.');
  }
  if (!own.some((test) => test.expect.length === 0)) {
    report('lint.tests', 'no test in which the rule stays quiet', 'Add a benign twin with `expect: []`.');
  }
};
