/**
 * Rules and notices, as the commands that evaluate need them.
 * @module
 */
import { AgentSiemError } from '../../error.js';
import { parseTime, type Evaluation } from '../../evaluate/index.js';
import { CONFIG_FILE, formatIssue, loadConfig, loadRules, packRulesFolder, type Rule } from '../../rules/index.js';
import { EXIT_BAD_INPUT } from '../exit-codes.js';
import { counted } from '../counted.js';
import { terminalText } from '../terminal-text.js';
import type { BadLine } from './event-file.js';
import { expiredLines } from './exception-text.js';

/** One line on stderr. */
export const notice = (text: string): void => {
  process.stderr.write(`${terminalText(text)}\n`);
};

/** Help of the --config option. */
export const CONFIG_OPTION_HELP = `parameters, placeholders and exceptions of your own, such as ${CONFIG_FILE}`;

/** Warnings of what would go unseen: a rule that cannot fire, an exception that does not end, a key that is not read. */
const ALWAYS_TOLD: readonly string[] = ['correlation.threshold', 'filter.expires', 'yaml.unknown-key'];

/**
 * Rules of the given files and folders, or the package's own, tuned by a configuration file where one is given. What
 * cannot be read, what of the configuration has no effect, and which exceptions are over, is named on stderr; the other
 * rules count. `errors` counts what was left out.
 */
export const readRules = (
  paths: readonly string[],
  config?: string,
): { readonly rules: readonly Rule[]; readonly errors: number } => {
  const { ruleSet, issues } = loadRules(paths.length === 0 ? [packRulesFolder()] : paths, {
    tests: false,
    ...(config === undefined ? {} : { config: loadConfig(config) }),
  });
  const told = issues.filter(
    ({ severity, code }) => severity === 'error' || code.startsWith('config.') || ALWAYS_TOLD.includes(code),
  );
  for (const issue of told) formatIssue(issue).split('\n').forEach(notice);
  expiredLines(ruleSet.rules).forEach(notice);
  return { rules: ruleSet.rules, errors: told.filter(({ severity }) => severity === 'error').length };
};

/** The same; errors become the exit code. */
export const rulesFrom = (paths: readonly string[], config?: string): readonly Rule[] => {
  const { rules, errors } = readRules(paths, config);
  if (errors > 0) process.exitCode = EXIT_BAD_INPUT;
  return rules;
};

/** An ISO 8601 time of an option. @throws AgentSiemError when it is none. */
export const timeOption = (name: string, text: string): number => {
  const time = parseTime(text);
  if (time !== undefined) return time;
  throw new AgentSiemError(`${name} is not a time`, { code: 'usage', mend: 'Write it as 2026-04-07T14:00:00Z' });
};

const MAX_NAMED_LINES = 20;

/** Collects the lines that hold no event, to be named in the end. */
export const badLines = (): {
  readonly add: (line: BadLine) => void;
  /** The file is read from its start again. */
  readonly restart: () => void;
  /** Names them on stderr; answers whether there were any. */
  readonly report: (file: string) => boolean;
} => {
  let named: BadLine[] = [];
  let count = 0;
  return {
    add: (line) => {
      count += 1;
      if (named.length < MAX_NAMED_LINES) named.push(line);
    },
    restart: () => {
      named = [];
      count = 0;
    },
    report: (file) => {
      for (const { line, reason } of named)
        notice(
          new AgentSiemError(reason, { code: 'events.line', file, line, mend: 'The line was left out' }).describe(),
        );
      if (count > named.length) notice(`${file}: ${counted(count - named.length, 'more line')} without an event`);
      return count > 0;
    },
  };
};

/** Names what could not be looked at: rules, events without a time, copies. */
export const reportSkipped = (skipped: Evaluation['skipped']): void => {
  const byMessage = new Map<string, string[]>();
  for (const { message, rule_id } of skipped.rules)
    byMessage.set(message, [...(byMessage.get(message) ?? []), rule_id]);
  for (const [message, ids] of byMessage) notice(`skipped ${ids.join(', ')}: ${message}`);
  if (skipped.withoutTime > 0)
    notice(`not counted by correlations: ${counted(skipped.withoutTime, 'event')} without a time`);
  if (skipped.copies > 0) notice(`copies of events left out (same event_id): ${skipped.copies}`);
};
