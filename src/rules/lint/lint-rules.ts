/**
 * Lint: what the parser accepts and a reviewer would not.
 * @module
 */
import { utcDay } from '../expired-exceptions.js';
import type { Issue } from '../issue.js';
import type { RuleDocument } from '../parse/documents.js';
import { parsedFrom, type ParseOptions } from '../parse-rules.js';
import { readRuleSet, type ReadRuleSet, type RuleFile } from '../read-rule-set.js';
import { isOwnTaxonomy } from '../taxonomy/schema-check.js';
import { lintDetection } from './detections.js';
import { lintException } from './exceptions.js';
import { lintIdentity, lintTags } from './identity.js';
import { lockProblem, type RuleLock } from './lock.js';
import { lintOperations, lintParameters, lintTests } from './operations.js';
import { reporter } from './reporter.js';
import { lintGroups, lintHistory } from './windows.js';

/** How to lint. */
export interface LintOptions extends ParseOptions {
  /** The day that expiry dates are compared with, `YYYY-MM-DD`; default today (UTC). */
  readonly today?: string;
  /** The lock that governs a rule file; undefined where there is none. */
  readonly lockFor?: (file: string) => RuleLock | undefined;
}

const lintLock = (set: ReadRuleSet, options: LintOptions): void => {
  // Tuned rules differ from the lock on purpose.
  if (options.config !== undefined) return;
  for (const { rule, document } of set.resolved) {
    const lock = options.lockFor?.(document.source.file);
    if (lock === undefined || document.read.block === undefined) continue;
    const problem = lockProblem(rule, lock[rule.meta.ruleId]);
    if (problem === undefined) continue;
    reporter(document, 'agent_siem', 'version')(
      'lint.lock',
      problem,
      'Raise agent_siem.version, then run `agent-siem rules lint --write-lock`.',
    );
  }
};

/**
 * All issues of a set of rule files: the parser's and lint's. Rules of other people are checked for what can be wrong
 * in any Sigma rule; rules with an `agent_siem` block also for what a rule in service needs.
 */
export const lintRules = (files: readonly RuleFile[], options: LintOptions = {}): readonly Issue[] => {
  const set = readRuleSet(files, options);
  const { ruleSet } = parsedFrom(set, options);
  const today = options.today ?? utcDay();
  const alerting = new Set<RuleDocument>(set.resolved.map(({ document }) => document));
  for (const document of set.documents) {
    lintIdentity(document);
    if (document.kind === 'detection' || document.kind === 'filter') lintDetection(document);
    if (document.kind === 'filter') lintException(document, set, today);
    // What a copy for one agent lacks is said of the rule itself.
    if (document.read.foreign || document.tree.made === true) continue;
    lintTags(document);
    if (!alerting.has(document)) continue;
    lintOperations(document);
    // Tests stand for the values in the rule's own file.
    if (options.config === undefined) {
      lintParameters(document);
      lintTests(document, ruleSet.tests);
    }
  }
  for (const { rule, document } of set.resolved) {
    if (isOwnTaxonomy(document)) lintGroups(document, rule);
    lintHistory(document, rule);
  }
  lintLock(set, options);
  return parsedFrom(set, { ...options, tests: false }).issues;
};
