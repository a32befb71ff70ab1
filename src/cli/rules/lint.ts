/**
 * agent-siem rules lint: what is wrong with rule files.
 * @module
 */
import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import {
  compareIssues,
  formatIssue,
  issuePage,
  lintPaths,
  loadConfig,
  loadRules,
  LOCK_FILE,
  renewedLock,
  readLock,
  packRulesFolder,
  utcDay,
  type Rule,
} from '../../rules/index.js';
import { exceptionEffects } from '../../evaluate/index.js';
import type { RegisterCommand } from '../command.js';
import { EXIT_BAD_INPUT, EXIT_FINDINGS } from '../exit-codes.js';
import { counted } from '../counted.js';
import { terminalText } from '../terminal-text.js';
import { readEventLines } from './event-file.js';
import { edgeIssues } from './edge-issues.js';
import { exceptionLines } from './exception-text.js';
import { badLines, CONFIG_OPTION_HELP } from './rule-set.js';

interface LintOptions {
  readonly json?: true;
  readonly writeLock?: true;
  readonly config?: string;
  readonly events?: string;
}

/** One lock a folder, for the rules whose files lie in it. What was not read, or has errors, keeps its entry. */
const writeLocks = (rules: readonly Rule[], paths: readonly string[], sound: boolean): void => {
  const folders = new Set(rules.map((rule) => dirname(rule.meta.at.file)));
  for (const folder of folders) {
    const inside = rules.filter((rule) => dirname(rule.meta.at.file) === folder);
    const isRead = paths.some((path) => !relative(path, folder).startsWith('..'));
    const lock = renewedLock(readLock(folder) ?? {}, inside, sound && isRead);
    writeFileSync(join(folder, LOCK_FILE), `${JSON.stringify(lock, null, 2)}\n`);
  }
};

/** Adds rules lint. */
export const register: RegisterCommand = (rules) => {
  rules
    .command('lint')
    .description('check rule files; exit code 1 when anything is found')
    .argument('[path...]', "rule files and folders (default: the package's own rules)")
    .option('--json', 'issues as NDJSON')
    .option('--config <file>', CONFIG_OPTION_HELP)
    .option('--events <file>', 'also say what each exception hides in these events (- for standard input)')
    .option('--write-lock', `record versions and logic in ${LOCK_FILE} beside the rules, then lint`)
    .addHelpText('after', '\nExample:\n  $ agent-siem rules lint rules/ my-rules/suspicious_agent.yml')
    .action((paths: readonly string[], options: LintOptions) => {
      const where = paths.length === 0 ? [packRulesFolder()] : paths;
      const config = options.config === undefined ? {} : { config: loadConfig(options.config) };
      const { ruleSet, issues: parsed } = loadRules(where, { tests: options.config === undefined, ...config });
      const isSound = parsed.every(({ severity }) => severity !== 'error');
      if (options.writeLock === true) writeLocks(ruleSet.rules, where, isSound);
      // Tests stand for the values in the rule's own file.
      const edges = options.config === undefined ? edgeIssues(ruleSet) : [];
      const issues = [...lintPaths(where, config), ...edges].sort(compareIssues);
      for (const issue of issues) {
        const text =
          options.json === true
            ? JSON.stringify({ ...issue, page: issuePage(issue.code) })
            : formatIssue(issue).split('\n').map(terminalText).join('\n');
        process.stdout.write(`${text}\n`);
      }
      const bad = badLines();
      if (options.events !== undefined) {
        const effects = exceptionEffects(ruleSet.rules, readEventLines(options.events, bad.add));
        const lines =
          options.json === true
            ? effects.map((effect) => JSON.stringify({ exception: effect }))
            : exceptionLines(effects, 'hides', utcDay());
        for (const line of lines) process.stdout.write(`${terminalText(line)}\n`);
      }
      if (issues.length > 0) process.exitCode = EXIT_FINDINGS;
      if (options.events !== undefined && bad.report(options.events)) process.exitCode = EXIT_BAD_INPUT;
      if (options.json !== true) {
        process.stderr.write(
          `${counted(issues.length, 'issue')}; ${counted(ruleSet.rules.length, 'rule')} can be used\n`,
        );
      }
    });
};
