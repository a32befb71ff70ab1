/**
 * What a command is.
 * @module
 */
import type { Command } from 'commander';

/** Adds a command (with help, examples and its action) to the program. Actions return by setting process.exitCode. */
export type RegisterCommand = (program: Command) => void;
