/**
 * Rule files to rules.
 * @module
 */
import type { RuleSet } from './ir.js';
import { compareIssues, type Issue } from './issue.js';
import { readRuleSet, type ReadOptions, type ReadRuleSet, type RuleFile } from './read-rule-set.js';
import { readSetTests } from './tests/read-set-tests.js';
import type { ReadTestFile } from './tests/test-reader.js';

/** How to read rules. */
export interface ParseOptions extends ReadOptions {
  /** False skips the tests in rules: `RuleSet.tests` is empty. */
  readonly tests?: boolean;
  /** Reads files of events that tests name; without it such tests are issues. */
  readonly readTestFile?: ReadTestFile;
}

/** Rules that can be evaluated and compiled, and everything that is wrong with the rest. */
export interface ParsedRules {
  readonly ruleSet: RuleSet;
  /** By file, line and column. A rule with an error is not in the set. */
  readonly issues: readonly Issue[];
}

/** A rule that several correlations count is checked with each of them, and named once. */
const withoutRepeats = (issues: readonly Issue[]): readonly Issue[] =>
  issues.filter((issue, index) => {
    const before = issues[index - 1];
    return before === undefined || compareIssues(before, issue) !== 0 || before.message !== issue.message;
  });

/** Rules, tests and issues of a set that has been read. */
export const parsedFrom = (set: ReadRuleSet, options: ParseOptions): ParsedRules => {
  const readFile: ReadTestFile = options.readTestFile ?? (() => undefined);
  const tests = options.tests === false ? [] : readSetTests(set, readFile);
  return {
    ruleSet: { rules: set.resolved.map(({ rule }) => rule), tests },
    issues: withoutRepeats(set.sources.flatMap((source) => source.issues).sort(compareIssues)),
  };
};

/**
 * Parses Sigma 2.1 detections, correlations and filters. References, filters and names hold across all files. Bad input
 * never throws: it becomes issues, and a rule that cannot be read does not stop the others.
 */
export const parseRules = (files: readonly RuleFile[], options: ParseOptions = {}): ParsedRules =>
  parsedFrom(readRuleSet(files, options), options);
