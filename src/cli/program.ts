/**
 * The command line: one file a command, loaded when it is asked for.
 * @module
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { AgentSiemError } from '../error.js';
import type { RegisterCommand } from './command.js';
import { EXIT_BAD_INPUT, EXIT_DONE } from './exit-codes.js';
import { terminalText } from './terminal-text.js';

interface CommandModule {
  readonly register: RegisterCommand;
}

/** Command name to its module; a module is loaded only when its command (or the overall help) is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<CommandModule>>> = {
  deadletter: () => import('./deadletter.js'),
  import: () => import('./import.js'),
  pack: () => import('./pack/index.js'),
  query: () => import('./query/index.js'),
  rules: () => import('./rules/index.js'),
  scan: () => import('./scan.js'),
  schema: () => import('./schema.js'),
  start: () => import('./start/index.js'),
  verify: () => import('./verify.js'),
};

const packageVersion = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;

/** Prints an error the way every command does: one line, no stack, nothing hostile. */
const reportError = (error: unknown): void => {
  const text =
    error instanceof AgentSiemError ? error.describe() : error instanceof Error ? error.message : String(error);
  process.stderr.write(`agent-siem: ${terminalText(text)}\n`);
};

/** Runs the command line; sets process.exitCode. */
export const runCommandLine = async (argv: readonly string[]): Promise<void> => {
  const program = new Command('agent-siem')
    .description('Makes AI agents visible to the security team.')
    .version(packageVersion())
    .showHelpAfterError('(--help shows usage and an example)')
    .exitOverride();
  const asked = argv.find((argument) => !argument.startsWith('-'));
  const wanted = asked !== undefined && Object.hasOwn(COMMANDS, asked) ? [asked] : Object.keys(COMMANDS);
  for (const name of wanted) {
    const load = COMMANDS[name];
    if (load !== undefined) await (await load()).register(program, argv);
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has already printed; help and version end with code 0.
      process.exitCode = error.exitCode === 0 ? EXIT_DONE : EXIT_BAD_INPUT;
      return;
    }
    reportError(error);
    process.exitCode = EXIT_BAD_INPUT;
  }
};
