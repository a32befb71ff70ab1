/**
 * agent-siem query: stored events as a table, NDJSON or CSV.
 * @module
 */
import { once } from 'node:events';
import { Option } from 'commander';
import { createEventFilter, type FilterText, formatEntries, queryLimit, selectEntries } from '../../server/index.js';
import { readTrail, type TrailEntry } from '../../trail/index.js';
import type { RegisterCommand } from '../command.js';
import { DATA_OPTION_HELP, dataFolder } from '../data-folder.js';
import { createEventTable } from './event-table.js';

interface QueryOptions extends FilterText {
  readonly format: 'table' | 'ndjson' | 'csv';
  readonly limit?: string;
  readonly data?: string;
}

const DEFAULT_WIDTH = 120;
const OUTPUT_CHUNK = 64 * 1024;

const terminalWidth = (): number => {
  // Not a number when stdout is no terminal, whatever its type says.
  const columns: unknown = process.stdout.columns;
  const named = Number(process.env['COLUMNS']);
  if (typeof columns === 'number' && columns > 0) return columns;
  return Number.isInteger(named) && named > 0 ? named : DEFAULT_WIDTH;
};

const tableLines = async function* (entries: AsyncIterable<TrailEntry>): AsyncGenerator<string, void, undefined> {
  const table = createEventTable(terminalWidth());
  yield `${table.header()}\n`;
  for await (const { event } of entries) yield `${table.row(event)}\n`;
};

const print = async (pieces: AsyncIterable<string>): Promise<void> => {
  let waiting = '';
  for await (const piece of pieces) {
    waiting += piece;
    if (waiting.length < OUTPUT_CHUNK) continue;
    const taken = process.stdout.write(waiting);
    waiting = '';
    if (!taken) await once(process.stdout, 'drain');
  }
  process.stdout.write(waiting);
};

/** Adds the query command. */
export const register: RegisterCommand = (program) => {
  program
    .command('query')
    .description('print stored events')
    .option('--since <time>', 'from this time on: 24h, 30m, 7d, or 2026-04-07T14:00:00Z')
    .option('--until <time>', 'before this time')
    .option('--status <status>', 'governance.result, the last part of event_type, or tool_call.response_status')
    .option('--type <type>', 'event type, such as tool_call.blocked, or all of a kind, such as tool_call')
    .option('--agent <agent>', 'agent id or name')
    .option('--user <user>', 'user id, e-mail, subject or employee number')
    .option('--limit <count>', 'at most so many events, oldest first')
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'ndjson', 'csv']).default('table'))
    .option('--data <dir>', DATA_OPTION_HELP)
    .addHelpText(
      'after',
      `
Several values of one condition are separated by commas. Times without a zone are UTC. NDJSON lines are the stored
lines, byte for byte. In CSV a cell that a spreadsheet would take for a formula starts with an apostrophe.

Exit codes: 0 done (also when nothing matches), 2 bad input or no trail.

Example:
  agent-siem query --since 24h --status blocked --format ndjson > blocked.ndjson`,
    )
    .action(async ({ format, limit, data, ...text }: QueryOptions) => {
      const entries = selectEntries(readTrail(dataFolder(data)), createEventFilter(text), queryLimit(limit));
      await print(format === 'table' ? tableLines(entries) : formatEntries(entries, format));
    });
};
