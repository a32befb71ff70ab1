/**
 * agent-siem rules lint: what is wrong with rule files.
 * @module
 */
import { formatIssue, loadRules, packRulesFolder } from '../../rules/index.js';
import type { RegisterCommand } from '../command.js';
import { EXIT_FINDINGS } from '../exit-codes.js';
import { terminalText } from '../terminal-text.js';

interface LintOptions {
  readonly json?: true;
}

/** Adds rules lint. */
export const register: RegisterCommand = (rules) => {
  rules
    .command('lint')
    .description('check rule files; exit code 1 when anything is found')
    .argument('[path...]', "rule files and folders (default: the package's own rules)")
    .option('--json', 'issues as NDJSON')
    .addHelpText('after', '\nExample:\n  $ agent-siem rules lint rules/ my-rules/suspicious_agent.yml')
    .action((paths: readonly string[], options: LintOptions) => {
      const { issues, ruleSet } = loadRules(paths.length === 0 ? [packRulesFolder()] : paths);
      for (const issue of issues) {
        const text =
          options.json === true ? JSON.stringify(issue) : formatIssue(issue).split('\n').map(terminalText).join('\n');
        process.stdout.write(`${text}\n`);
      }
      if (issues.length > 0) process.exitCode = EXIT_FINDINGS;
      if (options.json !== true) {
        process.stderr.write(`${String(ruleSet.rules.length)} rules, ${String(issues.length)} issues\n`);
      }
    });
};
