/**
 * agent-siem schema: print, check, diff, sample.
 * @module
 */
import { readFileSync } from 'node:fs';
import type { RegisterCommand } from './command.js';

/** Adds the schema command. */
export const register: RegisterCommand = (program) => {
  const schema = program.command('schema').description('The JSON Schema of the governance event.');
  schema
    .command('print')
    .description('print the JSON Schema (2020-12)')
    .action(() => {
      process.stdout.write(readFileSync(new URL('../event/governance-event.schema.json', import.meta.url)));
    });
};
