/**
 * agent-siem pack diff: what an upgrade changes.
 * @module
 */
import { diffPacks } from '../../pack/diff/diff.js';
import { manifestOf, readPackFiles } from '../../pack/read-pack.js';
import type { RegisterCommand } from '../command.js';
import { EXIT_FINDINGS } from '../exit-codes.js';
import { terminalText } from '../terminal-text.js';

/** Adds pack diff. */
export const register: RegisterCommand = (pack) => {
  pack
    .command('diff <old> <new>')
    .description('say in words what an upgrade changes; exit 1 when there is a difference')
    .option('--json', 'changes as NDJSON: about, change; nothing when there are none')
    .addHelpText(
      'after',
      `
Changes are about the pack, schema, rule, query, setting, field, dashboard or file.

Exit codes: 0 no difference; 1 differences; 2 one of the folders is no pack.

Example:
  agent-siem pack diff ~/packs/0.1.0 pack`,
    )
    .action((older: string, newer: string, options: { readonly json?: true }) => {
      const [before, after] = [readPackFiles(older), readPackFiles(newer)];
      const changes = diffPacks(
        { files: before, manifest: manifestOf(before, older) },
        { files: after, manifest: manifestOf(after, newer) },
      );
      const lines =
        options.json === true
          ? changes.map((change) => JSON.stringify(change))
          : changes.length === 0
            ? ['no difference']
            : changes.map(({ change }) => change);
      for (const line of lines) process.stdout.write(`${terminalText(line)}\n`);
      if (changes.length > 0) process.exitCode = EXIT_FINDINGS;
    });
};
