/**
 * agent-siem schema: print, check, diff, sample.
 * @module
 */
import { readFileSync } from 'node:fs';
import { sampleEvents, SCHEMA_VERSION } from '../event/index.js';
import type { RegisterCommand } from './command.js';
import { check } from './schema/check.js';
import { diff } from './schema/diff.js';
import { SCHEMA_FILE } from './schema/read-schema.js';

/** Type of the event that `sample` prints alone. */
const SAMPLE_TYPE = 'tool_call.completed';

/** Adds the schema command. */
export const register: RegisterCommand = (program) => {
  const schema = program
    .command('schema')
    .description('the JSON Schema of the governance event: print it, check events, compare versions')
    .addHelpText('after', '\nExample:\n  $ agent-siem schema check .agent-siem/trail/000001.jsonl');
  schema
    .command('print')
    .description('print the JSON Schema (2020-12)')
    .addHelpText('after', '\nExample:\n  $ agent-siem schema print > governance-event.schema.json')
    .action(() => {
      process.stdout.write(readFileSync(SCHEMA_FILE));
    });
  schema
    .command('check')
    .description('check events: one JSON event, an array of them, or NDJSON')
    .argument('<file>', 'file, or - for NDJSON on standard input')
    .option('--json', 'findings as NDJSON')
    .addHelpText(
      'after',
      `
Each finding names file, line, field and what mends it.
Exit code: 0 all valid, 1 findings, 2 bad input.

Example:
  $ agent-siem schema check events.ndjson`,
    )
    .action(check);
  schema
    .command('diff')
    .description('compare two schemas and say whether the change is breaking or minor')
    .argument('<from>', `file, or ${SCHEMA_VERSION}`)
    .argument('<to>', `file, or ${SCHEMA_VERSION}`)
    .option('--json', 'changes as NDJSON')
    .addHelpText(
      'after',
      `
Exit code: 0 no change or minor, 1 breaking, 2 bad input.

Example:
  $ agent-siem schema diff ${SCHEMA_VERSION} next.schema.json`,
    )
    .action(diff);
  schema
    .command('sample')
    .description('print a valid event, always the same')
    .option('--all-types', 'one event of each type, as NDJSON')
    .addHelpText('after', '\nExample:\n  $ agent-siem schema sample --all-types > events.ndjson')
    .action((options: { readonly allTypes?: boolean }) => {
      for (const { event, line } of sampleEvents()) {
        if (options.allTypes === true || event.event_type === SAMPLE_TYPE) process.stdout.write(`${line}\n`);
      }
    });
};
