/**
 * What a command is.
 * @module
 */
import type { Command } from 'commander';

/**
 * Adds a command (with help, examples and its action) to the program. Actions return by setting process.exitCode.
 * `argv` lets a command with subcommands load only the one that is asked for.
 */
export type RegisterCommand = (program: Command, argv: readonly string[]) => void | Promise<void>;
