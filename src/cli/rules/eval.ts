/**
 * agent-siem rules eval: alerts of a file of events.
 * @module
 */
import { evaluate } from '../../evaluate/index.js';
import { createSecretScanner } from '../../secrets/index.js';
import type { RegisterCommand } from '../command.js';
import { EXIT_BAD_INPUT } from '../exit-codes.js';
import { terminalText } from '../terminal-text.js';
import { eventFile } from './event-file.js';
import { lookupsFrom, reportUnread } from './lookups.js';
import { badLines, CONFIG_OPTION_HELP, reportSkipped, rulesFrom, timeOption } from './rule-set.js';

interface EvalOptions {
  readonly events: string;
  readonly lookup: readonly string[];
  readonly rules: readonly string[];
  readonly config?: string;
  readonly now?: string;
}

const repeat = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Adds rules eval. */
export const register: RegisterCommand = (rules) => {
  rules
    .command('eval')
    .description('evaluate rules over a file of events; alerts as NDJSON')
    .requiredOption('--events <file>', 'events, one JSON object a line (- for standard input)')
    .option('--lookup <name=file>', 'lookup table as CSV, such as agent_scope=scope.csv; repeatable', repeat, [])
    .option('--rules <path>', "rule file or folder; repeatable (default: the package's own rules)", repeat, [])
    .option('--config <file>', CONFIG_OPTION_HELP)
    .option('--now <time>', 'last instant to evaluate (default: until the last event has left every window)')
    .addHelpText(
      'after',
      `
Any JSON lines and any Sigma rules evaluate. Time is timestamp or @timestamp; an event without one meets plain
detections only. Late arrivals are found where events carry event.ingested. An event without event_id is #<line>.
Copies of an event_id count once.

A lookup has the columns agent_id,tool_name or agent_id,kind,value. Rules whose lookup is not given are skipped.

Each alert is one line: rule_id, rule_version, priority, severity, time, window, group, value, event_ids, title, details,
alert_key. Nothing else goes to stdout; what was skipped stands on stderr.

Exit codes: 0 done, whether or not alerts fired and rules were skipped; 2 a file or option is wrong, a rule or the
configuration has an error, or lines hold no event: all other rules and lines are evaluated and their alerts printed.

Example:
  $ agent-siem rules eval --events events.ndjson --lookup agent_scope=scope.csv`,
    )
    .action((options: EvalOptions) => {
      const now = options.now === undefined ? {} : { now: timeOption('--now', options.now) };
      const lookups = lookupsFrom(options.lookup);
      const loaded = rulesFrom(options.rules, options.config);
      reportUnread(loaded, lookups);
      const bad = badLines();
      const scanner = createSecretScanner();
      const events = eventFile(options.events, { restart: bad.restart, bad: bad.add });
      const { alerts, skipped } = evaluate(loaded, events, {
        lookups,
        ...now,
        firings: false,
      });
      // Escapes inside JSON strings: the same value for a machine, nothing to obey for a terminal.
      // Events of a foreign file may carry secrets that no exporter has taken out.
      for (const alert of alerts) {
        const { details } = alert;
        const shown = { ...alert, details: scanner.scan(details).redacted };
        process.stdout.write(`${terminalText(JSON.stringify(shown))}\n`);
      }
      reportSkipped(skipped);
      if (bad.report(options.events)) process.exitCode = EXIT_BAD_INPUT;
    });
};
