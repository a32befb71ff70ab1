/**
 * agent-siem rules stats: what the rules would have said lately.
 * @module
 */
import { AgentSiemError } from '../../error.js';
import {
  alertStatistics,
  evaluate,
  exceptionEffects,
  parseTime,
  type EventObject,
  type ExceptionEffect,
  type RuleStatistics,
} from '../../evaluate/index.js';
import { parseDuration } from '../../rules/duration.js';
import { utcDay } from '../../rules/index.js';
import type { RegisterCommand } from '../command.js';
import { DATA_OPTION_HELP, dataFolder } from '../data-folder.js';
import { EXIT_BAD_INPUT } from '../exit-codes.js';
import { terminalText } from '../terminal-text.js';
import { readEventLines } from './event-file.js';
import { exceptionLines } from './exception-text.js';
import { lookupsFrom, reportUnread } from './lookups.js';
import { badLines, CONFIG_OPTION_HELP, reportSkipped, rulesFrom, timeOption } from './rule-set.js';

interface StatsOptions {
  readonly since: string;
  readonly data?: string;
  readonly events?: string;
  readonly lookup: readonly string[];
  readonly rules: readonly string[];
  readonly config?: string;
  readonly now?: string;
  readonly json?: true;
}

const repeat = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const trailEvents = async (data: string | undefined): Promise<readonly EventObject[]> => {
  const { readTrail } = await import('../../trail/index.js');
  const events: EventObject[] = [];
  for await (const { event } of readTrail(dataFolder(data))) events.push({ ...event });
  return events;
};

const timeOf = (event: EventObject): number =>
  parseTime(event.timestamp) ?? parseTime(event['@timestamp']) ?? -Infinity;

const sinceTime = (text: string, now: number): number => {
  const duration = parseDuration(text);
  const time = duration === undefined ? parseTime(text) : now - duration;
  if (time !== undefined) return time;
  throw new AgentSiemError('--since is neither a duration nor a time', {
    code: 'usage',
    mend: 'Write 28d, 24h or 2026-04-07T14:00:00Z',
  });
};

const table = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

const groupText = (group: Readonly<Record<string, string>>): string =>
  Object.entries(group)
    .map(([name, value]) => `${name.split('.').at(-1) ?? name} ${value}`)
    .join(', ') || 'no group';

const printed = (
  statistics: readonly RuleStatistics[],
  effects: readonly ExceptionEffect[],
  now: number,
): readonly string[] => {
  const weeks = [...new Set(statistics.flatMap((rule) => Object.keys(rule.weeks)))].sort();
  return [
    ...(statistics.length === 0
      ? ['No alerts.']
      : table([
          ['RULE', 'ALERTS', ...weeks.map((week) => (week === 'none' ? 'NO TIME' : `WEEK OF ${week}`))],
          ...statistics.map(({ rule_id, alerts, weeks: counts }) => [
            rule_id,
            String(alerts),
            ...weeks.map((week) => String(counts[week] ?? 0)),
          ]),
        ])),
    ...(statistics.length === 0 ? [] : ['', 'Top groups']),
    ...statistics.flatMap(({ rule_id, groups }) => [
      `  ${rule_id}`,
      ...groups.map(({ group, alerts }) => `    ${alerts}  ${groupText(group)}`),
    ]),
    '',
    'Exceptions',
    ...(effects.length === 0 ? ['  None.'] : exceptionLines(effects, 'closed', utcDay(now)).map((line) => `  ${line}`)),
  ].map(terminalText);
};

/** Adds rules stats. */
export const register: RegisterCommand = (rules) => {
  rules
    .command('stats')
    .description('alerts per rule and week, top groups, and what exceptions closed')
    .option('--since <time>', 'from this time on: 28d, 24h or 2026-04-07T14:00:00Z', '28d')
    .option('--data <dir>', DATA_OPTION_HELP)
    .option('--events <file>', 'a file of JSON lines instead of the trail (- for standard input)')
    .option('--lookup <name=file>', 'lookup table as CSV; repeatable', repeat, [])
    .option('--rules <path>', "rule file or folder; repeatable (default: the package's own rules)", repeat, [])
    .option('--config <file>', CONFIG_OPTION_HELP)
    .option('--now <time>', 'end of the period (default: now; with --events the time of the last event)')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      `
Earlier events are read too, because baselines and new values need their history; alerts before --since are not counted.
Weeks begin on Monday, UTC.

Exit codes: 0 done; 2 a file or option is wrong, a rule or the configuration has an error, or lines hold no event.

Example:
  $ agent-siem rules stats --since 28d --lookup agent_scope=scope.csv`,
    )
    .action(async (options: StatsOptions) => {
      const lookups = lookupsFrom(options.lookup);
      const loaded = rulesFrom(options.rules, options.config);
      reportUnread(loaded, lookups);
      const bad = badLines();
      const events =
        options.events === undefined ? await trailEvents(options.data) : [...readEventLines(options.events, bad.add)];
      const latest = events.reduce(
        (last, event) => Math.max(last, event === undefined ? last : timeOf(event)),
        -Infinity,
      );
      const clock = options.events !== undefined && latest > -Infinity ? latest : Date.now();
      const now = options.now === undefined ? clock : timeOption('--now', options.now);
      const since = sinceTime(options.since, now);
      const recent = events.filter((event) => event !== undefined && timeOf(event) >= since && timeOf(event) <= now);
      const { alerts, skipped } = evaluate(loaded, events, {
        lookups,
        firings: false,
        // What the last events set off counts too when the period ends with them.
        ...(options.now === undefined && options.events !== undefined ? {} : { now }),
      });
      const statistics = alertStatistics(alerts.filter(({ time }) => time === null || Date.parse(time) >= since));
      const effects = exceptionEffects(loaded, recent);
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify({ since: new Date(since).toISOString(), now: new Date(now).toISOString(), rules: statistics, exceptions: effects })}\n`
          : `${printed(statistics, effects, now).join('\n')}\n`,
      );
      reportSkipped(skipped);
      if (options.events !== undefined && bad.report(options.events)) process.exitCode = EXIT_BAD_INPUT;
    });
};
