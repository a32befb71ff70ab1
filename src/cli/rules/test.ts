/**
 * agent-siem rules test: the tests that stand in rules.
 * @module
 */
import { relative } from 'node:path';
import { Option } from 'commander';
import { compilePredicate, runRuleTest } from '../../evaluate/index.js';
import {
  formatIssue,
  loadRules,
  packRulesFolder,
  readRuleFiles,
  selectionsOf,
  type RuleSet,
  type RuleTest,
} from '../../rules/index.js';
import type { RegisterCommand } from '../command.js';
import { counted } from '../counted.js';
import { EXIT_BAD_INPUT, EXIT_DONE, EXIT_FINDINGS } from '../exit-codes.js';
import { notice } from './rule-set.js';
import { TEST_REPORTERS, type TestOutcome } from './test-reporters.js';
import { watchRules } from './watch-rules.js';

interface TestOptions {
  readonly reporter: keyof typeof TEST_REPORTERS;
  readonly watch?: true;
  readonly coverage?: true;
}

/** CI annotations need paths as the repository has them. */
const shownPath = (file: string): string => {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
};

/** Selections that no event of their rule's tests meets, as lines. */
const uncovered = (
  paths: readonly string[],
  tests: readonly RuleTest[],
): { readonly lines: readonly string[]; readonly total: number } => {
  const selections = selectionsOf(readRuleFiles(paths));
  const lines = selections.flatMap(({ ruleId, document, name, predicate, at }) => {
    const matches = compilePredicate(predicate);
    const events = tests.filter((test) => test.ruleId === ruleId).flatMap((test) => test.events);
    if (events.some(matches)) return [];
    const where = document === ruleId ? name : `${name} of ${document}`;
    return [
      `${shownPath(at.file)}:${String(at.line)}:${String(at.column)} no test of ${ruleId} meets selection ${where}`,
    ];
  });
  return { lines, total: selections.length };
};

const MAX_NAMED = 10;

/** Rules without a test pass without a word otherwise. */
const reportUntested = ({ rules, tests }: RuleSet): void => {
  const tested = new Set(tests.map(({ ruleId }) => ruleId));
  const names = rules.map(({ meta }) => meta.ruleId).filter((name) => !tested.has(name));
  if (names.length === 0) return;
  const more = names.length > MAX_NAMED ? ` and ${String(names.length - MAX_NAMED)} more` : '';
  notice(`${counted(names.length, 'rule')} without a test: ${names.slice(0, MAX_NAMED).join(', ')}${more}`);
};

const runTests = (paths: readonly string[], options: TestOptions): number => {
  const { ruleSet, issues } = loadRules(paths);
  const errors = issues
    .filter((issue) => issue.severity === 'error')
    .map((issue) => ({ ...issue, file: shownPath(issue.file) }));
  for (const issue of errors) formatIssue(issue).split('\n').forEach(notice);
  const outcomes = ruleSet.tests.map((test): TestOutcome => {
    const { passed, message } = runRuleTest(ruleSet, test);
    return {
      rule: test.ruleId,
      name: test.name,
      file: shownPath(test.at.file),
      line: test.at.line,
      column: test.at.column,
      passed,
      message,
    };
  });
  process.stdout.write(TEST_REPORTERS[options.reporter](outcomes, errors));
  reportUntested(ruleSet);
  if (options.coverage === true) {
    const { lines, total } = uncovered(paths, ruleSet.tests);
    // Only the pretty report shares stdout with it.
    const print = options.reporter === 'pretty' ? (line: string) => process.stdout.write(`${line}\n`) : notice;
    for (const line of [...lines, `${String(total - lines.length)} of ${String(total)} selections are exercised`])
      print(line);
  }
  if (errors.length > 0) return EXIT_BAD_INPUT;
  return outcomes.every((outcome) => outcome.passed) ? EXIT_DONE : EXIT_FINDINGS;
};

/** Adds rules test. */
export const register: RegisterCommand = (rules) => {
  rules
    .command('test')
    .description('run the tests that stand in rules')
    .argument('[path...]', "rule files and folders (default: the package's own rules)")
    .addOption(
      new Option('--reporter <name>', 'how to report, to stdout')
        .choices(Object.keys(TEST_REPORTERS))
        .default('pretty'),
    )
    .option('--coverage', 'name the selections that no test meets')
    .option('--watch', 'run again when a rule file changes')
    .addHelpText(
      'after',
      `
Exit codes: 0 all tests pass; 1 a test fails; 2 a path cannot be read or a rule has errors.

Example:
  $ agent-siem rules test rules/ --reporter junit > rules.xml`,
    )
    .action((given: readonly string[], options: TestOptions) => {
      const paths = given.length === 0 ? [packRulesFolder()] : given;
      const code = runTests(paths, options);
      if (options.watch !== true) process.exitCode = code;
      else
        watchRules(paths, () => {
          runTests(paths, options);
        });
    });
};
