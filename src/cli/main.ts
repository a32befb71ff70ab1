#!/usr/bin/env node
/**
 * Entry point of the agent-siem command.
 * @module
 */
import { runCommandLine } from './program.js';

// A reader that closes early (head, a pager) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

await runCommandLine(process.argv.slice(2));
