/**
 * Rules whose tests do not go to their edges, as issues.
 * @module
 */
import { readFileSync } from 'node:fs';
import { missingEdges, type MissingEdge } from '../../evaluate/index.js';
import { MIN_TESTS, type Issue, type RuleSet } from '../../rules/index.js';

const WORDS: Readonly<Record<MissingEdge, string>> = {
  'at-threshold': 'no test fires exactly at the threshold',
  'one-below': 'no test stays quiet one below the threshold',
  'window-edge': 'no test has a burst across the edge of two windows',
};

/** Issues `lint.edges`, for rules that have as many tests as a rule in service needs. */
export const edgeIssues = ({ rules, tests }: RuleSet): readonly Issue[] =>
  rules.flatMap((rule) => {
    const { ruleId } = rule.meta;
    const [first, ...others] = tests.filter((test) => test.ruleId === ruleId);
    if (first === undefined || others.length + 1 < MIN_TESTS) return [];
    const { at } = first;
    return missingEdges(rule, tests).map((edge): Issue => {
      const excerpt = readFileSync(at.file, 'utf8').split('\n')[at.line - 1] ?? '';
      const mend = 'Add the case; docs/rules.md, Tests.';
      return {
        ...at,
        severity: 'error',
        code: 'lint.edges',
        message: `${ruleId}: ${WORDS[edge]}`,
        mend,
        excerpt: excerpt.slice(0, 160),
        caret: `${' '.repeat(at.column - 1)}^`,
        ruleId,
      };
    });
  });
