/**
 * agent-siem pack build: the pack from rules and dashboards.
 * @module
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../make-folder.js';
import { archive } from '../../pack/archive.js';
import { MANIFEST_FILE } from '../../pack/manifest.js';
import type { PackFiles } from '../../pack/pack-files.js';
import { manifestOf, readPackFiles } from '../../pack/read-pack.js';
import { writePack } from '../../pack/write-pack.js';
import type { RegisterCommand } from '../command.js';
import { terminalText } from '../terminal-text.js';
import { rewriteDocs } from './generated-tables.js';
import { buildFrom, withSources, type SourceOptions } from './sources.js';

interface BuildOptions extends SourceOptions {
  readonly out: string;
  readonly archive?: string;
  readonly docs?: string;
  readonly readme: string;
}

const readBefore = (folder: string): PackFiles => (existsSync(folder) ? readPackFiles(folder) : new Map());

/** Adds pack build. */
export const register: RegisterCommand = (pack) => {
  withSources(pack.command('build'))
    .description('build the pack from rules and dashboards; the same input gives the same bytes')
    .option('--out <folder>', 'where the pack goes', 'pack')
    .option('--docs <folder>', 'also rewrite the generated tables of compliance.md and conformance.md there')
    .option('--readme <file>', 'with --docs: the file that holds the small conformance table', 'README.md')
    .option('--archive <folder>', 'also write the two Splunk packages as .tgz there')
    .addHelpText(
      'after',
      `
Exit codes: 0 built; 2 a rule, the configuration or an option is wrong, or a folder cannot be made.

Example:
  agent-siem pack build --out pack --config agent-siem.config.yml`,
    )
    .action((options: BuildOptions) => {
      const before = readBefore(options.out);
      const built = buildFrom(options, before);
      writePack(options.out, built.files, before.has(MANIFEST_FILE) ? manifestOf(before, options.out) : undefined);
      if (options.archive !== undefined) {
        makeFolder(options.archive);
        for (const app of ['agent_siem', 'TA-agent-siem']) {
          writeFileSync(join(options.archive, `${app}.tgz`), archive(built.files, `splunk/${app}`));
        }
      }
      if (options.docs !== undefined) {
        rewriteDocs(options.docs, options.readme, built, manifestOf(built.files, options.out));
      }
      for (const warning of built.warnings) process.stderr.write(`warning: ${terminalText(warning)}\n`);
      process.stdout.write(`${terminalText(`${String(built.files.size)} files in ${options.out}`)}\n`);
    });
};
