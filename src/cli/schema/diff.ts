/**
 * agent-siem schema diff.
 * @module
 */
import { diffSchemas } from '../../event/index.js';
import { EXIT_FINDINGS } from '../exit-codes.js';
import { terminalText } from '../terminal-text.js';
import { readSchema } from './read-schema.js';

const versionOf = (schema: Readonly<Record<string, unknown>>): string => {
  const version = schema['x-version'];
  return typeof version === 'string' ? version : 'unknown version';
};

/** Compares two schemas, each a file or a version; the changes are printed. */
export const diff = (from: string, to: string, options: { readonly json?: boolean }): void => {
  const before = readSchema(from);
  const after = readSchema(to);
  const changes = diffSchemas(before, after);
  const breaking = changes.some(({ level }) => level === 'breaking');
  if (breaking) process.exitCode = EXIT_FINDINGS;
  if (options.json === true) {
    for (const change of changes) process.stdout.write(`${terminalText(JSON.stringify(change))}\n`);
    return;
  }
  for (const { level, path, change } of changes) {
    process.stdout.write(`${level.padEnd(8)} ${terminalText(path === '' ? 'event' : path)}: ${terminalText(change)}\n`);
  }
  const verdict = breaking ? 'breaking: a new major' : changes.length > 0 ? 'minor: a new minor' : 'no change';
  process.stdout.write(`${terminalText(versionOf(before))} -> ${terminalText(versionOf(after))}: ${verdict}\n`);
};
